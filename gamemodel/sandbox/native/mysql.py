"""MySQL from Debian sid's packages: installation, template data directory and command line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from gamemodel.sandbox.cache import building
from gamemodel.sandbox.install import Command, Missing, run
from gamemodel.sandbox.memory import data_directory
from gamemodel.sandbox.native import debs
from gamemodel.sandbox.request import ServerSpec

SUITE = "sid"
PACKAGES = ("mysql-server-core", "mysql-client-core")
# No durability. The binary log is on, as in production; its cost cannot be measured.
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
ACCOUNTS = "CREATE USER root@'%' IDENTIFIED BY ''; GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;\n"


def tree(cache: Path) -> Path:
    return cache / f"mysql-{SUITE}"


def missing(cache: Path) -> tuple[Missing, ...]:
    return debs.missing("mysql", f"MySQL 9 of Debian {SUITE}", SUITE, PACKAGES, tree(cache), "mysqld")


def install(cache: Path) -> None:
    """Unpack the packages: 66 MB download, 11 s."""
    if missing(cache):
        with building(tree(cache)) as fresh:
            debs.unpack(SUITE, PACKAGES, fresh)


def finish(cache: Path) -> None:
    """Initialise the template data directory once (4 s); every server gets a copy."""
    template = tree(cache) / "template"
    if template.is_dir():
        return
    accounts = tree(cache) / "accounts.sql"
    accounts.write_text(ACCOUNTS)
    with building(template) as fresh:
        options = ("--initialize-insecure", f"--datadir={fresh}", "--skip-log-bin", f"--init-file={accounts}")
        run(Command((*_program(tree(cache)), *options, *OPTIONS)))
        (fresh / "auto.cnf").unlink()  # the server's UUID, which each copy must generate


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
    return None


def prepare(spec: ServerSpec, leader: ServerSpec, directory: Path, cache: Path, fresh: bool) -> Path:
    """Copy the template, into memory if there is room; returns the data directory."""
    del leader
    data = data_directory(directory.parent.parent, spec.name, directory / "data")
    if fresh:
        shutil.rmtree(data, ignore_errors=True)
    if not data.is_dir():
        data.parent.mkdir(parents=True, exist_ok=True)
        run(Command(("cp", "-a", "--sparse=always", str(tree(cache) / "template"), str(data))))
    # After a kill it names a pid that may now be another process, which would keep the server from starting.
    (data / "mysqld.sock.lock").unlink(missing_ok=True)
    return data


def command(spec: ServerSpec, directory: Path, data: Path, cache: Path, archive_option: str) -> Command:
    del directory, archive_option
    place = (
        f"--datadir={data}",
        "--socket=mysqld.sock",  # relative to the data directory: an absolute path may be too long for a socket
        "--pid-file=mysqld.pid",
        f"--bind-address={spec.address}",
        f"--port={spec.port}",
    )
    return Command((*_program(tree(cache)), *OPTIONS, *place, *replication_options(spec)))


def replication_options(spec: ServerSpec) -> tuple[str, ...]:
    """Options for replication: binary log, GTIDs and a unique server id."""
    return (
        f"--server-id={spec.index + 1}",
        "--log-bin=binlog",
        "--relay-log=relay",
        "--gtid-mode=ON",
        "--enforce-gtid-consistency=ON",
        f"--report-host={spec.address}",
        f"--report-port={spec.port}",
    )
