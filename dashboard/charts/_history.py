"""What charts show over all time, kept while its snapshot is in memory.

Most of a chart's work is the same whatever months a reader chooses: what the figures are, and how
they changed. A reader who moves the months waits only for what is cut and drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec

import pandas as pd

from dashboard.shelf import SnapshotTables
from dashboard.view import View, of_all_time

Tables = Mapping[str, pd.DataFrame]
More = ParamSpec("More")
History = Callable[Concatenate[Tables, View, More], pd.DataFrame]


def history(compute: History[More]) -> History[More]:
    """Keep what a function of tables and a view gives; it is asked without the view's months."""

    @wraps(compute)
    def kept(tables: Tables, view: View, *more: More.args, **named: More.kwargs) -> pd.DataFrame:
        whole = of_all_time(view)
        if not isinstance(tables, SnapshotTables):
            return compute(tables, whole, *more, **named)
        key = (compute, whole, *more, *named.items())
        return tables.kept(key, lambda: compute(tables, whole, *more, **named))

    return kept
