"""The language of the server: requests, canonical forms, grammars and lifecycles."""
