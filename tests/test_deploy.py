"""What `deploy/` ships fits the program and the tools that read it."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from etl.cli import app
from etl.settings import REPOSITORY

FOLDER = REPOSITORY / "deploy"
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.timer")])
COMMANDS = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_every_command_named_exists(path: Path) -> None:
    named = re.findall(r"bin/amur\"?,? \"?([a-z]+)", path.read_text(encoding="utf-8"))
    assert set(named) <= COMMANDS
    targets = re.findall(r"make (\.venv/\.run|[a-z-]+)$", path.read_text(), re.MULTILINE)
    makefile = (REPOSITORY / "Makefile").read_text().replace("$(VENV)", ".venv")
    assert all(f"\n{target}:" in makefile for target in targets)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_well_formed(path: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    assert "Unit" in parser
    assert {"Service", "Timer"} & set(parser)
    analyser = shutil.which("systemd-analyze")
    if analyser:
        done = subprocess.run(
            [analyser, "verify", "--man=no", str(path)], capture_output=True, check=False
        )
        told = done.stderr.decode()
        assert "Unknown" not in told, told
