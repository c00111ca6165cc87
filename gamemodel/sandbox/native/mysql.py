"""MySQL from Debian sid's packages in a private tree: a copied template directory, a real replica over GTID."""

from __future__ import annotations

import os
import shutil
import time
from hashlib import sha256
from pathlib import Path

from gamemodel.sandbox.cache import building
from gamemodel.sandbox.errors import SandboxError
from gamemodel.sandbox.install import Command, Missing, run
from gamemodel.sandbox.native import debs
from gamemodel.sandbox.request import ServerSpec

SUITE = "sid"
PACKAGES = ("mysql-server-core", "mysql-client-core")
# No durability. The binary log stays on, as it is where the model's migrations run, and costs nothing measurable.
OPTIONS = (
    "--innodb-flush-log-at-trx-commit=0",
    "--sync-binlog=0",
    "--innodb-doublewrite=OFF",
    "--innodb-flush-method=nosync",
    "--innodb-use-native-aio=OFF",
    "--innodb-buffer-pool-size=32M",
    "--innodb-redo-log-capacity=8M",
    "--innodb-log-buffer-size=1M",
    "--performance-schema=OFF",
    "--mysqlx=OFF",
    "--skip-name-resolve",
    "--table-open-cache=400",
    "--table-definition-cache=2000",
    "--max-connections=100",
)
ROOM = 1 << 30  # bytes that must be free in memory before a data directory is put there
ACCOUNTS = "CREATE USER root@'%' IDENTIFIED BY ''; GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;\n"
CHANGE_SOURCE = (
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST=%s, SOURCE_PORT=%s, SOURCE_USER='root', SOURCE_PASSWORD='',"
    " SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1"
)


def tree(cache: Path) -> Path:
    return cache / f"mysql-{SUITE}"


def missing(cache: Path) -> tuple[Missing, ...]:
    if (tree(cache) / "template").is_dir():
        return ()
    commands = tuple(str(command) for command in debs.commands(PACKAGES, tree(cache)))
    return (Missing("mysql", f"MySQL 9 of Debian {SUITE}, in a tree of its own", commands),)


def install(cache: Path) -> None:
    """Unpack the packages (66 MB fetched) and initialise the data directory that every server copies."""
    if (tree(cache) / "template").is_dir():
        return
    with building(tree(cache)) as fresh:
        debs.unpack(SUITE, PACKAGES, fresh)
        accounts = fresh / "accounts.sql"
        accounts.write_text(ACCOUNTS)
        template = fresh / "template"
        options = ("--initialize-insecure", f"--datadir={template}", "--skip-log-bin", f"--init-file={accounts}")
        run(Command((*_program(fresh), *options, *OPTIONS)))
        (template / "auto.cnf").unlink()  # the server's UUID: every copy draws its own


def _program(place: Path) -> tuple[str, ...]:
    share, plugins = place / "root/usr/share/mysql", place / "root/usr/lib/mysql/plugin"
    return (
        *debs.with_own_loader(place, "mysqld"),
        "--no-defaults",
        f"--basedir={place / 'root/usr'}",
        f"--lc-messages-dir={share}",
        f"--character-sets-dir={share / 'charsets'}",
        f"--plugin-dir={plugins}",
        "--secure-file-priv=NULL",
        *(("--user=root",) if os.geteuid() == 0 else ()),
    )


def archive(cache: Path) -> Path | None:
    del cache


def prepare(spec: ServerSpec, leader: ServerSpec, directory: Path, cache: Path, fresh: bool) -> Path:
    """A copy of the template, in memory where there is room; returns the data directory."""
    del leader
    data = _data_directory(spec, directory)
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    if not data.is_dir():
        data.parent.mkdir(parents=True, exist_ok=True)
        run(Command(("cp", "-a", "--sparse=always", str(tree(cache) / "template"), str(data))))
    return data


def _data_directory(spec: ServerSpec, directory: Path) -> Path:
    memory = Path("/dev/shm")  # noqa: S108  # the directory below it belongs to this sandbox alone
    place = memory / f"gamemodel-{os.getuid()}-{sha256(str(directory.parent).encode()).hexdigest()[:12]}" / spec.name
    if place.is_dir() or (os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM):
        return place
    return directory / "data"


def command(spec: ServerSpec, directory: Path, data: Path, cache: Path, archive_option: str) -> Command:
    del directory, archive_option
    last = int(spec.address.rpartition(".")[2])
    options = [
        f"--datadir={data}",
        "--socket=mysqld.sock",  # below the data directory: an absolute path may be longer than a socket's name can be
        "--pid-file=mysqld.pid",
        f"--bind-address={spec.address}",
        f"--port={spec.port}",
        f"--server-id={spec.port * 256 + last}",
        "--log-bin=binlog",
        "--gtid-mode=ON",
        "--enforce-gtid-consistency=ON",
        f"--report-host={spec.address}",
        f"--report-port={spec.port}",
    ]
    if spec.role == "replica":
        options += ["--read-only=ON", "--super-read-only=ON", "--relay-log=relay"]
    return Command((*_program(tree(cache)), *OPTIONS, *options))


def join(spec: ServerSpec, leader: ServerSpec, seconds: float = 60) -> None:
    """Make a replica follow its writer and wait until both of its threads run. Raises SandboxError with their errors."""
    if spec.role == "replica":
        follow(spec, leader.address, leader.port, seconds)


def follow(spec: ServerSpec, source: str, port: int, seconds: float = 60) -> None:
    """Set up replication from `source`, an address as the replica sees it, unless it is set up already."""
    import pymysql
    from pymysql.cursors import DictCursor

    end = time.monotonic() + seconds
    with pymysql.connect(host=spec.address, port=spec.port, user="root", cursorclass=DictCursor) as link:
        cursor = link.cursor()
        cursor.execute("SHOW REPLICA STATUS")
        if not cursor.fetchone():
            cursor.execute(CHANGE_SOURCE, (source, port))
        cursor.execute("START REPLICA")
        while True:
            cursor.execute("SHOW REPLICA STATUS")
            status = cursor.fetchone() or {}
            if status.get("Replica_IO_Running") == "Yes" == status.get("Replica_SQL_Running"):
                return
            if time.monotonic() > end:
                words = status.get("Last_IO_Error") or status.get("Last_SQL_Error") or "no error given"
                raise SandboxError(f"{spec.name} does not replicate from {source}:{port}: {words}")
            time.sleep(0.05)
