"""The language of the server: quoting, statements, expressions and normal forms."""
