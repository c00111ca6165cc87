"""Index lifecycles as pure values: their normal form, their translations to ISM and ILM, and the grammars of both."""
