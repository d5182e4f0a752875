"""Bytes of documents from outside as text."""

from __future__ import annotations

from etl.errors import ReadError


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, else the Chinese encoding that covers all older ones.

    Raises ReadError for any other encoding.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadError("the document is neither UTF-8 nor GB18030")
