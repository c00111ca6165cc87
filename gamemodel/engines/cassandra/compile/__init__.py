"""Compiles the model to the schema of one store, with the hints that a comparison needs."""
