"""The live indices and data streams of a server, and which of them an alias or a stream stands for."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from gamemodel.engines.opensearch.schema import Indices, is_numbered
from gamemodel.engines.opensearch.server.connection import Connection, expect


class Live:
    """`indices`: name -> `aliases`, `mappings`, `settings` as GET shows them; `streams`: name -> what GET _data_stream shows."""

    def __init__(self, indices: dict[str, Any], streams: dict[str, Any]) -> None:
        self.indices, self.streams = indices, streams
        self.names = sorted(indices)
        self.behind: dict[str, list[str]] = {}
        self.backing: dict[str, list[str]] = {}
        for name in self.names:
            for alias in indices[name]["aliases"]:
                self.behind.setdefault(alias, []).append(name)
            if indices[name].get("data_stream"):
                self.backing.setdefault(indices[name]["data_stream"], []).append(name)

    def members(self, one: Indices) -> dict[str, Any]:
        """The live indices that `one` stands for, by name."""
        match one.kind:
            case "rolling":
                names = self.behind.get(one.name, [])
            case "stream":
                names = self.backing.get(one.name, [])
            case "rebuilt":
                names = [each for each in self._beginning_with(f"{one.name}-") if is_numbered(each, one.name)]
            case _:
                names = [one.name] if one.name in self.indices else []
        return {name: self.indices[name] for name in names}

    def _beginning_with(self, start: str) -> list[str]:
        return self.names[bisect_left(self.names, start) : bisect_left(self.names, start + chr(0x10FFFF))]

    def exists(self, one: Indices) -> bool:
        """Whether it exists. A job makes rebuilt indices, so they are never missing."""
        if one.kind == "stream":
            return one.name in self.streams
        return one.kind == "rebuilt" or bool(self.members(one))

    def writer(self, one: Indices) -> str | None:
        """The index that takes new documents."""
        if one.kind == "stream":
            stream = self.streams.get(one.name)
            return str(stream["indices"][-1]["index_name"]) if stream else None
        members = self.members(one)
        writers = [name for name, body in members.items() if body["aliases"].get(one.name, {}).get("is_write_index")]
        return writers[0] if len(writers) == 1 else (next(iter(members)) if one.kind == "single" and members else None)


def streams_of(wire: Connection, names: list[str]) -> dict[str, Any]:
    """Data streams by name, without names that are no data stream. Asked as patterns, since GET of an unknown name is 404."""
    patterns = [name if name.endswith("*") else f"{name}*" for name in names]
    found = expect(wire, "GET", f"_data_stream/{','.join(patterns)}")["data_streams"]
    return {each["name"]: each for each in found}
