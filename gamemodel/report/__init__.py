"""What commands print, as text, JSON or annotations: the only place that formats; deciding what to say is left to the layers below."""
