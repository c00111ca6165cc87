"""What an entity's block and the topology may say for a Redis store."""
