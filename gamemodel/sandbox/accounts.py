"""The accounts that services use, on servers where gamemodel changes rights but never makes users: a person's task elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from gamemodel.errors import SandboxError
from gamemodel.sandbox.endpoint import Endpoint


def make_accounts(endpoints: Sequence[Endpoint], names: Sequence[str]) -> None:
    """Each of `names` as a user of every Redis server, without rights, its password its name; one that exists stays as it is.

    Raises SandboxError where a server does not let it.
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
            raise SandboxError(f"{place.name}: its users cannot be made: {error}", f"look at {place.url}") from None
