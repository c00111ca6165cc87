"""The block of an entity and the options of a store."""
