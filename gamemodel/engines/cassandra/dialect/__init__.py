"""The language of the server: quoting, statements and canonical forms."""
