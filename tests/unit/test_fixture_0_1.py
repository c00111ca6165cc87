"""What 0.1 wrote is read today: history, ledgers, and a plan that was approved."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from gamemodel.cli import approval
from gamemodel.codec import dump, load
from gamemodel.diagnostics import Diagnostic
from gamemodel.ledger import Entry, Head, Ledger
from gamemodel.ledger_proof import prove_head
from gamemodel.make import check, make
from gamemodel.plan import plan_up
from gamemodel.project import Project
from gamemodel.report import diagnostics
from gamemodel.revisions import migration_files
from gamemodel.step import digest
from gamemodel.topology import Target

FIXTURE = Path(__file__).parents[1] / "fixtures/0.1"
FOLDERS = ("ledgers", "ledgers-held")
LEDGERS = sorted(FIXTURE.glob("ledgers*/*.json"))
URLS = """
[environments.local.stores.{store}.{region}]
url = "{store}://127.0.0.1:1"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the checkout, with an address for each server."""
    root = tmp_path_factory.mktemp("arena") / "checkout"
    shutil.copytree(FIXTURE / "checkout", root)
    with (root / "gamemodel.toml").open("a") as file:
        for store in ("cassandra", "mysql", "opensearch", "redis"):
            for region in ("eu-west-1", "us-east-1"):
                file.write(URLS.format(store=store, region=region))
    return Project(root)


def recorded(path: Path) -> Any:
    return json.loads(path.read_text())


def ledger(data: Any) -> Ledger:
    return Ledger(load(data["head"], Head), load(data["entries"], tuple[Entry, ...]))


def target(project: Project, data: Any) -> Target:
    store, regions = data["target"]["store"], tuple(data["target"]["regions"])
    (found,) = (t for t in project.targets("local", project.topology.store(store)) if t.regions == regions)
    return found


def test_the_history_is_read_and_every_file_in_it_is_whole(project: Project) -> None:
    history, problems = project.read_history
    assert problems == ()
    assert [revision.number for revision in history.revisions] == list(range(1, 14))


def test_every_revision_is_written_again_with_the_same_statements(project: Project) -> None:
    """Later versions word the lines above the statements differently; what would be run is the same."""
    for revision in project.history.revisions:
        for path, text in migration_files(project, revision).items():
            assert statements((project.root / path).read_text()) == statements(text), path


def statements(text: str) -> list[str]:
    """The lines of a generated file without its comments."""
    return [line for line in text.splitlines() if not line.lstrip().startswith(("--", "#", "ECHO "))]


def test_every_tag_is_known_and_kept(project: Project) -> None:
    """What is loaded and dumped again is what was there: no tag and no field was renamed."""
    tags = set()
    for path in (project.root / "schema/history").glob("*.json"):
        text = path.read_text()
        tags |= set(re.findall(r'"is": "(\w+)"', text))
        for migration in json.loads(text)["migrations"]:
            change = project.change_type(migration["store"])
            for part in migration["parts"]:
                assert dump(load(part["change"], change), change) == part["change"]
    assert len(tags) == 61  # of changes and steps; engines share some


def test_check_finds_what_0_1_found_and_the_files_that_changed_since(project: Project) -> None:
    found = check(project)
    of_files = {"schema/heads.lock is no longer used", "sql/env.py is not what the history gives"}
    assert {d.message for d in found if d.code == "GM294"} == of_files
    assert not any(d.is_error for d in found if d.code != "GM294")
    then = [(d["code"], d["severity"], d["span"]) for d in recorded(FIXTURE / "printed/check.json")["diagnostics"]]
    assert places(tuple(d for d in found if d.code != "GM294")) == then


def places(found: tuple[Diagnostic, ...]) -> list[tuple[Any, Any, Any]]:
    return [(d["code"], d["severity"], d["span"]) for d in diagnostics.data(found)]


def test_make_brings_the_files_at_head_up_to_date_and_touches_nothing_else(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.root, tmp_path / "checkout", ignore=shutil.ignore_patterns(".gamemodel"))
    written = make(Project(tmp_path / "checkout"), "")
    assert (written.written, written.deleted) == (("sql/env.py",), ("schema/heads.lock",))


def test_the_fold_is_what_0_1_showed_and_the_model_does_not_differ(project: Project) -> None:
    for store in project.stores():
        shown = recorded(FIXTURE / f"printed/show-{store.name}.json")["schema"]
        assert dump(project.fold(store), project.engine(store).schema_type) == shown
        assert not project.difference(store)


@pytest.mark.parametrize("path", LEDGERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_ledger_is_read_and_belongs_to_its_target(project: Project, path: Path) -> None:
    data = recorded(path)
    read = ledger(data)
    assert read.head is not None
    assert [entry.sequence for entry in read.entries] == list(range(1, len(data["entries"]) + 1))
    assert [entry.stored_revision for entry in read.entries] == [row["revision"] for row in data["entries"]]
    prove_head(read, "arena", target(project, data), read.head.cluster)


def test_rows_have_the_kind_that_0_1_wrote_before_the_revision() -> None:
    kinds = {entry.kind for path in LEDGERS for entry in ledger(recorded(path)).entries}
    assert kinds == {"migration", "placement", "restore"}
    prefixed = [e for path in LEDGERS for e in ledger(recorded(path)).entries if e.kind != "migration"]
    assert all(re.fullmatch(r"\d{4}_[0-9a-f]{8}", entry.revision) for entry in prefixed)


def test_what_is_planned_is_what_was_approved(project: Project) -> None:
    approved = dict(approval.read(FIXTURE, "plan.json", "local"))
    planned = {}
    for path in sorted((FIXTURE / "ledgers").glob("*.json")):
        data = recorded(path)
        if not data["target"]["replica"]:
            plan = plan_up(project.history, target(project, data), ledger(data))
            planned[str(plan.target)] = plan.digest
    assert planned == approved


def test_the_steps_of_the_approved_plan_are_those_of_the_history(project: Project) -> None:
    for each in recorded(FIXTURE / "plan.json")["targets"]:
        revisions = {r.id: r for r in project.history.revisions}
        lines = []
        for step in each["plan"]:
            migration = revisions[step["revision"]].migration(each["target"].split()[0])
            assert migration is not None
            assert len(migration.up) == step["of"]
            planned = next(
                s
                for s in plan_up(project.history, *fresh(project, each["target"])).steps
                if (s.revision, s.position) == (step["revision"], step["position"])
            )
            assert planned.words[0] == step["change"][0]
            lines.append(f"{planned.revision} {planned.direction} {planned.position} {planned.digest}")
        assert digest("\n".join(lines)) == each["digest"]


def fresh(project: Project, key: str) -> tuple[Target, Ledger]:
    """A target as plan files name it, with nothing applied."""
    targets = (t for store in project.stores() for t in project.targets("local", store))
    return next(t for t in targets if str(t) == key), Ledger()


def test_held_and_open_targets_are_seen_as_such(project: Project) -> None:
    held, open_steps = {}, {}
    for path in sorted((FIXTURE / "ledgers-held").glob("*.json")):
        read = ledger(recorded(path))
        plan = plan_up(project.history, target(project, recorded(path)), read) if not read.open_intent else None
        if read.hold:
            held[path.stem] = read.hold.number
        if read.open_intent:
            open_steps[path.stem] = (read.open_intent.revision, read.open_intent.direction, read.open_intent.position)
        assert plan is None or plan.held == read.hold
    assert held == {
        "cassandra-eu-west-1+us-east-1": 2,
        "mysql-eu-west-1": 2,
        "mysql-us-east-1": 2,
        "opensearch-eu-west-1": 1,
        "redis-us-east-1": 2,
    }
    assert open_steps == {"opensearch-eu-west-1": ("0003_03870938", "down", 2)}
