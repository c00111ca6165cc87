"""Compile the model to the schema of one store, with hints for the comparison."""
