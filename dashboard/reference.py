"""The reference in docs/, written from what the code declares: `make reference`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from types import ModuleType

from dashboard import charts, measures
from dashboard.view import PARAMETERS, View
from etl import marts, sources
from etl.files import write_atomically
from etl.settings import REPOSITORY, load_settings
from etl.store import Snapshot, Store

FOLDER = REPOSITORY / "docs"
MADE = "This page is written from the code by `make reference`.\n"


def reference(snapshot: Snapshot) -> dict[str, str]:
    """Every page of the reference by its file's name; columns are those of the snapshot."""
    return {
        "measures.md": _page("Measures", _measures()),
        "tables.md": _page("Published tables", _tables(snapshot)),
        "sources.md": _page("Sources", _sources()),
        "charts.md": _page("Charts", _charts()),
    }


def _page(title: str, parts: Iterable[str]) -> str:
    return "\n".join([f"# {title}\n", MADE, *parts])


def _measures() -> Iterable[str]:
    yield f"{_told(measures)}\n"
    for name in measures.__all__:
        function = getattr(measures, name)
        if inspect.isfunction(function):
            arguments = ", ".join(inspect.signature(function).parameters)
            yield f"## `{name}({arguments})`\n\n{_told(function)}\n"


def _tables(snapshot: Snapshot) -> Iterable[str]:
    meanings = snapshot.table("catalogue").set_index("table")["meaning"]
    derived = marts.discover()
    for name in snapshot.tables:
        frame = snapshot.table(name)
        yield f"## `{name}`\n\n{meanings.get(name, 'This list of tables.')}.\n".replace("..", ".")
        if name in derived:
            needs = ", ".join(f"`{need}`" for need in derived[name].needs)
            how = inspect.getdoc(derived[name].build)
            yield f"Made from {needs}." + (f" {how}\n" if how else "\n")
        yield "Columns: " + ", ".join(f"`{each}` ({frame[each].dtype})" for each in frame) + ".\n"
    yield "## Steps\n\nThey are made on the way to others and not published.\n"
    yield from (
        f"- `{each.name}`: {each.meaning}" for each in derived.values() if not each.published
    )
    yield "- `found`: Readings of figures in every document, before any replaced another\n"


def _sources() -> Iterable[str]:
    for name, source in sources.discover().items():
        facts = {
            "publisher": source.publisher,
            "address": source.address or "this repository",
            "licence": source.licence,
            "may be passed on": "yes" if source.redistributable else "no",
            "cadence": source.cadence,
            "release days of a month": ", ".join(map(str, source.release_days)),
            "key": source.key_variable or "none",
        }
        listed = "\n".join(f"- {fact}: {told}" for fact, told in facts.items() if told)
        yield f"## `{name}`\n\n{_told(sys.modules[source.parse.__module__])}\n\n{listed}\n"


def _charts() -> Iterable[str]:
    yield "Parameters of their addresses; `lang`, `theme` and `asof` are taken by every chart.\n"
    yield "| parameter | what it says | values | unless given |\n| --- | --- | --- | --- |"
    for name, parameter in PARAMETERS.items():
        values = ", ".join(f"`{each}`" for each in parameter.choices if each) or parameter.hint
        yield f"| `{name}` | {parameter.label} | {values} | {parameter.default} |"
    yield ""
    for name, chart in charts.discover().items():
        told = "\n".join(f"- {note}" for note in charts.notes(chart, View()))
        controls = ", ".join(f"`{each}`" for each in chart.controls) or "none"
        yield (
            f"## `{name}`\n\n{chart.title}: {chart.subtitle(View())}.\n\n"
            f"Parameters: {controls}. Tables: {', '.join(f'`{each}`' for each in chart.tables)}.\n"
            f"\n{told}\n"
        )


def _told(of: ModuleType | Callable[..., object]) -> str:
    return inspect.getdoc(of) or ""


def main() -> None:
    """Write the pages."""
    for name, text in reference(Store(load_settings().store).current()).items():
        write_atomically(FOLDER / name, text.encode())


if __name__ == "__main__":
    main()
