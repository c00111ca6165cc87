"""Offline checks of the model, one subject per file."""
