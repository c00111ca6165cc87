"""An engine whose servers live in memory: a set of names, a ledger with compare-and-set, a lock, and scripted failures.

It is small and complete, and serves the tests of apply and verify. It says nothing about any real server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

from gamemodel.apply import ApplyOptions, Event, Result, Run, execute
from gamemodel.change import Change, Difference, HandWritten, Hints
from gamemodel.diagnostics import Diagnostic
from gamemodel.engine import Engine, Observed, Outcome, Pace
from gamemodel.errors import CheckFailed, LedgerConflict, LockHeld, ServerRefused, Unreachable, UsageError
from gamemodel.history import History, Recorded
from gamemodel.ledger import Entry, Head, Holder, Ledger, LockInfo
from gamemodel.migration import Migration, MigrationChange, Revision
from gamemodel.project import Project
from gamemodel.step import SEND, Backfill, Bindings, Capability, Check, Progress, Statement, Step
from gamemodel.topology import Region, Scope, Store, Target, Topology


@dataclass(frozen=True, slots=True)
class Names:
    """The schema: names that exist."""

    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Add(Change[Names]):
    """A name; its statements up are `add NAME`, and `more` steps."""

    TAG: ClassVar[str] = "Add"

    name: str
    more: tuple[Step, ...] = ()

    @property
    def subject(self) -> str:
        return self.name

    def describe(self) -> str:
        return f"+ {self.name}"

    def apply_to(self, schema: Names) -> Names:
        return Names(schema.names | {self.name})

    def steps(self, schema: Names) -> tuple[Step, ...]:
        return (Statement(self.name, f"add {self.name}", draws=("id",)), *self.more)

    def inverse(self, schema: Names) -> Drop:
        return Drop(self.name)


@dataclass(frozen=True, slots=True)
class Drop(Change[Names]):
    TAG: ClassVar[str] = "Drop"

    name: str

    @property
    def subject(self) -> str:
        return self.name

    @property
    def destroys(self) -> bool:
        return True

    def describe(self) -> str:
        return f"- {self.name}"

    def apply_to(self, schema: Names) -> Names:
        return Names(schema.names - {self.name})

    def steps(self, schema: Names) -> tuple[Step, ...]:
        return (Statement(self.name, f"drop {self.name}", destroys=True),)

    def inverse(self, schema: Names) -> Add:
        return Add(self.name)


@dataclass
class Machine:
    """A server: what it holds, and how it answers. Each dictionary is keyed by the text of a step."""

    cluster: str = "cluster"
    names: set[str] = field(default_factory=set)
    ledger: Ledger = Ledger()  # noqa: RUF009
    holder: Holder | None = None
    unreachable: bool = False
    refuses: dict[str, str] = field(default_factory=dict)
    """Statements that are refused, and the words."""
    takes_effect: bool = False
    """A refused statement takes effect all the same."""
    violations: set[str] = field(default_factory=set)
    """Checks that find rows."""
    capabilities: dict[str, Capability] = field(default_factory=dict)
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)
    """Answers of `outcome`, in turn; without one, it looks at the names."""
    placements: tuple[Step, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    external: str | None = None
    rows_to_fill: int = 0
    sent: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Texts of the steps whose capability was asked."""
    on_send: Callable[[str], None] = lambda _: None

    def states(self) -> list[str]:
        """The ledger as `state position` of every row."""
        return [f"{row.state} {row.position}" for row in self.ledger.entries]


class MemoryLease:
    def __init__(self, machine: Machine, holder: Holder) -> None:
        self.machine, self.holder = machine, holder

    def ensure(self, seconds: float) -> None:
        if self.machine.holder != self.holder:
            raise LockHeld("the lock was lost")


