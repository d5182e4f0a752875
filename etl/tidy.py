"""Putting the rows of the bundled tables into order, so that a diff shows only what is new."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from etl.bundled_tables import contracts
from etl.contracts import Contract, read_text_table
from etl.files import write_atomically


def tidy(folder: Path) -> list[str]:
    """Sort every bundled table by its contract's order; names of the files that changed.

    Raises ContractError for a file whose rows cannot be read.
    """
    changed = []
    for name, contract in contracts(dt.date.max).items():
        path = folder / f"{name}.csv"
        before = path.read_bytes()
        after = ordered(path.name, before, contract)
        if after != before:
            write_atomically(path, after)
            changed.append(path.name)
    return changed


def ordered(file: str, content: bytes, contract: Contract) -> bytes:
    """The same rows in the contract's order, quoted only where needed, lines ended by LF."""
    rows = read_text_table(file, content, contract.columns)
    rows = rows.sort_values(list(contract.order), kind="stable")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(contract.columns)
    writer.writerows(rows.itertuples(index=False, name=None))
    return buffer.getvalue().encode()
