"""Talks to live servers; the only folder of this engine that imports a driver."""
