"""Unpacks Debian packages with all their libraries into a private tree, without root."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from shlex import join as shlex_join
from shlex import quote

from gamemodel.errors import SandboxError
from gamemodel.sandbox.install import Command, Missing, run

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
FOLDERS = ("lists/partial", "cache/archives/partial", "empty")
SURPLUS = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/perl", "usr/share/perl5")


def mirror() -> str:
    """The Debian mirror of this machine, or $GAMEMODEL_DEBIAN_MIRROR."""
    if own := os.environ.get("GAMEMODEL_DEBIAN_MIRROR"):
        return own
    for address in sources(Path("/etc/apt")):
        if re.search(r"/debian/?$", address):
            return address
    raise SandboxError(
        "no Debian mirror in /etc/apt, and MySQL and Redis are Debian packages",
        "set GAMEMODEL_DEBIAN_MIRROR, or use --provider docker",
    )


def sources(apt: Path) -> Iterator[str]:
    for file in sorted((apt / "sources.list.d").glob("*.sources")):
        for line in re.findall(r"^URIs:\s*(.+)$", file.read_text(), re.MULTILINE):
            yield from line.split()
    for file in (apt / "sources.list", *sorted((apt / "sources.list.d").glob("*.list"))):
        if file.exists():
            yield from re.findall(r"^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s", file.read_text(), re.MULTILINE)


def missing(
    engine: str, what: str, suite: str, packages: tuple[str, ...], tree: Path, name: str
) -> tuple[Missing, ...]:
    """What is missing if the tree lacks the program `name`, with the commands that unpack it."""
    if any((tree / "root" / place / name).exists() for place in ("usr/bin", "usr/sbin")):
        return ()
    try:
        files = _configuration(suite, tree)
    except SandboxError as error:
        return (Missing(engine, f"{what} ({error}; {error.help})", ()),)
    folders = sorted({str(file.parent) for file in files} | {str(tree / "apt" / part) for part in FOLDERS})
    write = [f"cat >{quote(str(file))} <<'END'\n{text}END" for file, text in files.items()]
    fetch = [str(command) for command in _commands(packages, tree)]
    return (Missing(engine, f"{what}, in a private tree", (f"mkdir -p {shlex_join(folders)}", *write, *fetch)),)


def unpack(suite: str, packages: tuple[str, ...], tree: Path) -> None:
    """Unpack into `tree`/root. Raises SandboxError with apt's output if a package is not available."""
    for part in FOLDERS:
        (tree / "apt" / part).mkdir(parents=True)
    for file, text in _configuration(suite, tree).items():
        file.write_text(text)
    for command in _commands(packages, tree):
        run(command)
    shutil.rmtree(tree / "apt")
    for surplus in SURPLUS:
        shutil.rmtree(tree / "root" / surplus, ignore_errors=True)


def _commands(packages: tuple[str, ...], tree: Path) -> tuple[Command, ...]:
    own = {"APT_CONFIG": str(tree / "apt" / "apt.conf")}
    fetch = ("apt-get", "-q", "-y", "--no-install-recommends", "--download-only", "install", *packages)
    debs, root = quote(str(tree / "apt/cache/archives")), quote(str(tree / "root"))
    each = f'for deb in {debs}/*.deb; do dpkg -x "$deb" {root} || exit; done'
    return (Command(("apt-get", "-q", "update"), own), Command(fetch, own), Command(("sh", "-c", each)))


def _configuration(suite: str, tree: Path) -> dict[Path, str]:
    """A separate apt configuration: hooks in the host's apt.conf.d may delete the downloads."""
    apt = tree / "apt"
    dump = run(Command(("apt-config", "dump")))
    network = [line for line in dump.splitlines() if re.match(r"Acquire::https?::", line)]
    settings = {
        "Dir::Etc::main": "/dev/null",
        "Dir::Etc::parts": apt / "empty",
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": apt / "empty",
        "Dir::Etc::preferencesparts": apt / "empty",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::State::extended_states": apt / "extended",
        "Dir::Cache": apt / "cache",
        "Acquire::Check-Valid-Until": "false",  # the lists of a frozen mirror are signed but expired
        "Acquire::Languages": "none",
        "Debug::NoLocking": "1",
        "APT::Sandbox::User": "root",
        "APT::Architecture": run(Command(("dpkg", "--print-architecture"))).strip(),
    }
    lines = [*(f'{name} "{value}";' for name, value in settings.items()), *network]
    return {
        apt / "apt.conf": "\n".join(lines) + "\n",
        apt / "sources.list": f"deb [signed-by={KEYRING}] {mirror()} {suite} main\n",
        apt / "status": "",
    }


def with_own_loader(tree: Path, name: str) -> tuple[str, ...]:
    """The command that runs a program of the tree with the tree's own loader and libraries."""
    root = tree / "root"
    libraries = [path for path in (*root.glob("usr/lib/*-linux-gnu"), *root.glob("lib/*-linux-gnu")) if path.is_dir()]
    loader = next(
        (path for place in ("usr/lib64", "lib64", "usr/lib/*-linux-gnu", "lib/*-linux-gnu")
         for path in sorted(root.glob(f"{place}/ld-linux*.so.*")) if path.exists()),
        None,
    )  # fmt: skip
    binary = next((root / place / name for place in ("usr/bin", "usr/sbin") if (root / place / name).exists()), None)
    if loader is None or binary is None:
        raise SandboxError(f"{tree}: no usable {name}", f"remove {tree} and install again")
    return (str(loader), "--library-path", ":".join(map(str, libraries)), str(binary))
