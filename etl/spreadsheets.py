"""Workbooks from outside (XLSX, XLS) as rows of text, with a bound on what they unpack to."""

from __future__ import annotations

import io
import zipfile

from python_calamine import CalamineError, CalamineWorkbook

from etl.errors import ReadError

MOST_UNPACKED = 200_000_000
"""Bytes that a workbook may unpack to; the largest that Amur reads unpacks to about 20 million."""
_XLSX, _XLS = b"PK", b"\xd0\xcf\x11\xe0"


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin as an XLSX or an XLS file does, whatever the file is called."""
    return content.startswith((_XLSX, _XLS))


def rows(content: bytes, sheet: str | int = 0) -> list[list[str]]:
    """The rows of one sheet, each cell as text, empty where it is blank.

    Raises ReadError where the workbook is damaged, lacks the sheet or unpacks to too much.
    """
    try:
        if content.startswith(_XLSX):
            _check_size(content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = workbook.sheet_names
        found = workbook.get_sheet_by_name(names[sheet] if isinstance(sheet, int) else sheet)
        return [[_text(cell) for cell in row] for row in found.to_python()]
    except (CalamineError, zipfile.BadZipFile, IndexError) as error:
        raise ReadError(f"not a workbook with the sheet {sheet!r} ({error})") from error


def _text(cell: object) -> str:
    """The cell as it would be typed: a number that is whole has no decimals."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MOST_UNPACKED:
        raise ReadError(
            f"the workbook would unpack to {size:,} bytes, {MOST_UNPACKED:,} are allowed"
        )
