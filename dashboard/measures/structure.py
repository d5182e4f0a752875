"""Parts of a whole: shares, concentration, dependence, intensity."""

from __future__ import annotations

import pandas as pd

from etl.errors import UndefinedMeasureError


def shares(values: pd.Series) -> pd.Series:
    """Shares of the sum of all parts, in percent.

    Raises UndefinedMeasureError for a part that is missing or negative, or a whole of zero.
    """
    if values.isna().any():
        raise UndefinedMeasureError("A part has no value, so the whole and its shares are unknown.")
    if (values < 0).any() or values.sum() == 0:
        raise UndefinedMeasureError(
            "Shares need parts that are not negative and a whole that is not zero."
        )
    return values / values.sum() * 100


def concentration(values: pd.Series) -> float:
    """Herfindahl–Hirschman index: the sum of squared shares, from 1/n (even) to 1 (one part alone).

    Depends on how finely the parts are told: say the level (chapters, suppliers) beside it.
    Hirschman, National Power and the Structure of Foreign Trade (1945). Raises as `shares` does.
    """
    return float(((shares(values) / 100) ** 2).sum())


def effective_number(values: pd.Series) -> float:
    """How many equal parts would be as concentrated: the inverse of the index (Laakso, Taagepera).

    Raises as `shares` does.
    """
    return 1 / concentration(values)


def dependence(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Share of a partner in a country's flow, in percent: part / whole × 100.

    Both of one report, flow, product, period and unit. Missing where either is missing or the whole
    is zero. Raises UndefinedMeasureError for a negative value or a part above its whole.
    """
    refuse_negative(part, whole)
    if (part > whole).any():
        raise UndefinedMeasureError(
            "A partner's trade is larger than the trade with the world: they are not of one report."
        )
    return part / whole.where(whole != 0) * 100


def mutual_dependence(flow: pd.Series, imports: pd.Series, exports: pd.Series) -> pd.DataFrame:
    """One flow seen from both ends, in percent: what it is to the buyer, and to the seller.

    `imports` are all imports of the buyer, `exports` all exports of the seller. Gives `of_imports`
    and `of_exports`. Where the flow and a total are of two reports (CIF against FOB), that share is
    some percent too high or low. Raises as `dependence` does.
    """
    return pd.DataFrame(
        {"of_imports": dependence(flow, imports), "of_exports": dependence(flow, exports)}
    )


def trade_intensity(
    flow: pd.Series, exports: pd.Series, world_to_partner: pd.Series, world: pd.Series
) -> pd.Series:
    """How much more a country sells to a partner than the world does; 1 is 'as much'.

    (flow / exports) / (world_to_partner / world): the partner's share in the country's exports over
    its share in the exports of the world (UN ESCAP, Trade Statistics in Policymaking). No unit; all
    four in one unit and of one period. Missing where one is missing or a divisor is zero. Raises as
    `dependence` does.
    """
    usual = dependence(world_to_partner, world)
    return dependence(flow, exports) / usual.where(usual != 0)


def refuse_negative(*values: pd.Series) -> None:
    """Raise UndefinedMeasureError where a value is below zero."""
    if any((each < 0).any() for each in values):
        raise UndefinedMeasureError("Trade below zero cannot be: the figures are not levels.")
