"""The document resolver: what one report says of one thing, brought together."""

from nlp.resolver.factory import resolve, settle

__all__ = ["resolve", "settle"]
