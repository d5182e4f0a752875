"""`python -m benchmarks [--check] [NAME …]`: measure, print the table, keep it or judge it."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import platform
import sys
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import table
from benchmarks.table import Row

BENCHES = ("first_chart", "filter_change", "comtrade", "refresh_memory", "images", "load")
README = Path(__file__).parent / "README.md"
MARK = "<!-- measured: what follows is written by `make bench` -->\n"
LAST_RUN = (
    "The last run, which measured the benches that its command names (all, if none). Of each row "
    "`results.json` says when and by which command it was measured, where that is known."
)


def main(
    names: Annotated[list[str] | None, typer.Argument(help=f"Of {', '.join(BENCHES)}.")] = None,
    check: Annotated[bool, typer.Option(help="Fail where a committed ratio is missed.")] = False,
) -> None:
    """Measure the named benches (all, if none)."""
    rows: list[Row] = []
    for name in names or BENCHES:
        print(f"{name} …", file=sys.stderr)
        conditions = _conditions()
        measured = importlib.import_module(f"benchmarks.{name}").measure()
        print(table.as_markdown(measured), flush=True)
        rows += measured
        if not check:
            table.save(measured, conditions)
            _write_readme(conditions)
    if check:
        worse = table.regressions(rows)
        print("\n".join(worse) or "No ratio is over 25 % worse than committed.")
        sys.exit(bool(worse))


def _conditions() -> dict[str, str]:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return {
        "date": dt.date.today().isoformat(),
        "machine": f"{os.cpu_count()} × {model}, {platform.system()}",
        "python": platform.python_version(),
        "load of the machine before (1, 5, 15 minutes)": "{:.1f} {:.1f} {:.1f}".format(
            *os.getloadavg()
        ),
        "command": " ".join(["python -m benchmarks", *sys.argv[1:]]),
    }


def _write_readme(conditions: dict[str, str]) -> None:
    words = README.read_text(encoding="utf-8").partition(MARK)[0]
    told = "\n".join(f"- {name}: {value}" for name, value in conditions.items())
    rows = table.as_markdown(table.load())
    README.write_text(f"{words}{MARK}\n{rows}\n\n{LAST_RUN}\n\n{told}\n", "utf-8")


if __name__ == "__main__":
    typer.run(main)
