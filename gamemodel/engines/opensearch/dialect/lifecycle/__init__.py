"""Index lifecycles and templates as pure values: normal forms, grammars and translations; no server is asked here."""
