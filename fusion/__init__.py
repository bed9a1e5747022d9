"""Multimodal models over feature blocks, their honest evaluation, and their files."""
