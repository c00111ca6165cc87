"""The language of Redis: commands, key patterns, rights, the registry."""
