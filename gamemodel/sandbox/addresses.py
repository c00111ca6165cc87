"""Chooses a block of loopback addresses and ports that no other sandbox of this user has."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Iterator
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox.orphans import end_orphans
from gamemodel.sandbox.request import Addresses, StoreRequest, plan_servers
from gamemodel.sandbox.state import load, locked

BLOCKS = range(250)
SHIFTS = (0, 10_000, 20_000, 30_000)  # added to every port where a server of this machine listens on all addresses


@contextlib.contextmanager
def free_addresses(cache: Path, directory: Path, stores: tuple[StoreRequest, ...]) -> Iterator[Addresses]:
    """A block of addresses that nothing listens on and no other sandbox has; reserved until the `with` block ends.

    The caller records it in `directory`/state.json, or starts to listen, before the block ends. Raises SandboxError
    when no block is free.
    """
    claims = cache / "blocks"
    claims.mkdir(parents=True, exist_ok=True)
    with locked(cache / "blocks.lock"):
        taken = {int(claim.name) for claim in claims.iterdir() if _stands(claim, directory)}
        for shift in SHIFTS:
            for block in BLOCKS:
                addresses = Addresses(block, shift)
                if block not in taken and is_available(addresses, stores):
                    (claims / str(block)).write_text(str(directory))
                    yield addresses
                    return
    raise SandboxError("no loopback addresses are free", "stop other sandboxes: gamemodel sandbox down")


def is_available(addresses: Addresses, stores: tuple[StoreRequest, ...]) -> bool:
    """Whether nothing listens where the servers of `stores` would."""
    return all(is_free(*place) for place in _sockets(addresses, stores))


def _stands(claim: Path, directory: Path) -> bool:
    """Whether the sandbox that claimed the block still uses it; a stale claim is removed."""
    owner = Path(claim.read_text())
    if not owner.is_dir():
        end_orphans(owner)
    elif owner != directory:
        with contextlib.suppress(SandboxError):
            addresses = load(owner / "state.json").addresses
            if addresses is not None and addresses.block == int(claim.name):
                return True
    claim.unlink()
    return False


def _sockets(addresses: Addresses, stores: tuple[StoreRequest, ...]) -> Iterator[tuple[str, int]]:
    for spec in plan_servers(stores, addresses):
        yield spec.address, spec.port
        if spec.internode_port is not None:
            yield spec.address, spec.internode_port


def is_free(address: str, port: int) -> bool:
    """Whether a server could listen at this address and port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            # Linux has all of 127.0.0.0/8; other systems only have 127.0.0.1 until more are added.
            raise SandboxError(f"{address} cannot be used: {error}", f"sudo ifconfig lo0 alias {address} up") from error
    return True
