"""Checking of text tables against their contracts, with faults that name file, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from etl.errors import AmurError

FAULTS_SHOWN = 10


@dataclass(frozen=True)
class Fault:
    """One cell or row that breaks its table's contract."""

    file: str
    line: int
    column: str
    got: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}, column {self.column}"
        return f"{place}: {self.got!r}; expected {self.expected}"


class ContractError(AmurError):
    """A table breaks its contract; `faults` lists every place."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        shown = [str(fault) for fault in faults[:FAULTS_SHOWN]]
        more = len(faults) - len(shown)
        if more:
            shown.append(f"… and {more} more")
        super().__init__("\n".join(shown))


def read_text_table(file: str, content: bytes, columns: list[str]) -> pd.DataFrame:
    """Read CSV bytes as a frame of strings, indexed by line number in the file.

    Raises ContractError for bytes that are not UTF-8, another header or a row of another length.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ContractError([Fault(file, line, "-", f"byte {error.start}", "UTF-8")]) from error
    reader = csv.reader(io.StringIO(text))
    header = next(reader, [])
    if header != columns:
        raise ContractError([Fault(file, 1, "-", ",".join(header), ",".join(columns))])
    rows: dict[int, list[str]] = {}
    faults = []
    try:
        for row in reader:
            if len(row) == len(columns):
                rows[reader.line_num] = row
            else:
                got, expected = f"{len(row)} fields", f"{len(columns)} fields"
                faults.append(Fault(file, reader.line_num, "-", got, expected))
    except csv.Error as error:
        faults.append(Fault(file, reader.line_num, "-", str(error), "well-formed CSV"))
    if faults:
        raise ContractError(faults)
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype="str")


@dataclass(frozen=True)
class RowRule:
    """A rule over several columns: `broken(frame)` marks the rows at fault, blamed on `column`."""

    column: str
    expected: str
    broken: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Contract:
    """A text table: its columns (meaning and values, as a pandera schema), row order and rules."""

    name: str
    meaning: str
    schema: pa.DataFrameSchema
    order: tuple[str, ...]
    rules: tuple[RowRule, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The header, in order."""
        return list(self.schema.columns)


def check(file: str, frame: pd.DataFrame, contract: Contract) -> None:
    """Judge a frame, indexed by line number, by its contract; raises ContractError.

    Row rules are judged only once every cell is well-formed, since they read the cells.
    """
    faults = _cell_faults(file, frame, contract.schema) or [
        Fault(file, int(line), rule.column, str(frame.at[line, rule.column]), rule.expected)
        for rule in contract.rules
        for line in frame.index[rule.broken(frame)]
    ]
    if faults:
        raise ContractError(sorted(faults, key=lambda fault: fault.line))


def _cell_faults(file: str, frame: pd.DataFrame, schema: pa.DataFrameSchema) -> list[Fault]:
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases
        return [
            Fault(file, int(line), str(column), str(got), str(expected))
            for line, column, got, expected in zip(
                cases["index"], cases["column"], cases["failure_case"], cases["check"], strict=True
            )
        ]
    return []
