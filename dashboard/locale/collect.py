"""Bring the translation files up to date with the messages of the code: `make messages`.

New messages are added untranslated, those that are gone are dropped. The names of codes (products,
currencies, areas, HS sections …) are messages too.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from dashboard.words import FOLDER, LANGUAGES
from etl import codes, facts, harmonized_system, marts, sources, units

SPEAKERS = ("message", "say", "self")
"""Names whose call says its first argument; `words(…)(text)` says one too."""
COLUMN_NAMES = (
    *("year", "month", "period", "months", "date", "value", "share", "rate", "unit", "price"),
    *("flow", "product", "fuel", "measure", "currency", "pair", "kind", "series", "supplier"),
    *("change_percent", "change_points", "before", "change", "points"),
    *("place", "report", "reporter", "statistic", "status", "state", "qualifier", "manner"),
    *("speaker", "role", "of_what", "period_meant", "documents", "side"),
    *("barrels_per_day", "base", "of_unit", "prices"),
    *("used_value", "other_value", "difference", "used_source", "other_source"),
    *("published", "publisher", "title", "language", "address", "old_value", "new_value"),
)
"""What heads a column where data is shown as a table."""
CELL_NAMES = (
    *("import", "export", "total", "average", "day's rate", "about", "over", "under"),
    *("value", "quantity"),
)
"""Plain words of the tables that are shown as they stand."""
CODE_NAMES = (
    *COLUMN_NAMES,
    *CELL_NAMES,
    *codes.PRODUCTS.values(),
    *codes.AREAS.values(),
    *codes.SHARES_OF.values(),
    *codes.STATISTICS.values(),
    *codes.EVENT_KINDS,
    *codes.STATUSES,
    *codes.DOCUMENT_KINDS,
    *units.UNITS,
    *sorted({unit.base for unit in units.UNITS.values()}),
    *facts.MEANINGS.values(),
    *(mart.meaning for mart in marts.discover().values()),
    *(source.licence for source in sources.discover().values()),
    *(source.cadence for source in sources.discover().values()),
    sources.discover()["bundled"].publisher,
    *(name for name, _ in harmonized_system.SECTIONS.values()),
    *(name for name, _ in harmonized_system.SECTORS.values()),
    *harmonized_system.CHAPTERS.values(),
    *harmonized_system.HEADINGS.values(),
)


def collected() -> Catalog:
    """Every message of the code, with the places where it stands."""
    catalogue = Catalog(project="Amur", version="", charset="utf-8")
    root = FOLDER.parent
    for path in sorted(root.rglob("*.py")):
        for text, line in _messages(path):
            catalogue.add(text, locations=[(str(path.relative_to(root)), line)])
    for name in CODE_NAMES:
        catalogue.add(name)
    return catalogue


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], int]]:
    """The messages that a module says or marks, each with its line; both forms of a plural."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr == "plural":
            forms = [text for each in node.args[:2] for text in _texts(each)]
            yield tuple(forms), node.lineno
        elif _speaks(node.func):
            yield from ((text, node.lineno) for text in _texts(node.args[0]))


def _speaks(function: ast.expr) -> bool:
    """Whether a call of this says a message: `say(…)`, `words(language)(…)`."""
    called = function.func if isinstance(function, ast.Call) else function
    if not isinstance(called, ast.Name):
        return False
    return called.id == "words" if called is not function else called.id in SPEAKERS


def _texts(argument: ast.expr) -> list[str]:
    """The text that an argument is, or the two between which it chooses."""
    if isinstance(argument, ast.IfExp):
        return [*_texts(argument.body), *_texts(argument.orelse)]
    text = getattr(argument, "value", None) if isinstance(argument, ast.Constant) else None
    return [text] if isinstance(text, str) else []


def updated(language: str) -> bytes:
    """The translation file of a language with exactly the messages of the code."""
    path = FOLDER / f"{language}.po"
    held = (
        read_po(io.BytesIO(path.read_bytes()), locale=language)
        if path.exists()
        else Catalog(locale=language, fuzzy=False)
    )
    template = collected()
    template.creation_date = held.creation_date  # the same messages make the same file
    held.update(template, no_fuzzy_matching=True)
    held.obsolete.clear()
    held.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, held, width=100, no_location=True, omit_header=False, sort_output=True)
    return buffer.getvalue()


def _translated(entry: Message) -> bool:
    """Whether every form of a message has its translation."""
    forms = entry.string if entry.pluralizable else (entry.string,)
    return all(forms or ())


def main() -> None:
    """Rewrite the file of each language, and say what still lacks its translation."""
    for language in LANGUAGES:
        if language == "en":
            continue
        path = FOLDER / f"{language}.po"
        path.write_bytes(updated(language))
        lacking = [
            entry.id
            for entry in read_po(io.BytesIO(path.read_bytes()), locale=language)
            if entry.id and not _translated(entry)
        ]
        print(f"{path.name}: {len(lacking)} messages without translation")


if __name__ == "__main__":
    main()
