"""Writing of a frame as CSV, JSON or Parquet, to a file or to standard output."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from etl.errors import UnknownNameError
from etl.files import write_atomically

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A text cell that begins so would be run by a spreadsheet program."""
PIECE_BYTES = 1_000_000


def neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before text cells that a spreadsheet would run as formulas."""
    return frame.apply(lambda column: column.map(_neutral) if column.dtype.kind == "O" else column)


def _neutral(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def to_csv(frame: pd.DataFrame, header: bool = True) -> bytes:
    """UTF-8 with a header; dates as YYYY-MM-DD, missing values empty, formulas neutralised."""
    text: str = neutralised(frame).to_csv(
        index=False, header=header, lineterminator="\n", date_format="%Y-%m-%d"
    )
    return text.encode()


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


def in_parts(file: Path, format: str) -> Iterator[bytes]:
    """A Parquet file in a format, part by part, so that its size does not matter."""
    if format == "parquet":
        yield from _pieces(file)
    elif format == "csv":
        yield to_csv(pq.read_schema(file).empty_table().to_pandas())
        yield from (to_csv(frame, header=False) for frame in _groups(file))
    else:
        yield b"["
        for place, frame in enumerate(_groups(file)):
            yield b"," * (place > 0) + to_json(frame).strip(b"[]").rstrip()
        yield b"\n]"


def _groups(file: Path) -> Iterator[pd.DataFrame]:
    with pq.ParquetFile(file) as table:
        for group in range(table.num_row_groups):
            # Else whole numbers of a group where one is missing would get a decimal point.
            yield table.read_row_group(group).to_pandas(integer_object_nulls=True)


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as handle:
        while piece := handle.read(PIECE_BYTES):
            yield piece


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
