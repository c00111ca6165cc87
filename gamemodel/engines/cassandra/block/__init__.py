"""What may stand in an entity's block and in the topology for a store of this engine."""
