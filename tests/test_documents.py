"""The documents say what is true: their commands run, their tables are those of the code."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import pages
from etl.dictionary import data_dictionary
from etl.settings import REPOSITORY, Settings
from tests.serving import environment

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *REPOSITORY.glob("*.md"),
    *(REPOSITORY / "docs").glob("*.md"),
    *(REPOSITORY / "notebooks").glob("*.md"),
]


def commands() -> list[str]:
    """The amur commands in the README's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if "bin/amur" in line]


@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_runs(command: str, real: Settings, tmp_path: Path) -> None:
    words = shlex.split(command)
    assert words[0] == ".venv/bin/amur"
    done = subprocess.run(
        [sys.executable, "-m", "etl", *words[1:]],
        cwd=tmp_path,
        env=environment(real) | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout or done.stderr


def test_the_readme_has_commands_to_run() -> None:
    assert len(commands()) >= 5


@pytest.mark.parametrize("target", sorted(set(re.findall(r"make ([a-z-]+)", README))))
def test_a_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    for link in links:
        if not link.startswith("http"):
            assert (path.parent / link).exists(), link


def test_the_data_dictionary_is_that_of_the_contracts() -> None:
    written = (REPOSITORY / "data" / "README.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "run 'make dictionary'"


def test_the_readme_names_every_page() -> None:
    for page in pages.discover():
        assert f"| {page.name} |" in README
