"""Trains what the coder ships, and what a user's own corpus asks for. Never reads a test split."""
