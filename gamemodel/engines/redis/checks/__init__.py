"""The proofs about a model's Redis store, one subject per file; check.py runs them."""
