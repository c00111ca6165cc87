"""Offline proofs of a search store's model, one subject per file."""
