"""YAML files -> nodes with places -> the model, with every error at once; knows no engine by name."""
