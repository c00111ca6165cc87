"""Creates the accounts of services in Redis, where gamemodel changes rights but never creates users."""

from __future__ import annotations

from collections.abc import Sequence

from gamemodel.errors import SandboxError
from gamemodel.sandbox.endpoint import Endpoint


def make_accounts(endpoints: Sequence[Endpoint], names: Sequence[str]) -> None:
    """Create each of `names` on every Redis server: without rights, the name as its password. Existing users are kept.

    Raises SandboxError when a server refuses.
    """
    places = [place for place in endpoints if place.engine == "redis"]
    if not places or not names:
        return
    import redis

    for place in places:
        try:
            with redis.Redis(place.address, place.port, socket_timeout=5, decode_responses=True) as link:
                missing = set(names) - set(link.acl_users())
                for name in sorted(missing):
                    link.execute_command("ACL", "SETUSER", name, "on", f">{name}")
                if missing:
                    link.execute_command("ACL", "SAVE")
        except redis.RedisError as error:
            raise SandboxError(
                f"{place.name}: cannot create users: {error}", f"check the server at {place.url}"
            ) from None
