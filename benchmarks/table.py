"""The rows of the table of ratios: how they are compared, printed, kept and judged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"
TOLERATED = 0.75
"""A ratio below so much of the committed one is a regression."""


@dataclass(frozen=True)
class Row:
    """One thing measured: Amur's figure, what it is held against, and the ratio that is wanted.

    The ratio is above 1 where Amur is better, whether `unit` counts cost ('ms') or yield ('…/s').
    A row that is kept says when it was measured and by which command; '' in the oldest.
    """

    name: str
    amur: float
    against: str
    other: float
    unit: str
    wanted: float
    date: str = ""
    command: str = ""

    @property
    def ratio(self) -> float:
        """How many times better than the other."""
        return self.amur / self.other if self.unit.endswith("/s") else self.other / self.amur

    def told(self) -> list[str]:
        """The row in words."""
        verdict = "yes" if self.ratio >= self.wanted else "no"
        figures = [f"{self.amur:,.4g} {self.unit}", f"{self.other:,.4g} {self.unit}"]
        return [
            *(self.name, figures[0], self.against, figures[1]),
            *(f"{self.ratio:.2f}", f"{self.wanted:g}", verdict),
        ]


HEAD = ["measured", "Amur", "against", "", "ratio", "wanted", "met"]


def as_markdown(rows: Iterable[Row]) -> str:
    """The table for people."""
    lines = [HEAD, ["---"] * len(HEAD), *(row.told() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def save(rows: Iterable[Row], conditions: dict[str, str]) -> None:
    """Keep the rows; what an earlier run measured besides stays."""
    run = {name: conditions[name] for name in ("date", "command")}
    kept = {row.name: row for row in [*load(), *(replace(row, **run) for row in rows)]}
    facts = {"conditions": conditions, "rows": [asdict(row) for row in kept.values()]}
    RESULTS.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load() -> list[Row]:
    """The committed rows."""
    if not RESULTS.exists():
        return []
    return [Row(**facts) for facts in json.loads(RESULTS.read_text(encoding="utf-8"))["rows"]]


def regressions(rows: Iterable[Row]) -> list[str]:
    """What has become worse than the committed ratios allow, in words."""
    committed = {row.name: row.ratio for row in load()}
    return [
        f"{row.name}: ratio {row.ratio:.2f}, committed {committed[row.name]:.2f}"
        for row in rows
        if row.name in committed and row.ratio < committed[row.name] * TOLERATED
    ]
