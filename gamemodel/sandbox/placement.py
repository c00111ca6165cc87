"""Addresses and ports for a sandbox: a block of loopback addresses that no other sandbox of this user has."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Iterator
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox.orphans import end_orphans
from gamemodel.sandbox.request import Placement, StoreRequest, plan_servers
from gamemodel.sandbox.state import load, locked

BLOCKS = range(250)
SHIFTS = (0, 10_000, 20_000, 30_000)  # for a machine where a server of its own listens on every address


@contextlib.contextmanager
def free_placement(cache: Path, directory: Path, stores: tuple[StoreRequest, ...]) -> Iterator[Placement]:
    """A placement where nothing listens and no other sandbox is; it is held until the block ends.

    Inside the block the caller records it in `directory`/state.json or begins to listen. Raises SandboxError when
    no block is free.
    """
    claims = cache / "blocks"
    claims.mkdir(parents=True, exist_ok=True)
    with locked(cache / "blocks.lock"):
        taken = {int(claim.name) for claim in claims.iterdir() if _stands(claim, directory)}
        for shift in SHIFTS:
            for block in BLOCKS:
                placement = Placement(block, shift)
                if block not in taken and is_available(placement, stores):
                    (claims / str(block)).write_text(str(directory))
                    yield placement
                    return
    raise SandboxError("no loopback addresses are free", "end other sandboxes: gamemodel sandbox down")


def is_available(placement: Placement, stores: tuple[StoreRequest, ...]) -> bool:
    """Whether nothing listens where the servers of `stores` would."""
    return all(is_free(*place) for place in _sockets(placement, stores))


def _stands(claim: Path, directory: Path) -> bool:
    """Whether the sandbox that claimed the block still says that it is there; a claim without one is removed."""
    owner = Path(claim.read_text())
    if not owner.is_dir():
        end_orphans(owner)
    elif owner != directory:
        with contextlib.suppress(SandboxError):
            placement = load(owner / "state.json").placement
            if placement is not None and placement.block == int(claim.name):
                return True
    claim.unlink()
    return False


def _sockets(placement: Placement, stores: tuple[StoreRequest, ...]) -> Iterator[tuple[str, int]]:
    for spec in plan_servers(stores, placement):
        yield spec.address, spec.port
        if spec.internode_port is not None:
            yield spec.address, spec.internode_port


def is_free(address: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            # Linux has all of 127.0.0.0/8; other systems have 127.0.0.1 alone until they are told.
            raise SandboxError(f"{address} cannot be used: {error}", f"sudo ifconfig lo0 alias {address} up") from error
    return True
