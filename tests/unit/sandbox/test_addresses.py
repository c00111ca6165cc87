"""A sandbox's loopback block: free of listeners, not another sandbox's, given back when that one is gone."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from gamemodel.sandbox.addresses import free_addresses, is_free
from gamemodel.sandbox.request import Addresses, StoreRequest
from gamemodel.sandbox.state import State, save

# Ports of its own, so that sandboxes that run on this machine do not matter here.
PORTS = {"redis": {"client": 21379}}
STORES = (StoreRequest("redis", "redis", "each-region", ("a", "b")),)


@pytest.fixture(autouse=True)
def own_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gamemodel.sandbox.request.PORTS", PORTS)


def record(directory: Path, addresses: Addresses) -> None:
    save(directory / "state.json", State("native", addresses))


def place(cache: Path, directory: Path) -> Addresses:
    directory.mkdir(parents=True, exist_ok=True)
    with free_addresses(cache, directory, STORES) as addresses:
        record(directory, addresses)
    return addresses


def test_two_sandboxes_get_two_blocks(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert place(cache, tmp_path / "one") == Addresses(0, 0)
    assert place(cache, tmp_path / "two") == Addresses(1, 0)


def test_a_block_is_given_back_when_its_state_is_gone(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    place(cache, tmp_path / "one")
    (tmp_path / "one" / "state.json").unlink()
    assert place(cache, tmp_path / "two") == Addresses(0, 0)


def test_a_block_is_given_back_when_its_checkout_was_deleted(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    place(cache, tmp_path / "one")
    (tmp_path / "one" / "state.json").unlink()
    (tmp_path / "one").rmdir()
    assert place(cache, tmp_path / "two") == Addresses(0, 0)


def test_a_sandbox_may_have_its_own_block_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert place(cache, tmp_path / "one") == place(cache, tmp_path / "one")


def test_a_block_where_somebody_listens_is_left_alone(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.2", 21379)):
        assert not is_free("127.0.0.2", 21379)
        assert is_free("127.0.0.1", 21379)
        assert place(tmp_path / "cache", tmp_path / "one") == Addresses(1, 0)


def test_a_listener_on_every_address_moves_the_ports(tmp_path: Path) -> None:
    with socket.create_server(("", 21379)):
        assert place(tmp_path / "cache", tmp_path / "one") == Addresses(0, 10_000)
