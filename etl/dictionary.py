"""The data dictionary, written from the table contracts so that it cannot go stale."""

from __future__ import annotations

import datetime as dt

from etl import codes
from etl.bundled_tables import READING_SUBJECTS, contracts
from etl.contracts import Contract
from etl.units import UNITS

_HEAD = """# The bundled tables

Figures that people read in public documents, so that Amur shows something true without a network.
One CSV a subject, one row a reading: the same figure read in two documents is two rows, and where
two documents disagree both stay. Every row names the document it was read in; the documents are
in `sources.csv`. Nothing is estimated to fill a hole.

This page is written from the table contracts in `etl/bundled_tables.py` by `make dictionary`.
A row that breaks its contract stops the build with file, line, column and what was expected.
"""


def data_dictionary() -> str:
    """data/README.md: every bundled table, its columns and the codes they may hold, as Markdown."""
    by_file = contracts(dt.date.max)
    subjects = [f"- `{name}.csv`: {text}" for name, text in READING_SUBJECTS.items()]
    parts = [
        _HEAD,
        "## Tables of measured figures\n",
        "\n".join(subjects) + "\n",
        _columns(by_file["trade_monthly"]),
        *(
            f"## `{name}.csv`\n\n{by_file[name].meaning}\n\n{_columns(by_file[name])}"
            for name in by_file
            if name not in READING_SUBJECTS
        ),
        "## Codes\n",
        _codes("Statistics", codes.STATISTICS),
        _codes("Areas", codes.AREAS),
        _codes("Measures", codes.MEASURES),
        _codes("Products, beside HS codes and sections", codes.PRODUCTS),
        _codes("What a statement is a share of", codes.SHARES_OF),
        _codes("Units and the base unit each is kept in", {u: UNITS[u].base for u in UNITS}),
    ]
    return "\n".join(parts)


def _columns(contract: Contract) -> str:
    rows = [
        f"| `{name}` | {column.description} |" for name, column in contract.schema.columns.items()
    ]
    return "\n".join(["| column | meaning |", "| --- | --- |", *rows]) + "\n"


def _codes(title: str, meanings: dict[str, str]) -> str:
    rows = [f"| `{code}` | {meaning} |" for code, meaning in meanings.items()]
    return "\n".join([f"### {title}\n", "| code | meaning |", "| --- | --- |", *rows]) + "\n"
