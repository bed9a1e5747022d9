"""Parsers: each turns the words of one kind of finding into candidates. They know nothing of assertion or dates."""
