"""Reads the model: YAML files -> nodes with places -> Model, with every error at once. Names no engine."""
