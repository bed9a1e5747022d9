"""The document resolver: what one report says of one thing, brought together."""

from nlp.resolver.factory import resolve

__all__ = ["resolve"]
