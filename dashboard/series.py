"""The monthly series as a list: what each is called and how far it reaches."""

from __future__ import annotations

import pandas as pd

from etl.marts._series import SERIES


def identifiers(frame: pd.DataFrame) -> pd.Series:
    """The id of each row's series: what names it, joined by '.'; '-' where nothing applies."""
    parts = [frame[column].replace("", "-").str.replace("/", "-per-") for column in SERIES]
    return parts[0].str.cat(parts[1:], sep=".")


def named_by(identifier: str) -> dict[str, str]:
    """What names the series with an id, by column; empty for a text that is none."""
    parts = ["" if part == "-" else part.replace("-per-", "/") for part in identifier.split(".")]
    return dict(zip(SERIES, parts, strict=True)) if len(parts) == len(SERIES) else {}


def listed(frame: pd.DataFrame) -> pd.DataFrame:
    """Every series: `id`, what names it, `first` and `last` month, `count` of figures."""
    groups = frame.assign(id=identifiers(frame)).groupby(["id", *SERIES], as_index=False)
    return groups.agg(first=("start", "min"), last=("start", "max"), count=("value", "count"))
