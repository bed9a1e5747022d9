"""Survival models: each modality alone, all features at once, and modalities stacked. Knows no record."""
