"""The URL of a search cluster: its address for messages, and the options of the driver."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote, urlsplit

from gamemodel.topology import Target

PORT: Final = 9200


def address(url: str) -> str:
    """`http://host:port`, without user and password."""
    at = urlsplit(url)
    return f"{at.scheme}://{at.hostname}:{at.port or PORT}"


def driver_options(target: Target) -> dict[str, Any]:
    """The host, the credentials and the certificates, as opensearch-py takes them."""
    at = urlsplit(target.url)
    options: dict[str, Any] = {"hosts": [address(target.url) + at.path.rstrip("/")]}
    if at.username:
        options["http_auth"] = (unquote(at.username), unquote(at.password or ""))
    if at.scheme == "https":
        options |= {"verify_certs": True, "ca_certs": target.setting("ca") or None}
    return options
