"""A small checkout in a temporary folder, against the sandbox's servers, under names of its own; used by the conformance suite."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gamemodel.apply import ApplyOptions, Result, Run, execute
from gamemodel.engine import Pace
from gamemodel.make import Written, make
from gamemodel.project import Project
from gamemodel.topology import Target
from gamemodel.verify import TargetStatus, Verified, status, verify

REGIONS = ("eu-west-1", "us-east-1")


def unique() -> str:
    """A name that no other test uses."""
    return f"t{uuid.uuid4().hex[:10]}"


@dataclass
class Checkout:
    """`name` is this checkout's keyspace, schema or prefix; NAME in its files stands for it."""

    root: Path
    urls: Mapping[tuple[str, str], str]
    name: str = field(default_factory=unique)
    environment: str = "local"

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("NAME", self.name))

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace `old`, which must be there once."""
        file = self.root / path
        text = file.read_text()
        old, new = old.replace("NAME", self.name), new.replace("NAME", self.name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}:\n{text}"
        file.write_text(text.replace(old, new))

    def servers(self, engine: str, settings: Mapping[str, str] | None = None, **overrides: str) -> None:
        """gamemodel.toml for one store called like its engine; `overrides` are URLs by region (with _ for -)."""
        lines = [f"[environments.{self.environment}.stores.{engine}]"]
        lines += [f'{key} = "{value}"' for key, value in (settings or {}).items()]
        for region in REGIONS:
            url = overrides.get(region.replace("-", "_"), self.urls[engine, region])
            lines += [f"[environments.{self.environment}.stores.{engine}.{region}]", f'url = "{url}"']
        (self.root / "gamemodel.toml").write_text("\n".join(lines) + "\n")

    @property
    def project(self) -> Project:
        """The checkout as it is now: nothing is remembered from before."""
        return Project(self.root)

    def targets(self, *regions: str) -> tuple[Target, ...]:
        project = self.project
        return tuple(t for store in project.stores() for t in project.targets(self.environment, store, regions))

    def make(self, title: str) -> Written:
        return make(self.project, title)

    def migrate(
        self, *regions: str, to: int | None = None, destroy: tuple[str, ...] = (), stop: threading.Event | None = None
    ) -> tuple[Result, ...]:
        return self._run(ApplyOptions(to=to, allowed=destroy), regions, stop)

    def rollback(self, to: int, *regions: str, destroy: tuple[str, ...] = ()) -> tuple[Result, ...]:
        return self._run(ApplyOptions(action="down", to=to, allowed=destroy), regions, None)

    def release(self) -> tuple[Result, ...]:
        return self._run(ApplyOptions(release=True), (), None)

    def _run(self, order: ApplyOptions, regions: tuple[str, ...], stop: threading.Event | None) -> tuple[Result, ...]:
        return execute(
            Run(self.project, self.environment, order, stop=stop or threading.Event()), self.targets(*regions)
        )

    def verify(self, *regions: str) -> tuple[Verified, ...]:
        return verify(self.project, self.targets(*regions), Pace(None))

    def status(self, *regions: str) -> tuple[TargetStatus, ...]:
        return status(self.project, self.targets(*regions))