class MemoryServer:
    """One connection to a machine; see gamemodel.engine.Server."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def cluster(self) -> str:
        return self.machine.cluster

    def flavour(self) -> str:
        return "memory 1"

    def preflight(self) -> tuple[Diagnostic, ...]:
        return self.machine.findings

    def introspect(self, expected: Names, pace: Pace) -> Names:
        return Names(frozenset(self.machine.names))

    def placement(self, expected: Names) -> tuple[Step, ...]:
        return tuple(step for step in self.machine.placements if step.subject not in self.machine.names)

    def capability(self, step: Step) -> Capability:
        self.machine.asked.append(text_of(step))
        return self.machine.capabilities.get(text_of(step), SEND)

    def generate_ids(self, step: Step) -> dict[str, str]:
        return {name: f"drawn-{name}" for name in step.draws} if isinstance(step, Statement) else {}

    def run(self, step: Step, bindings: Bindings, cursor: str | None) -> Iterator[Progress]:
        machine, text = self.machine, text_of(step)
        machine.on_send(text)
        machine.sent.append(text if cursor is None else f"{text} from {cursor}")
        if text in machine.refuses:
            if machine.takes_effect:
                self._do(text)
            raise ServerRefused(machine.refuses[text], text)
        if isinstance(step, Check) and text in machine.violations:
            raise CheckFailed(step.message, ["1"])
        if isinstance(step, Backfill):
            for row in range(int(cursor or 0) + 1, machine.rows_to_fill + 1):
                yield Progress(row, machine.rows_to_fill, cursor=str(row))
        if isinstance(step, Statement):
            self._do(text)
        yield Progress(1, 1)

    def _do(self, text: str) -> None:
        verb, _, name = text.partition(" ")
        (self.machine.names.add if verb == "add" else self.machine.names.discard)(name)

    def outcome(self, step: Step, before: Names, after: Names, bindings: Bindings) -> Outcome:
        scripted = self.machine.outcomes.get(text_of(step))
        if scripted:
            return scripted.pop(0)
        has = step.subject in self.machine.names
        return Outcome.DONE if has == (step.subject in after.names) else Outcome.NOT_DONE

    def ledger(self) -> Ledger:
        return self.machine.ledger

    def ensure_ledger(self, head: Head) -> None:
        if self.machine.ledger.head is None:
            self.machine.ledger = replace(self.machine.ledger, head=head)

    def append(self, entry: Entry) -> None:
        ledger = self.machine.ledger
        if entry.sequence != ledger.sequence + 1:
            raise LedgerConflict(f"the ledger is at {ledger.sequence}")
        self.machine.ledger = replace(ledger, entries=(*ledger.entries, entry))

    @contextmanager
    def lock(self, holder: Holder) -> Iterator[MemoryLease]:
        if self.machine.holder is not None:
            raise LockHeld(f"locked by {self.machine.holder}")
        self.machine.holder = holder
        try:
            yield MemoryLease(self.machine, holder)
        finally:
            if self.machine.holder == holder:
                self.machine.holder = None

    def locked(self) -> LockInfo | None:
        return LockInfo(self.machine.holder) if self.machine.holder else None

    def unlock(self) -> None:
        self.machine.holder = None

    def external_revision(self) -> str | None:
        return self.machine.external

    def swap(self, name: str, to: str | None, bindings: Bindings) -> Iterator[Progress]:
        raise UsageError("nothing to swap")

    def close(self) -> None:
        pass


def text_of(step: Step) -> str:
    return getattr(step, "text", "") or f"wait for {step.subject}"


class MemoryEngine(Engine[Names]):
    """Machines by the URL of their target."""

    def __init__(self) -> None:
        super().__init__("memory", Names, folder="memory", settings=())
        self.machines: dict[str, Machine] = {}

    def diff(self, old: Names, new: Names, hints: Hints) -> Difference[Names]:
        changes: list[Change[Names]] = [Add(name) for name in sorted(new.names - old.names)]
        return Difference((*changes, *(Drop(name) for name in sorted(old.names - new.names))))

    def observable(self, schema: Names, target: Target) -> Observed[Names]:
        return Observed(schema)

    def bindings(self, schema: Names, target: Target) -> Bindings:
        return Bindings()

    def restore(self, schema: Names, subject: str) -> tuple[Step, ...]:
        return (Statement(subject, f"add {subject}", comment="restored"),)

    @contextmanager
    def connect(self, target: Target, model: str) -> Iterator[MemoryServer]:
        machine = self.machines[target.url]
        if machine.unreachable:
            raise Unreachable(f"no answer from {target.url}")
        yield MemoryServer(machine)


STORE = Store("shop", "memory", "memory-1", Scope("each-region"), None)
REGIONS = ("eu", "us", "ap")


def region(name: str, *, canary: bool = False) -> Target:
    return Target(STORE, "local", (name,), name, canary=canary)


EU = region("eu")


def history(*revisions: tuple[Change[Names] | HandWritten, ...], store: str = "shop") -> History:
    """One revision for each tuple of changes."""
    schema, made = Names(), []
    for number, changes in enumerate(revisions, 1):
        entries = []
        for change in changes:
            inverse = change.inverse(schema)
            after = change.apply_to(schema)
            entries.append(MigrationChange(change, change.steps(schema), inverse.steps(after) if inverse else None))
            schema = after
        made.append(
            Revision(number, f"{number:04d}_r{number}", f"r{number}", "", "0", (Migration(store, tuple(entries)),))
        )
    return History(tuple(Recorded(each, "", (), "", "") for each in made))


class MemoryProject(Project):
    """A project without files: its history is given, and its engine is the one in memory."""

    def __init__(self, past: History, targets: tuple[Target, ...] = (EU,)) -> None:
        super().__init__(Path())
        self.memory = MemoryEngine()
        self.known = targets
        for target in targets:
            self.memory.machines.setdefault(target.url, Machine())
        stores = tuple(dict.fromkeys(target.store for target in targets))
        self.__dict__ |= {
            "history": past,
            "name": "game",
            "topology": Topology(tuple(Region(name, name) for name in REGIONS), stores),
        }

    def engine(self, store: Store | str) -> Engine[Any]:
        return self.memory

    def targets(self, environment: str, store: Store, regions: tuple[str, ...] = ()) -> tuple[Target, ...]:
        return tuple(target for target in self.known if target.store == store)

    def grow(self, *revisions: tuple[Change[Names] | HandWritten, ...]) -> None:
        """Replace the history."""
        self.__dict__["history"] = history(*revisions)
        self._folds.clear()

    def machine(self, target: Target = EU) -> Machine:
        return self.memory.machines[target.url]

    def run(self, options: ApplyOptions = ApplyOptions()) -> Run:  # noqa: B008
        return Run(self, "local", options)

    def apply(self, report: Callable[[Event], None] = lambda _: None, **options: Any) -> Result:
        """The result of the first target."""
        return execute(Run(self, "local", ApplyOptions(**options), report), self.known)[0]

    def apply_to_all(self, **options: Any) -> dict[str, Result]:
        """Results by label of the target."""
        results = execute(self.run(ApplyOptions(**options)), self.known)
        return {str(result.target): result for result in results}
