"""gamemodel: one model of a game's data, migrations for every store, applied per region."""

__version__ = "0.1.0"
