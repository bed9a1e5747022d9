"""Cues for events of any kind: those of the coder where they mean the same, and more of general medicine."""

from nlp.assertion.events.cues.compile import find_event_cues

__all__ = ["find_event_cues"]
