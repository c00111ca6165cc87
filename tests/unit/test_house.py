"""Checks of the source tree: sizes, names, imports, links in the docs, and the commands of the command line."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gamemodel.cli.group import COMMANDS, main
from gamemodel.engine import NAMES

ROOT = Path(__file__).parents[2]
CEILING = 500
LONGEST_FUNCTION = 40
TEXTS = {
    ".py",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".md",
    ".txt",
    ".sh",
    ".cql",
    ".sql",
    ".http",
    ".redis",
    ".in",
    ".lock",
    ".ini",
    "",
}
# Names that say nothing, and names that were used here once and that nobody outside this project would guess.
FORBIDDEN_NAMES = (
    "util utils helper helpers common base manager misc amend apart children course deed depends each extras fits foreign"
    " forms heads judge lasts live loop normal of_registry part permit printed rewriting sending serves settle sums updates"
    " weighs widening words"
)
COMMANDS_OF_0_1 = {
    "": "-C --directory --debug --version",
    "init": "--name --format",
    "check": "--format --model-only --notes",
    "show": "STORE FILE --at --format",
    "explain": "CODE --format",
    "rules": "--format",
    "diff": "STORE --format --statements",
    "make": "-m --message --empty --seal --format",
    "plan": "STORE --env --region --to --statements --out --format",
    "migrate": "STORE --env --region --to --destroy --plan --format",
    "status": "STORE --env --region --servers --format",
    "log": "STORE --env --region --rows --format",
    "verify": "STORE --env --region --full-speed --format",
    "rollback": "STORE --env --region --to --release --destroy --dry-run --format",
    "resolve": "STORE --env --region --done --not-done --format",
    "unlock": "STORE --env --region --format",
    "swap": "STORE NAME --env --region --copy --format",
    "stamp": "STORE --env --region --to --force --adopt-cluster --format",
    "sandbox up": "--keep --image --provider --install --regions --format",
    "sandbox down": "--keep --format",
    "sandbox status": "--format",
    "sandbox run": "WORDS --keep --image --provider --install --regions",
}
HEAVY = (
    "yaml", "jinja2", "sqlalchemy", "alembic", "cassandra", "pymysql", "opensearchpy", "redis", "testcontainers", "docker", "cryptography",
    "asyncio", "dataclasses", "json", "pathlib", "tomllib", "importlib.metadata", "gamemodel.engine", "gamemodel.model", "gamemodel.source",
    "gamemodel.project", "gamemodel.report", "gamemodel.sandbox", "gamemodel.apply",
)  # fmt: skip


def tracked() -> list[Path]:
    """Files under version control, and new ones that are not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for name in listing.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def sources() -> list[Path]:
    return sorted((ROOT / "gamemodel").rglob("*.py"))


def test_no_file_is_longer_than_the_ceiling() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in sources()}
    assert len(lengths) > 50
    assert {name: length for name, length in lengths.items() if length > CEILING} == {}


