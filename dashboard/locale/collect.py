"""Bring the translation files up to date with the messages of the code: `make messages`.

New messages are added untranslated, those that are gone are dropped. The names of codes (products,
currencies, areas, HS sections …) are messages too.
"""

from __future__ import annotations

import io

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dashboard.words import FOLDER, LANGUAGES
from etl import codes, harmonized_system

KEYWORDS: dict[str, tuple[int, ...] | None] = {"message": None, "say": None, "plural": (1, 2)}
CODE_NAMES = (
    *codes.PRODUCTS.values(),
    *codes.AREAS.values(),
    *codes.SHARES_OF.values(),
    *codes.STATISTICS.values(),
    *codes.EVENT_KINDS,
    *codes.STATUSES,
    *(name for name, _ in harmonized_system.SECTIONS.values()),
    *(name for name, _ in harmonized_system.SECTORS.values()),
    *harmonized_system.CHAPTERS.values(),
)


def collected() -> Catalog:
    """Every message of the code, with the places where it stands."""
    catalogue = Catalog(project="Amur", version="", charset="utf-8")
    root = FOLDER.parent
    for name, line, text, _, _ in extract_from_dir(root, [("**.py", "python")], None, KEYWORDS):
        catalogue.add(text, locations=[(name, line)])
    for name in CODE_NAMES:
        catalogue.add(name)
    return catalogue


def updated(language: str) -> bytes:
    """The translation file of a language with exactly the messages of the code."""
    path = FOLDER / f"{language}.po"
    held = (
        read_po(io.BytesIO(path.read_bytes()), locale=language)
        if path.exists()
        else Catalog(locale=language, fuzzy=False)
    )
    held.update(collected(), no_fuzzy_matching=True)
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
