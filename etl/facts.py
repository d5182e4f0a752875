"""The fact tables: checked text turned into typed rows in base units.

`found`       one row a measured figure and document (see `readings` below), in as many files as
              there were parts; the derived table `readings` is all of them in one order
`statements`  what officials said of settlement shares
`events`, `capacity`, `hs_correlation`, `documents`
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pandas as pd

from etl import codes, precedence
from etl.bundled_tables import READING_SUBJECTS
from etl.parquet import write_frame
from etl.periods import interval
from etl.sources import Parsed
from etl.units import UNITS

MEANINGS = {
    "statements": "Statements of officials on settlement shares",
    "events": "Events for the time axis",
    "capacity": "Capacity and contract facts of pipelines and routes",
    "hs_correlation": "HS codes that changed between two editions, and where their goods stood",
    "documents": "Every document that a figure was read in",
}
"""What each published fact table holds."""


@dataclass
class Facts:
    """The fact tables as files: those to publish in `folder`, figures by part in `parts`.

    What is held in memory is one part, and a row of each document.
    """

    folder: Path
    parts: Path
    _texts: dict[str, list[pd.DataFrame]] = field(default_factory=dict)

    def add(self, feed: str, part: Parsed) -> int:
        """Write the figures of a part and keep its other tables; how many rows it had."""
        documents = part.tables["sources"].assign(feed=feed)
        subjects = {name: rows for name, rows in part.tables.items() if name in READING_SUBJECTS}
        others = {name: rows for name, rows in part.tables.items() if name not in subjects}
        for name, rows in (others | {"sources": documents}).items():
            self._texts.setdefault(name, []).append(rows)
        if subjects:
            number = len(self._texts["sources"])
            write_frame(self.parts / f"{number:06}.parquet", readings(subjects, documents))
        return sum(len(rows) for rows in part.tables.values())

    def files(self) -> dict[str, Path]:
        """Write all other tables; where each lies."""
        texts = {name: pd.concat(each, ignore_index=True) for name, each in self._texts.items()}
        tables = {
            "documents": documents(texts["sources"]),
            "statements": statements(texts["settlement_statements"]),
            "events": events(texts["events"]),
            "capacity": capacity(texts["capacity"]),
            "hs_correlation": texts["hs_correlation"],
        }
        for name, frame in tables.items():
            write_frame(self.folder / f"{name}.parquet", frame)
        return {"found": self.parts} | {name: self.folder / f"{name}.parquet" for name in tables}


def last_day(published: str) -> dt.date | None:
    """The last day that a partial date ('2023-04', '2023') may mean; None for an empty one.

    The last, so that a question 'as of a date' never sees a figure before it was out.
    """
    if not published:
        return None
    parts = [int(part) for part in published.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return dt.date(year, month, day)


def _dates(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values).astype("datetime64[ms]")


def readings(subjects: Mapping[str, pd.DataFrame], sources: pd.DataFrame) -> pd.DataFrame:
    """Measured figures of some documents in base units, in no order.

    `sources` has a row for each document, with its `feed`. Columns: subject; statistic, reporter,
    partner, flow, product, measure; span, period as published; start (first day), months (length; 0
    for a day); value and step (half the width of what the printed digits leave open is step / 2) in
    `unit`, a base unit of `etl.units`; value_printed, unit_printed; qualifier, status; source (id
    of the document), nearness (rank of the document's kind, 0 nearest to the publisher), feed (the
    source of `etl.sources` that gave it), precedence (its rank in `etl.precedence`, 0 first),
    vintage (day the document came out); note.
    """
    text = pd.concat(
        [frame.assign(subject=name) for name, frame in sorted(subjects.items())],
        ignore_index=True,
    )
    intervals = [interval(*pair) for pair in zip(text["span"], text["period"], strict=True)]
    document = sources.set_index("id")
    kinds = {kind: rank for rank, kind in enumerate(codes.DOCUMENT_KINDS)}
    frame = pd.DataFrame(
        {
            **{name: text[name] for name in ("subject", *_DIMENSIONS)},
            "start": _dates(pd.Series([each.start for each in intervals])),
            "months": [each.months for each in intervals],
            "value": _scaled(text["value"], text["unit"]),
            "unit": text["unit"].map({name: unit.base for name, unit in UNITS.items()}),
            "step": _scaled(text["precision"], text["unit"]),
            "value_printed": text["value"],
            "unit_printed": text["unit"],
            **{name: text[name] for name in ("qualifier", "status", "source")},
            "nearness": text["source"].map(document["kind"].map(kinds)),
            "feed": text["source"].map(document["feed"]),
            "vintage": _dates(text["source"].map(document["published"].map(last_day))),
            "note": text["note"],
        }
    )
    return frame.assign(precedence=precedence.ranks(frame))


def _scaled(printed: pd.Series, unit: pd.Series) -> list[float]:
    """Printed decimals in base units, multiplied exactly: 103.309 billion is 103309000000."""
    return [
        float(Decimal(number) * Decimal(str(UNITS[name].factor)))
        for number, name in zip(printed, unit, strict=True)
    ]


_DIMENSIONS = ["statistic", "reporter", "partner", "flow", "product", "measure", "span", "period"]


def statements(text: pd.DataFrame) -> pd.DataFrame:
    """Settlement statements, `share` and `precision` in percent, by date."""
    return text.assign(
        date=_dates(text["date"]),
        share=text["share"].astype(float),
        precision=text["precision"].astype(float),
    ).sort_values(["date", "of_what", "source"], ignore_index=True)


def events(text: pd.DataFrame) -> pd.DataFrame:
    """Events by date."""
    return text.assign(date=_dates(text["date"])).sort_values(
        ["date", "name_en"], ignore_index=True
    )


def capacity(text: pd.DataFrame) -> pd.DataFrame:
    """Capacity facts as printed, by subject."""
    return text.assign(value=text["value"].astype(float)).sort_values(
        ["subject", "date", "measure", "source"], ignore_index=True
    )


def documents(sources: pd.DataFrame) -> pd.DataFrame:
    """The documents, `released` being the last day that a partial publication date may mean."""
    return sources.assign(released=_dates(sources["published"].map(last_day))).sort_values(
        "id", ignore_index=True
    )