def length(function: ast.FunctionDef) -> int:
    """Lines of a function's body, without its docstring and without the functions inside it."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    inner = sum((each.end_lineno or 0) - each.lineno + 1 for each in body if isinstance(each, ast.FunctionDef))
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 - inner if body else 0


def test_no_function_is_longer_than_the_ceiling() -> None:
    functions = [
        (f"{path.relative_to(ROOT)}:{node.name}", length(node))
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 500
    assert [(name, lines) for name, lines in functions if lines > LONGEST_FUNCTION] == []


def test_every_module_has_a_docstring() -> None:
    missing = [
        str(p.relative_to(ROOT)) for p in sources() if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))
    ]
    assert missing == []


def test_no_module_has_a_private_or_empty_name() -> None:
    wrong = [p for p in sources() if {p.stem, p.parent.name} & set(FORBIDDEN_NAMES.split())]
    assert [str(p.relative_to(ROOT)) for p in wrong] == []


def imports() -> dict[str, set[str]]:
    """Module -> the modules of gamemodel that it imports anywhere, also in functions and for types."""
    modules = {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in sources()}
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        wanted = found[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                whole = {f"{node.module}.{alias.name}" for alias in node.names}
                wanted |= whole & modules.keys() or {node.module}
        wanted &= modules.keys() - {name}
    return found


def test_no_modules_import_each_other() -> None:
    graph = imports()
    assert len(graph) > 300
    reached: dict[str, set[str]] = {}
    for start in graph:
        seen, todo = reached.setdefault(start, set()), [start]
        while todo:
            new = graph[todo.pop()] - seen
            seen |= new
            todo += new
    cycles = {tuple(sorted(each for each in reached[name] if name in reached[each])) for name in graph}
    assert cycles - {()} == set()


def engine_words(path: Path) -> list[str]:
    """Names of engines in the code of `path`: in its strings and identifiers, not in comments and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(body[0].value) for node in ast.walk(tree) if (body := getattr(node, "body", None)) and isinstance(body, list)
            and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)}  # fmt: skip
    docs |= {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    found = []
    for node in ast.walk(tree):
        words = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            words = node.value
        elif isinstance(node, ast.Name):
            words = node.id
        elif isinstance(node, ast.alias):
            words = node.name
        elif isinstance(node, ast.ImportFrom):
            words = node.module or ""
        found += [f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}" for name in NAMES if name in words.lower()]
    return found


def test_an_engine_is_named_only_in_its_own_room() -> None:
    outside = [
        path
        for path in sources()
        if path.relative_to(ROOT).parts[1] not in ("engines", "sandbox") and path != ROOT / "gamemodel" / "engine.py"
    ]
    assert len(outside) > 30
    assert [place for path in outside for place in engine_words(path)] == []


def test_an_engine_is_not_named_in_another_engines_room() -> None:
    wrong = []
    for name in NAMES:
        for path in (ROOT / "gamemodel" / "engines" / name).rglob("*.py"):
            imports = re.findall(r"gamemodel\.engines\.(\w+)", path.read_text(encoding="utf-8"))
            wrong += [str(path.relative_to(ROOT)) for other in imports if other != name]
    assert wrong == []


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|opt/wheels|tmp/gm)/")
    host = re.compile(r"\b(?:pypi\.org|pythonhosted\.org|PIP_INDEX_URL|--index-url|--find-links)")
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix not in TEXTS or path.stat().st_size > 5_000_000:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if machine.search(line) or host.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_files_pin_everything_with_hashes_and_hold_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^#.*\n", "", text))
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ \\\n", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def run_help(*arguments: str) -> tuple[str, set[str]]:
    """What `gamemodel ARGUMENTS` prints in a new process, and the modules that were imported."""
    code = (
        "import sys; from gamemodel.cli.group import run; code = run(sys.argv[1:]); modules = sorted(sys.modules);"
        " import json; print('\\n@' + json.dumps([code, modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    text, _, data = done.stdout.rpartition("\n@")
    code_, modules = json.loads(data)
    assert code_ == 0
    return text, set(modules)


def options(name: str) -> set[str]:
    """The arguments and options of a command such as `sandbox up`."""
    import click

    command: click.Command = main
    for word in name.split():
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None, name
        command = found
    return {
        word
        for each in command.params
        for word in (each.opts if isinstance(each, click.Option) else [str(each.name).upper()])
    }


@pytest.mark.parametrize("name", COMMANDS_OF_0_1)
def test_every_command_and_option_of_0_1_still_exists(name: str) -> None:
    assert set(COMMANDS_OF_0_1[name].split()) - options(name) == set()


def pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md" and "fixtures" not in path.parts]


def anchors(page: Path) -> set[str]:
    """The anchors that code hosts give to the headings of a page."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_links_in_the_docs_lead_somewhere() -> None:
    broken = []
    for page in pages():
        for link in re.findall(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            path, _, anchor = link.partition("#")
            target = page if not path else page.parent / path
            if "://" not in link and (not target.exists() or (anchor and anchor not in anchors(target))):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    assert len(pages()) > 15
    assert broken == []


def test_files_named_in_the_docs_exist() -> None:
    """Paths such as `gamemodel/engines/NAME/codes.py`; a word in capitals stands for any name."""
    missing = []
    for page in pages():
        if page.name != "CHANGELOG.md":
            for path in re.findall(r"`((?:gamemodel|tests|docs|scripts)/[\w./*-]+)`", page.read_text(encoding="utf-8")):
                pattern = re.sub(r"\b[A-Z]{3,}\b|GMnnn", "*", path)
                missing += [] if any(ROOT.glob(pattern.rstrip("/"))) else [f"{page.relative_to(ROOT)}: {path}"]
    assert missing == []


def test_help_imports_nothing_heavy() -> None:
    text, modules = run_help("--help")
    assert "migrate" in text
    assert [name for name in HEAVY if name in modules] == []


@pytest.mark.parametrize("command", [name for section in COMMANDS.values() for name in section])
def test_help_of_a_command_imports_no_engine_and_says_what_the_list_says(command: str) -> None:
    text, modules = run_help(command, "--help")
    assert [name for name in ("yaml", "sqlalchemy", "gamemodel.project", "gamemodel.engine") if name in modules] == []
    short = next(section[command] for section in COMMANDS.values() if command in section)
    assert short.rstrip(".") in re.sub(r"\s+", " ", text)


def test_every_command_and_option_is_documented() -> None:
    import click

    guide = (ROOT / "docs" / "guides" / "commands.md").read_text(encoding="utf-8")
    context = click.Context(main)
    shared, *chapters = guide.split("\n## ")
    missing = []
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        whole = command.commands.items() if isinstance(command, click.Group) else [("", command)]
        for sub, each in whole:
            title = f"gamemodel {name} {sub}".strip()
            chapter = next((text for text in chapters if f"`{title}" in text), "")
            missing += [] if chapter else [title]
            options = [p for p in each.params if isinstance(p, click.Option)]
            missing += [f"{title} {p.opts[-1]}" for p in options if p.opts[-1] not in chapter + shared]
            assert all(p.help for p in options), title
    assert missing == []


def test_every_json_command_is_documented() -> None:
    import click

    guide = (ROOT / "docs" / "guides" / "json.md").read_text(encoding="utf-8")
    context = click.Context(main)
    for name in main.list_commands(context):
        assert f"`{name}" in guide, name
