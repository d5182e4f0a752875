"""Bytes of documents from outside as text and as XML."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

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


def xml_root(content: bytes) -> Element:
    """The root element; raises ReadError for broken XML, entities and unknown encodings."""
    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ReadError(f"not the publisher's XML ({error})") from error
    return root
