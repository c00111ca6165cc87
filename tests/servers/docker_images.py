"""Builds images from Debian packages and Maven's jars, for machines that cannot pull the official ones."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from gamemodel.errors import SandboxError
from gamemodel.sandbox.cache import building
from gamemodel.sandbox.install import Command, Report, run
from gamemodel.sandbox.native import Native, cassandra, debs, mysql, opensearch, redis
from gamemodel.sandbox.state import locked

DOCKERFILES = Path(__file__).parent / "images"
JAVA_SUITE = "bookworm"
JAVA_PACKAGES = ("openjdk-17-jre-headless", "dash")
VERSIONS: Mapping[str, str] = {
    "cassandra": cassandra.VERSION,
    "mysql": "9",
    "opensearch": opensearch.VERSION,
    "redis": "7",
}


def tag(engine: str) -> str:
    """The name of an image built here, which depends on its sources."""
    sources = [*sorted((DOCKERFILES / engine).iterdir()), Path(__file__), opensearch.FILES / "Launch.java"]
    digest = sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    return f"gamemodel-sandbox/{engine}:{VERSIONS[engine]}-{digest[:8]}"


def build_images(client: Any, engines: Sequence[str], cache: Path, report: Report) -> Mapping[str, str]:
    """Build missing images; returns engine -> image name. Raises SandboxError.

    Installs the native servers first, since the images contain the same files.
    """
    from docker.errors import DockerException, ImageNotFound

    for engine in engines:
        try:
            client.images.get(tag(engine))
        except ImageNotFound:
            Native(cache / "images", cache).install((engine,), report)
            report(engine, f"building {tag(engine)}", 0.0)
            with tempfile.TemporaryDirectory(prefix="image-", dir=cache) as place:
                context = Path(place)
                shutil.copytree(DOCKERFILES / engine, context, dirs_exist_ok=True)
                CONTENTS[engine](cache, context / "root")
                try:
                    client.images.build(path=str(context), tag=tag(engine), rm=True)
                except DockerException as error:
                    raise SandboxError(f"{tag(engine)} was not built: {error}") from error
            for old in client.images.list(name=tag(engine).partition(":")[0]):
                if tag(engine) not in old.tags:
                    client.images.remove(old.id, force=True)
    return {engine: tag(engine) for engine in engines}


def _system(tree: Path, root: Path) -> None:
    """Make a package tree a root file system: hard links, and what no package contains."""
    run(Command(("cp", "-al", str(tree / "root"), str(root))))
    for folder in ("lib", "lib64", "bin"):
        if not (root / folder).exists() and (root / "usr" / folder).is_dir():
            (root / folder).symlink_to(f"usr/{folder}")
    for folder in ("tmp", "etc", "data"):
        (root / folder).mkdir(exist_ok=True)
    (root / "etc" / "passwd").write_text("root:x:0:0:root:/:/bin/sh\n")
    (root / "etc" / "group").write_text("root:x:0:\n")


def _java(cache: Path, root: Path) -> None:
    tree = cache / f"java-{JAVA_SUITE}"
    with locked(cache / "install.lock"):
        if not tree.is_dir():
            with building(tree) as fresh:
                debs.unpack(JAVA_SUITE, JAVA_PACKAGES, fresh)
    _system(tree, root)
    home = next((root / "usr/lib/jvm").glob("java-17-openjdk-*"))
    (root / "usr/lib/jvm/java-17").symlink_to(home.name)


def _cassandra(cache: Path, root: Path) -> None:
    _java(cache, root)
    place = root / "opt/cassandra"
    shutil.copytree(cassandra.home(cache) / "lib", place / "lib")
    shutil.copy(cassandra.FILES / "logback.xml", place)


def _opensearch(cache: Path, root: Path) -> None:
    _java(cache, root)
    place = root / "opt/opensearch"
    shutil.copytree(opensearch.home(cache) / "lib", place / "lib")
    shutil.copy(opensearch.launcher(cache), place / "launch.jar")
    shutil.copy(opensearch.FILES / "log4j2.properties", place)
    for folder in ("config", "modules", "plugins"):
        (place / "home" / folder).mkdir(parents=True)


def _mysql(cache: Path, root: Path) -> None:
    _system(mysql.tree(cache), root)
    shutil.rmtree(root / "var/lib/mysql", ignore_errors=True)
    (root / "var/lib").mkdir(parents=True, exist_ok=True)
    run(Command(("cp", "-a", "--sparse=always", str(mysql.tree(cache) / "template"), str(root / "var/lib/mysql"))))


def _redis(cache: Path, root: Path) -> None:
    _system(redis.tree(cache), root)


CONTENTS: Mapping[str, Callable[[Path, Path], None]] = {
    "cassandra": _cassandra,
    "mysql": _mysql,
    "opensearch": _opensearch,
    "redis": _redis,
}
