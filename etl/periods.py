"""Reading of a figure's span and period ('ytd', '2023-02') as a start and a length in months."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_YEAR = "(?:19|20)[0-9]{2}"
_MONTH = f"{_YEAR}-(0[1-9]|1[0-2])"
SPAN_PATTERNS: dict[str, str] = {
    "day": f"{_MONTH}-[0-9]{{2}}",
    "month": _MONTH,
    "ytd": _MONTH,
    "quarter": f"{_YEAR}-Q[1-4]",
    "half": f"{_YEAR}-H[12]",
    "year": _YEAR,
}
"""Each span and the form of its `period`; a year-to-date figure is named by its last month."""

SPAN_EXAMPLES: dict[str, str] = {
    "day": "2023-02-24",
    "month": "2023-02",
    "ytd": "2023-02 (January to February)",
    "quarter": "2023-Q1",
    "half": "2023-H1",
    "year": "2023",
}


@dataclass(frozen=True)
class Interval:
    """First day of a period and its length in whole months (0 for a single day)."""

    start: dt.date
    months: int

    @property
    def end(self) -> dt.date:
        """First day after the interval."""
        if not self.months:
            return self.start + dt.timedelta(days=1)
        index = self.start.year * 12 + self.start.month - 1 + self.months
        return dt.date(index // 12, index % 12 + 1, 1)


def interval(span: str, period: str) -> Interval:
    """The interval that `period` names under `span`.

    Raises ValueError, saying what was expected, if the two do not fit each other.
    """
    pattern = SPAN_PATTERNS.get(span)
    if pattern is None:
        raise ValueError(f"span '{span}' is not one of {', '.join(SPAN_PATTERNS)}")
    if not re.fullmatch(pattern, period):
        raise ValueError(f"period '{period}' does not fit span '{span}' ({SPAN_EXAMPLES[span]})")
    year = int(period[:4])
    match span:
        case "day":
            return Interval(dt.date.fromisoformat(period), 0)
        case "month":
            return Interval(dt.date(year, int(period[5:]), 1), 1)
        case "ytd":
            return Interval(dt.date(year, 1, 1), int(period[5:]))
        case "quarter":
            return Interval(dt.date(year, 3 * int(period[-1]) - 2, 1), 3)
        case "half":
            return Interval(dt.date(year, 6 * int(period[-1]) - 5, 1), 6)
        case _:
            return Interval(dt.date(year, 1, 1), 12)
