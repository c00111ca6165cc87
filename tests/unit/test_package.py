"""The wheel works outside the checkout: it is built, installed into a new environment and used in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from gamemodel import __version__

ROOT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")


def run(*command: str | Path, folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, since setuptools writes into the folder that it builds."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(ROOT / "gamemodel", copy / "gamemodel", ignore=shutil.ignore_patterns("__pycache__"))
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", copy / "dist", copy, folder=copy)
    (built,) = (copy / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment with the wheel. The dependencies are those of this one, so nothing is downloaded."""
    environment = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", environment, folder=environment)
    python = environment / "bin" / "python"
    run(*PIP, "--python", python, "install", "--no-deps", "--no-index", wheel, folder=environment)
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment / "bin"


def test_the_wheel_has_every_file_of_the_package(wheel: Path) -> None:
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "gamemodel").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert files - names == set()
    assert wheel.name == f"gamemodel-{__version__}-py3-none-any.whl"
    assert f"gamemodel-{__version__}.dist-info/licenses/LICENSE" in names


def test_the_installed_command_works_in_an_empty_folder(programs: Path, tmp_path: Path) -> None:
    gamemodel = programs / "gamemodel"
    where = run(programs / "python", "-c", "import gamemodel; print(gamemodel.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(programs.parent)
    assert run(gamemodel, "--version", folder=tmp_path) == f"gamemodel {__version__}\n"
    run(gamemodel, "init", "--name", "shop", folder=tmp_path)
    run(gamemodel, "make", "-m", "initial", folder=tmp_path)
    run(gamemodel, "check", folder=tmp_path)
    assert "CREATE TABLE" in run(gamemodel, "show", "mysql", folder=tmp_path)
    assert "-- edit schema/entities/players.yaml --" in run(gamemodel, "explain", "GM320", folder=tmp_path)
    assert len(list((tmp_path / "schema" / "history").glob("0001_initial.json"))) == 1
