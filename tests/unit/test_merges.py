"""Real branches, merged by git: what conflicts, and what `rebase` makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gamemodel.cli.group import run
from gamemodel.drafts import empty, seal
from gamemodel.errors import HistoryError, ModelError, RefusedError, UsageError
from gamemodel.make import check, make
from gamemodel.project import Project
from gamemodel.rebase import Rebased, rebase
from gamemodel.step import Statement

STARTER = Path(__file__).parents[2] / "gamemodel/cli/starter"
PLAYERS = "schema/entities/players.yaml"
GUILDS = "schema/entities/guilds.yaml"
GUILD = """\
doc: A guild of players.
owner: team-game
home: mysql
identity: [id]
volume: {rows: 10k, writes: 1/s}
fields:
  id:    uuid
  label: string(32)
  size:  {type: int32, default: 0}
queries:
  by_id: {store: mysql, by: [id], one: true}
  card:  {store: redis, by: [id], one: true}
mysql:
  table: guilds
  primary_key: [id]
redis:
  keys:
    card: {serves: [card], key: "guild:<id>", type: hash, fields: [label], ttl: 15m, readers: [game], writers: [game]}
retention: {mysql: forever}
"""
ENTITY = GUILD.replace("guilds", "NAMEs").replace("guild:", "NAME:").replace("card", "page")


class Repository:
    """A checkout under version control."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *arguments: str) -> str:
        """What git prints; a merge that stops at a conflict is no failure here."""
        done = subprocess.run(
            ["git", "-c", "user.name=ann", "-c", "user.email=ann@example.org", *arguments],
            cwd=self.root,
            env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_EDITOR": "true"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 or "CONFLICT" in done.stdout + done.stderr, done.stderr
        return done.stdout

    @property
    def project(self) -> Project:
        return Project(self.root)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text()
        assert text.count(old) == 1, old
        self.write(path, text.replace(old, new))

    def field(self, path: str, line: str) -> None:
        """Add a field after the last one of `path`."""
        text = (self.root / path).read_text()
        self.write(path, text.replace("queries:\n", f"  {line}\nqueries:\n", 1))

    def revision(self, title: str) -> str:
        """Make a revision and commit; returns its id."""
        made = make(self.project, title).revision
        assert made is not None
        self.commit(title)
        return made.id

    def commit(self, title: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", title)

    def branch(self, name: str, start: str = "main") -> None:
        self.git("switch", "-qc", name, start)

    def merge(self, name: str) -> list[str]:
        """Merge a branch; returns the paths that conflict."""
        self.git("merge", "-q", name)
        return self.conflicts()

    def conflicts(self) -> list[str]:
        return self.git("diff", "--name-only", "--diff-filter=U").split()

    def rebase(self, onto: str | None = None, drop: tuple[str, ...] = ()) -> Rebased:
        """Rebase, prove that all is well and that the history holds what the model says, and commit."""
        done = rebase(self.project, onto, drop, ())
        assert self.problems() == []
        self.commit("merge")
        return done

    def problems(self) -> list[str]:
        return [d.message for d in check(self.project) if d.is_error]

    @property
    def titles(self) -> list[str]:
        return [f"{r.number} {r.title}" for r in self.project.history.revisions]


@pytest.fixture(scope="session")
def initial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two tables and two key families, made and committed on main."""
    repository = Repository(tmp_path_factory.mktemp("initial"))
    for path in (p for p in STARTER.rglob("*") if p.is_file()):
        repository.write(path.relative_to(STARTER).as_posix(), path.read_text().replace("NAME", "shop"))
    repository.write(GUILDS, GUILD)
    repository.write(".gitignore", ".gamemodel/\n")
    repository.git("init", "-qb", "main")
    repository.revision("initial")
    return repository.root


@pytest.fixture
def repository(initial: Path, tmp_path: Path) -> Repository:
    shutil.copytree(initial, tmp_path / "shop", ignore=shutil.ignore_patterns(".gamemodel"))
    return Repository(tmp_path / "shop")


def diverge(repository: Repository, ours: tuple[str, str], theirs: tuple[str, str]) -> tuple[str, str]:
    """Two branches that add a field each, (path, line); the ids of main's and of the branch's revision. The branch is checked out."""
    repository.branch("later")
    repository.field(*theirs)
    later = repository.revision("later one")
    repository.git("switch", "-q", "main")
    repository.field(*ours)
    first = repository.revision("first one")
    repository.git("switch", "-q", "later")
    return first, later


def test_branches_that_touch_different_tables_conflict_in_the_history_only(repository: Repository) -> None:
    first, later = diverge(repository, (PLAYERS, "guild?: string(32)"), (GUILDS, "motto?: string(64)"))
    assert repository.merge("main") == ["schema/history.lock"]
    with pytest.raises(HistoryError) as caught:
        check(repository.project)
    assert caught.value.help == "resolve the conflicts in the model's files, then run gamemodel rebase"
    done = repository.rebase()
    assert [r.id for r in done.kept] == [first]
    ((old, new),) = [(m.old.id, m.new) for m in done.moved]
    assert old == later
    assert new is not None
    assert (new.number, new.parent) == (3, first)
    assert repository.titles == ["1 initial", "2 first one", "3 later one"]
    assert not (repository.root / "sql/versions/0002_later_one.py").exists()
    assert f'down_revision = "{first}"' in (repository.root / "sql/versions/0003_later_one.py").read_text()


def test_files_at_head_are_written_anew_whatever_git_made_of_them(repository: Repository) -> None:
    diverge(repository, (PLAYERS, "guild?: string(32)"), (PLAYERS, "level?: int32"))
    assert {"schema/history.lock", "sql/schema.sql", "sql/metadata.py", PLAYERS} <= set(repository.merge("main"))
    with pytest.raises(ModelError):
        rebase(repository.project, None, (), ())
    resolve(repository, PLAYERS)
    repository.rebase()
    text = (repository.root / "sql/schema.sql").read_text()
    assert "`guild`" in text
    assert "`level`" in text
    assert "<<<<" not in text


def resolve(repository: Repository, path: str) -> None:
    """Keep the lines of both sides."""
    lines = (repository.root / path).read_text().splitlines(keepends=True)
    repository.write(path, "".join(line for line in lines if not line.startswith(("<<<<", "====", ">>>>"))))


def test_what_holds_a_whole_object_keeps_what_both_branches_did_to_it(repository: Repository) -> None:
    """Both add a key family, and with it change all the rights of one role."""
    repository.branch("later")
    repository.write("schema/entities/pets.yaml", ENTITY.replace("NAME", "pet"))
    repository.revision("pets")
    repository.git("switch", "-q", "main")
    repository.write("schema/entities/clans.yaml", ENTITY.replace("NAME", "clan"))
    repository.revision("clans")
    repository.git("switch", "-q", "later")
    assert "redis_keys/acl/game.acl" in repository.merge("main")
    done = repository.rebase()
    (new,) = [moved.new for moved in done.moved]
    assert new is not None
    migration = new.migration("redis")
    assert migration is not None
    (text,) = [s.text for s in migration.up if isinstance(s, Statement) and s.subject == "role:game"]
    assert "shop:clan:" in text
    assert "shop:pet:" in text


def test_branches_that_touch_different_stores(repository: Repository) -> None:
    repository.branch("later")
    repository.edit(GUILDS, "fields: [label]", "fields: [label, size]")
    repository.revision("size on the card")
    repository.git("switch", "-q", "main")
    repository.field(PLAYERS, "guild?: string(32)")
    repository.revision("guilds of players")
    repository.git("switch", "-q", "later")
    assert repository.merge("main") == ["schema/history.lock"]
    repository.rebase()
    assert repository.titles == ["1 initial", "2 guilds of players", "3 size on the card"]
    assert [m.store for r in repository.project.history.revisions[1:] for m in r.migrations] == ["mysql", "redis"]


def test_several_revisions_and_hand_written_ones_keep_their_order_and_text(repository: Repository) -> None:
    repository.branch("later")
    repository.field(GUILDS, "motto?: string(64)")
    repository.revision("motto")
    empty(repository.project, "no bad scores", "mysql")
    path = "sql/versions/0003_no_bad_scores.py"
    repository.edit(path, "CHECKS = []", 'CHECKS = [("SELECT id FROM players WHERE score < 0", "a score is negative")]')
    repository.edit(
        path,
        "    pass\n\n\ndef downgrade",
        '    op.execute("UPDATE players SET score = 0 WHERE score < 0")\n\n\ndef downgrade',
    )
    seal(repository.project)
    repository.commit("no bad scores")
    written = (repository.root / path).read_text()
    repository.field(GUILDS, "colour?: string(16)")
    repository.revision("colour")
    repository.git("switch", "-q", "main")
    repository.field(PLAYERS, "guild?: string(32)")
    repository.revision("guild")
    repository.git("switch", "-q", "later")
    assert repository.merge("main") == ["schema/history.lock"]
    done = repository.rebase()
    assert repository.titles == ["1 initial", "2 guild", "3 motto", "4 no bad scores", "5 colour"]
    ids = {moved.old.id: moved.new.id for moved in done.moved if moved.new}
    for old, new in ids.items():
        written = written.replace(old, new)
    assert (repository.root / "sql/versions/0004_no_bad_scores.py").read_text() == written
    assert not (repository.root / path).exists()


def test_three_branches_one_after_the_other(repository: Repository) -> None:
    for name, path, line in (
        ("one", PLAYERS, "guild?: string(32)"),
        ("two", GUILDS, "motto?: string(64)"),
        ("three", GUILDS, "colour?: string(16)"),
    ):
        repository.branch(name)
        repository.field(path, line)
        repository.revision(name)
    for name in ("one", "two", "three"):
        repository.git("switch", "-q", name)
        if "schema/history.lock" in repository.merge("main"):
            if GUILDS in repository.conflicts():
                resolve(repository, GUILDS)
            repository.rebase()
        repository.git("switch", "-q", "main")
        assert repository.merge(name) == []
    assert repository.titles == ["1 initial", "2 one", "3 two", "4 three"]
    assert repository.problems() == []


def test_a_branch_of_a_branch_that_was_renumbered_leaves_out_what_is_there(repository: Repository) -> None:
    diverge(repository, (PLAYERS, "guild?: string(32)"), (GUILDS, "motto?: string(64)"))
    repository.branch("stacked", "later")
    repository.field(GUILDS, "colour?: string(16)")
    repository.revision("stacked one")
    repository.git("switch", "-q", "later")
    repository.merge("main")
    repository.rebase()
    repository.git("switch", "-q", "stacked")
    repository.merge("later")
    done = repository.rebase()
    assert [(m.old.title, m.new.number if m.new else m.why) for m in done.moved] == [
        ("later one", "the other branch made the same changes"),
        ("stacked one", 4),
    ]
    assert repository.titles == ["1 initial", "2 first one", "3 later one", "4 stacked one"]


def test_revisions_of_one_title_are_told_apart_by_their_digests(repository: Repository) -> None:
    repository.branch("later")
    repository.field(GUILDS, "motto?: string(64)")
    later = repository.revision("more words")
    repository.git("switch", "-q", "main")
    repository.field(PLAYERS, "guild?: string(32)")
    first = repository.revision("more words")
    repository.git("switch", "-q", "later")
    assert {"schema/history/0002_more_words.json", "sql/versions/0002_more_words.py"} <= set(repository.merge("main"))
    done = repository.rebase()
    assert [r.id for r in done.kept] == [first]
    assert [m.old.id for m in done.moved] == [later]
    assert repository.titles == ["1 initial", "2 more words", "3 more words"]


def test_in_a_git_rebase_the_branch_that_is_rebased_is_the_later_one(repository: Repository) -> None:
    first, later = diverge(repository, (PLAYERS, "guild?: string(32)"), (GUILDS, "motto?: string(64)"))
    repository.git("rebase", "-q", "main")
    assert repository.conflicts() == ["schema/history.lock"]
    done = rebase(repository.project, None, (), ())
    assert ([r.id for r in done.kept], [m.old.id for m in done.moved]) == ([first], [later])
    repository.git("add", "-A")
    repository.git("rebase", "--continue")
    assert repository.problems() == []


def test_on_the_main_branch_the_merged_branch_is_the_later_one(repository: Repository) -> None:
    first, later = diverge(repository, (PLAYERS, "guild?: string(32)"), (GUILDS, "motto?: string(64)"))
    repository.git("switch", "-q", "main")
    assert repository.merge("later") == ["schema/history.lock"]
    done = repository.rebase()
    assert ([r.id for r in done.kept], [m.old.id for m in done.moved]) == ([first], [later])


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_a_conflict_that_git_was_told_to_forget(repository: Repository, side: str) -> None:
    """history.lock was resolved by taking one side: the other branch is named, or its files lack their line."""
    first, later = diverge(repository, (PLAYERS, "guild?: string(32)"), (GUILDS, "motto?: string(64)"))
    repository.merge("main")
    repository.git("checkout", "-q", side, "schema/history.lock")
    repository.commit("merged")
    done = repository.rebase("main")
    assert ([r.id for r in done.kept], [m.old.id for m in done.moved]) == ([first], [later])


def test_the_branch_that_stays_can_be_named(repository: Repository) -> None:
    first, later = diverge(repository, (PLAYERS, "guild?: string(32)"), (GUILDS, "motto?: string(64)"))
    repository.merge("main")
    done = repository.rebase("ours")
    assert ([r.id for r in done.kept], [m.old.id for m in done.moved]) == ([later], [first])


def test_the_same_change_on_both_branches_is_made_once(repository: Repository) -> None:
    diverge(repository, (PLAYERS, "guild?: string(32)"), (PLAYERS, "guild?: string(32)"))
    repository.merge("main")
    done = repository.rebase()
    assert [m.new for m in done.moved] == [None]
    assert repository.titles == ["1 initial", "2 first one"]


def test_a_change_that_no_longer_applies_is_named_and_can_be_dropped(repository: Repository) -> None:
    _, later = diverge(repository, (PLAYERS, "guild?: string(32)"), (PLAYERS, "guild?: string(48)"))
    repository.merge("main")
    resolve(repository, PLAYERS)
    repository.edit(PLAYERS, "  guild?: string(32)\n", "")
    before = snapshot(repository.root)
    with pytest.raises(
        RefusedError, match=r"mysql: \+ column .*guild varchar\(48\) null: both branches changed"
    ) as caught:
        rebase(repository.project, None, (), ())
    assert f"gamemodel rebase --drop {later}" in caught.value.help
    assert snapshot(repository.root) == before
    done = rebase(repository.project, None, (later,), ())
    assert [(m.new, m.why) for m in done.moved] == [(None, "dropped")]
    made = make(repository.project, "wider guilds").revision
    assert made is not None
    assert repository.problems() == []


def snapshot(root: Path) -> dict[Path, bytes]:
    files = (p for p in root.rglob("*") if p.is_file() and not {".git", ".gamemodel"} & set(p.parts))
    return {path: path.read_bytes() for path in files}


def test_a_draft_is_sealed_on_its_own_branch_first(repository: Repository) -> None:
    repository.branch("later")
    empty(repository.project, "by hand", "mysql")
    repository.commit("a draft")
    repository.git("switch", "-q", "main")
    repository.field(PLAYERS, "guild?: string(32)")
    repository.revision("guild")
    repository.git("switch", "-q", "later")
    repository.merge("main")
    with pytest.raises(RefusedError, match="is a draft"):
        rebase(repository.project, None, (), ())


def test_a_revision_to_drop_must_be_of_the_later_branch(repository: Repository) -> None:
    first, later = diverge(repository, (PLAYERS, "guild?: string(32)"), (GUILDS, "motto?: string(64)"))
    repository.merge("main")
    with pytest.raises(UsageError, match=f"has no revision {first}") as caught:
        rebase(repository.project, None, (first,), ())
    assert caught.value.help == f"it has {later}"


def test_without_git_the_side_has_to_be_named(repository: Repository) -> None:
    diverge(repository, (PLAYERS, "guild?: string(32)"), (GUILDS, "motto?: string(64)"))
    repository.merge("main")
    shutil.rmtree(repository.root / ".git")
    with pytest.raises(UsageError, match="git does not say"):
        rebase(repository.project, None, (), ())
    rebase(repository.project, "theirs", (), ())
    assert repository.titles == ["1 initial", "2 first one", "3 later one"]


def test_there_may_be_nothing_to_do(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(repository.root)
    assert run(["-C", str(repository.root), "rebase"]) == 0
    assert capsys.readouterr().err == "nothing to rebase\n"
    assert snapshot(repository.root) == before


def test_a_copy_of_a_revision_is_named(repository: Repository) -> None:
    folder = repository.root / "schema/history"
    shutil.copy(folder / "0001_initial.json", folder / "0002_other.json")
    with pytest.raises(HistoryError, match=r"0002_other\.json is a copy of schema/history/0001_initial\.json"):
        rebase(repository.project, None, (), ())
