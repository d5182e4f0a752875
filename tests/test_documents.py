"""The documents say what is true: their commands run, their tables are those of the code."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import measures, pages
from dashboard.reference import reference
from dashboard.shelf import SnapshotTables
from etl.cli import app
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
    """The amur commands in the documents' shell blocks, each once."""
    texts = [path.read_text(encoding="utf-8") for path in DOCUMENTS]
    blocks = [block for text in texts for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return list(dict.fromkeys(line for line in lines if line.startswith(".venv/bin/amur")))


@pytest.mark.browser
@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_documents_runs(command: str, real: Settings, tmp_path: Path) -> None:
    words = shlex.split(command)
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


def test_the_documents_have_commands_to_run() -> None:
    assert len(commands()) >= 8


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_command_that_is_only_named_exists(path: Path) -> None:
    named = re.findall(r"`(?:\.venv/bin/)?amur ([a-z]+)", path.read_text(encoding="utf-8"))
    known = {each.name or each.callback.__name__ for each in app.registered_commands}  # type: ignore[union-attr]
    assert set(named) <= known


def test_the_reference_is_that_of_the_code(tables: SnapshotTables) -> None:
    for name, text in reference(tables.snapshot).items():
        written = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
        assert written == text, f"docs/{name}: run 'make reference'"


def test_every_measure_is_told_in_the_reference(tables: SnapshotTables) -> None:
    told = reference(tables.snapshot)["measures.md"]
    functions = [name for name in measures.__all__ if callable(getattr(measures, name))]
    assert len(functions) > 20
    assert [name for name in functions if f"## `{name}(" not in told] == []


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
