"""Two sides of trade: exports against imports, one report against the other."""

from __future__ import annotations

import pandas as pd

from dashboard.measures.structure import refuse_negative


def balance(exports: pd.Series, imports: pd.Series) -> pd.Series:
    """Exports minus imports, in their unit; missing where either is."""
    return exports - imports


def cover_ratio(exports: pd.Series, imports: pd.Series) -> pd.Series:
    """Exports as a percentage of imports (UNCTAD, Handbook of Statistics: coverage ratio).

    Missing where either is missing or there are no imports. Raises UndefinedMeasureError for a
    negative value.
    """
    refuse_negative(exports, imports)
    return (exports / imports.where(imports != 0)) * 100


def mirror_gap(one: pd.Series, other: pd.Series) -> pd.DataFrame:
    """What one side reports minus what the other does: `gap` in their unit, `percent` of the mean.

    Symmetric, so that neither side is taken as the truth. Imports are CIF and exports FOB: a gap of
    some percent upwards on the importer's side is freight and insurance, not an error (UN, IMTS
    2010 Compilers Manual). Missing where either report is missing or both are zero. Raises
    UndefinedMeasureError for a negative value.
    """
    refuse_negative(one, other)
    mean = (one + other) / 2
    return pd.DataFrame(
        {"gap": one - other, "percent": (one - other) / mean.where(mean != 0) * 100}
    )
