"""Finds and installs Java 17 and Maven, which Cassandra and OpenSearch need."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox.install import Command, Missing, apt_install, program, run

PACKAGES = ("openjdk-17-jdk-headless", "maven")


def find_jdk() -> Path | None:
    """The home of a Java 17 with compiler. Cassandra 5.0.9 fails on Java 25."""
    for home in _candidates():
        release = home / "release"
        if not release.is_file() or not (home / "bin" / "javac").exists():
            continue
        version = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE)
        if version and version[1] == "17":
            return home.resolve()
    return None


def _candidates() -> Iterator[Path]:
    for variable in ("GAMEMODEL_JAVA_HOME", "JAVA_HOME"):
        if value := os.environ.get(variable):
            yield Path(value)
    if java := program("java"):
        yield java.resolve().parent.parent
    homes = Path("/usr/lib/jvm")
    if homes.is_dir():
        yield from sorted(homes.iterdir())


def jdk() -> Path:
    home = find_jdk()
    if home is None:
        raise SandboxError("Java 17 with compiler not found", f"{apt_install(PACKAGES)[1]}")
    return home


def missing(engine: str, what: str, pom: Path, lib: Path) -> tuple[Missing, ...]:
    """Java 17 and Maven if not installed, and the jars of `pom` if not in `lib`."""
    lacks: tuple[Missing, ...] = ()
    if names := [name for name, there in (("Java 17", find_jdk()), ("Maven", program("mvn"))) if not there]:
        commands = tuple(str(command) for command in apt_install(PACKAGES))
        lacks = (Missing(engine, " and ".join(names), commands),)
    if not lib.is_dir():
        lacks += (Missing(engine, what, (str(copy_jars(pom, lib)),)),)
    return lacks


def install() -> bool:
    """Install Java 17 and Maven if missing; True if something was installed."""
    if find_jdk() and program("mvn"):
        return False
    for command in apt_install(PACKAGES):
        run(command)
    return True


def archive(directory: Path, name: str) -> Path:
    """The path of a server's class-data archive; each Java version needs its own."""
    version = re.search(r'^JAVA_VERSION="([^"]+)', (jdk() / "release").read_text(), re.MULTILINE)
    return directory / f"{name}-{version[1] if version else 'java'}.jsa"


def class_path(directory: Path, *more: Path) -> str:
    """All jars in a fixed order, which the class-data archive depends on."""
    return ":".join(str(jar) for jar in (*sorted(directory.glob("*.jar")), *more))


def copy_jars(pom: Path, target: Path) -> Command:
    """The Maven call that copies a pom's run-time dependencies into `target`."""
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
    options = ("-DincludeScope=runtime", "-DexcludeTypes=zip", f"-DoutputDirectory={target}")
    home = find_jdk()
    return Command(("mvn", "-B", "-q", "-f", str(pom), goal, *options), {"JAVA_HOME": str(home)} if home else {})
