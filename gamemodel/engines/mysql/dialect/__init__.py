"""The language of the server: quoting, statements, expressions and canonical forms."""
