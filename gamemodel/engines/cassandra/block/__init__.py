"""The keys of an entity's block and of a store in topology.yaml."""
