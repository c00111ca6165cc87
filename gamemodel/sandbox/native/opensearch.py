"""OpenSearch 2.19 from Maven's jars, with Index State Management if its artefact can be downloaded."""

from __future__ import annotations

import re
import shutil
import time
import zipfile
from hashlib import sha256
from pathlib import Path

from gamemodel.errors import SandboxError
from gamemodel.sandbox.cache import building
from gamemodel.sandbox.install import Command, Missing, run
from gamemodel.sandbox.native import java
from gamemodel.sandbox.request import ServerSpec

FILES = Path(__file__).parent
POM = FILES / "opensearch.pom.xml"
VERSION = "2.19.1"  # the newest 2.19 with all parts published (2.19.4 lacks its plugin class loader)
ISM_PLUGINS = ("opensearch-job-scheduler", "opensearch-index-management")
RETRY_ISM_AFTER = 24 * 3600.0  # seconds


def home(cache: Path) -> Path:
    return cache / f"opensearch-{VERSION}"


def missing(cache: Path) -> tuple[Missing, ...]:
    return java.missing("opensearch", f"the jars of OpenSearch {VERSION}", POM, home(cache) / "lib")


def install(cache: Path) -> None:
    """Download the jars (50 MB), and Index State Management if the registry has it."""
    if not (home(cache) / "lib").is_dir():
        with building(home(cache)) as fresh:
            run(java.copy_jars(POM, fresh / "lib"))
    _fetch_ism(cache)


def launcher(cache: Path) -> Path:
    """The path of the launcher's jar, which depends on its source."""
    return home(cache) / f"launch-{sha256((FILES / 'Launch.java').read_bytes()).hexdigest()[:8]}.jar"


def finish(cache: Path) -> None:
    """Compile the launcher into a jar: class-data archives do not allow directories on the class path."""
    jar = launcher(cache)
    if jar.exists():
        return
    tools, lib = java.jdk() / "bin", home(cache) / "lib"
    with building(home(cache) / "launcher") as fresh:
        source = str(FILES / "Launch.java")
        run(Command((str(tools / "javac"), "-cp", java.class_path(lib), "-d", str(fresh), source)))
        run(Command((str(tools / "jar"), "--create", "--file", f"{fresh}/launch.jar", "-C", str(fresh), ".")))
        (fresh / "launch.jar").rename(jar)


def _fetch_ism(cache: Path) -> None:
    """Try once a day; the server also runs without it."""
    plugins, refused = home(cache) / "plugins", home(cache) / "ism-refused.txt"
    if plugins.is_dir() or (refused.exists() and time.time() - refused.stat().st_mtime < RETRY_ISM_AFTER):
        return
    try:
        with building(plugins) as fresh:
            for name in ISM_PLUGINS:
                unpack_plugin(fetch_plugin(name, fresh), fresh / name, home(cache) / "lib")
    except SandboxError as error:
        refused.write_text(f"{error}\n")


def fetch_plugin(name: str, target: Path) -> Path:
    """Download the zip of a plugin. Raises SandboxError with Maven's output if the registry does not have it."""
    goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
    artefact = f"-Dartifact=org.opensearch.plugin:{name}:{VERSION}.0:zip"
    options = ("mvn", "-B", "-q", "-f", str(POM), goal, artefact, f"-DoutputDirectory={target}")
    run(Command(options, {"JAVA_HOME": str(java.jdk())}), seconds=120)
    return target / f"{name}-{VERSION}.0.zip"


def unpack_plugin(archive: Path, target: Path, lib: Path) -> None:
    """Unpack a plugin without the jars on the server's class path: the server refuses duplicates at start."""
    own = {re.sub(r"-\d.*", "", jar.stem) for jar in lib.glob("*.jar")}
    with zipfile.ZipFile(archive) as plugin:
        for name in plugin.namelist():
            if not (name.endswith(".jar") and re.sub(r"-\d.*", "", Path(name).stem) in own):
                plugin.extract(name, target)
    archive.unlink()


def archive(cache: Path) -> Path | None:
    return java.archive(home(cache), launcher(cache).stem)


def prepare(spec: ServerSpec, leader: ServerSpec, directory: Path, cache: Path, fresh: bool) -> Path:
    """Write the node's home directory, which includes its data, and return it."""
    node = directory / "home"
    if fresh:
        shutil.rmtree(node, ignore_errors=True)
    for part in ("config", "modules", "plugins"):
        (node / part).mkdir(parents=True, exist_ok=True)
    settings = {
        "cluster.name": leader.name,
        "node.name": spec.name,
        "discovery.type": "single-node",
        "network.host": spec.address,
        "http.port": spec.port,
        "transport.port": spec.internode_port,
        "path.repo": f'["{node}/repo"]',
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    if (home(cache) / "plugins").is_dir():
        shutil.copytree(home(cache) / "plugins", node / "plugins", dirs_exist_ok=True)
    lines = [f"{name}: {value}" for name, value in settings.items()]
    (node / "config" / "opensearch.yml").write_text("\n".join(lines) + "\n")
    (directory / "log4j2.properties").write_text((FILES / "log4j2.properties").read_text())
    return node


def command(spec: ServerSpec, directory: Path, data: Path, cache: Path, archive_option: str) -> Command:
    del spec
    place = home(cache)
    properties = (
        "java.awt.headless=true",
        "file.encoding=UTF-8",
        "io.netty.noUnsafe=true",
        "io.netty.noKeySetOptimization=true",
        "log4j.shutdownHookEnabled=false",
        "log4j2.disable.jmx=true",
        f"log4j2.configurationFile={directory}/log4j2.properties",
    )
    return Command(
        (
            str(java.jdk() / "bin" / "java"),
            *("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"),
            *("-Xlog:cds=off", archive_option, f"-XX:ErrorFile={directory}/crash.log", "-XX:-UsePerfData"),
            *(f"-D{item}" for item in properties),
            *("-cp", java.class_path(place / "lib", launcher(cache)), "Launch", str(data)),
        )
    )
