"""Everything that talks to a live server; the only folder of this engine that imports a driver."""
