"""Writing of a frame as CSV, JSON or Parquet, to a file or to standard output."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from etl.errors import UnknownNameError
from etl.files import write_atomically

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text cell that begins so would be run by a spreadsheet program."""


def neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before text cells that a spreadsheet would run as formulas."""
    return frame.apply(lambda column: column.map(_neutral) if column.dtype.kind == "O" else column)


def _neutral(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def to_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with a header; dates as YYYY-MM-DD, missing values empty, formulas neutralised."""
    return (
        neutralised(frame).to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d").encode()
    )


def to_json(frame: pd.DataFrame) -> bytes:
    """A list of records; dates as YYYY-MM-DD, missing values null."""
    text = frame.copy()
    for column in text.columns[[kind.kind == "M" for kind in text.dtypes]]:
        text[column] = text[column].dt.strftime("%Y-%m-%d")
    content: str = text.to_json(orient="records", date_format="iso", force_ascii=False, indent=1)
    return content.encode()


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Parquet with the frame's own types."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


FORMATS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "csv": to_csv,
    "json": to_json,
    "parquet": to_parquet,
}


def write(frame: pd.DataFrame, format: str, path: Path | None) -> None:
    """Write a frame to `path`, or to standard output; raises UnknownNameError, UnwritableError."""
    if format not in FORMATS:
        raise UnknownNameError("format", format, sorted(FORMATS))
    content = FORMATS[format](frame)
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        write_atomically(path, content)
