"""Months of a series from published months and year-to-date figures.

The rules (docs/methods.md): a published month is used as it is. A month is derived from
year-to-date figures only where none was published, and is marked `derived`; a flow is derived as
total minus the other flow likewise. January and February stay one row of two months unless one of
them can be known. A derived month whose possible error, from the printed digits, exceeds
`MAX_RELATIVE_STEP` is left out: a hole is better than noise.
"""

from __future__ import annotations

import ibis
from ibis import ir

from etl.marts._best import SERIES, best_readings

MAX_RELATIVE_STEP = 0.03
"""Largest step of a derived figure, relative to the figure."""

FIRM = ("published", "provisional")
HEDGED_STEP = 0.001
"""A figure hedged with 'about' is used only if it was printed at least this finely."""

_CARRIED = [*SERIES, "start", "months", "value", "step", "status", "source", "vintage"]


def month_rows(readings: ir.Table) -> ir.Table:
    """Rows of one month, and of January–February together where these cannot be parted.

    Takes `firm` readings of additive measures (value, quantity, number). Gives the series' columns
    with start, months (1 or 2), value, step, status (published, provisional, stated, derived),
    source and vintage. Documents of a derived value are joined by ' ' in `source`.
    """
    intervals = _intervals(readings)
    months = intervals.filter(intervals.months == 1)
    sums = _from_january(intervals)
    for differences in (_successive, _within_two_months, _around_a_known_month):
        months = ibis.union(months, _still_missing(differences(sums, months), months))
    january_february = sums.filter(sums.months == 2).anti_join(months, [*SERIES, "start"])
    return ibis.union(months, january_february)


def year_to_date_rows(readings: ir.Table) -> ir.Table:
    """Rows from January to each month for which such a figure is known, whole years included."""
    return _from_january(_intervals(readings))


def year_rows(readings: ir.Table) -> ir.Table:
    """Rows of whole years: published; else a flow as total minus the other; else twelve months."""
    intervals = _intervals(readings)
    years = intervals.filter(intervals.months == 12)
    return ibis.union(years, _summed(month_rows(readings)).anti_join(years, [*SERIES, "start"]))


def _summed(months: ir.Table) -> ir.Table:
    """Years of which all twelve months are known, as their sum."""
    dated = months.mutate(start=_january(months))
    years = dated.group_by([*SERIES, "start"]).agg(
        months=dated.months.sum(),
        value=dated.value.sum().round(2),
        step=dated.step.sum(),
        status=ibis.literal("derived"),
        source=_documents(dated.source.group_concat(" ").split(" ")),
        vintage=dated.vintage.max(),
    )
    return years.filter(years.months == 12).select(_CARRIED)


def _intervals(readings: ir.Table) -> ir.Table:
    """The best reading of every interval, flows completed."""
    return with_missing_flow(best_readings(readings).select(_CARRIED))


def _from_january(intervals: ir.Table) -> ir.Table:
    return intervals.filter((intervals.start.month() == 1) & (intervals.months.between(1, 12)))


def firm(readings: ir.Table, statuses: tuple[str, ...] = FIRM) -> ir.Table:
    """The readings that a series may rest on, with days instead of times.

    'About 24.56' is rounding and stays; 'about 20' or 'over 8' says too little of a month.
    """
    rounded = (readings.qualifier == "about") & (readings.step <= readings.value * HEDGED_STEP)
    kept = readings.filter(readings.status.isin(statuses), (readings.qualifier == "") | rounded)
    return kept.mutate(start=kept.start.date(), vintage=kept.vintage.date())


def with_missing_flow(intervals: ir.Table) -> ir.Table:
    """Add export, import or total where only the two others are known for an interval."""
    keys = [column for column in [*SERIES, "start", "months"] if column != "flow"]
    result = intervals
    for missing, known, other, sign in (
        ("export", "total", "import", -1),
        ("import", "total", "export", -1),
        ("total", "export", "import", 1),
    ):
        left = intervals.filter(intervals.flow == known)
        right = intervals.filter(intervals.flow == other)
        joined = left.join(right, keys, rname="{name}_other")
        derived = _combined(joined, joined.value + sign * joined.value_other)
        derived = derived.mutate(flow=ibis.literal(missing))
        present = intervals.filter(intervals.flow == missing)
        absent = derived.anti_join(present, keys)
        result = ibis.union(result, _precise(absent).select(_CARRIED))
    return result


def _combined(joined: ir.Table, value: ir.Value) -> ir.Table:
    """A derived row from a join of two (suffix `_other`): steps add, the later vintage counts."""
    return joined.mutate(
        value=value.round(2),  # cents: what is beyond them is the noise of binary fractions
        step=joined.step + joined.step_other,
        status=ibis.literal("derived"),
        source=_documents(joined.source.split(" ").concat(joined.source_other.split(" "))),
        vintage=ibis.greatest(joined.vintage, joined.vintage_other),
    )


def _documents(names: ir.ArrayValue) -> ir.Value:
    """The documents of a derived value, each once, joined by ' '."""
    return names.unique().sort().join(" ")


def _precise(derived: ir.Table) -> ir.Table:
    return derived.filter(derived.step <= derived.value.abs() * MAX_RELATIVE_STEP)


def _still_missing(candidates: ir.Table, months: ir.Table) -> ir.Table:
    """The most precise candidate of each month that `months` does not hold."""
    missing = _precise(candidates).anti_join(months, [*SERIES, "start"])
    window = ibis.window(group_by=[*SERIES, "start"], order_by=[missing.step, missing.source])
    ranked = missing.mutate(place=ibis.row_number().over(window))
    return ranked.filter(ranked.place == 0).select(_CARRIED)


def _successive(sums: ir.Table, months: ir.Table) -> ir.Table:
    """January–n minus January–(n-1)."""
    earlier = sums.mutate(months=sums.months + 1)
    joined = sums.join(earlier, [*SERIES, "start", "months"], rname="{name}_other")
    month = _combined(joined, joined.value - joined.value_other)
    return _as_month(month, month.months)


def _within_two_months(sums: ir.Table, months: ir.Table) -> ir.Table:
    """January from January–February minus February, and the reverse."""
    both = sums.filter(sums.months == 2)
    known = months.filter(months.start.month() <= 2)
    known = known.mutate(number=known.start.month(), start=_january(known))
    joined = both.join(known, [*SERIES, "start"], rname="{name}_other")
    month = _combined(joined, joined.value - joined.value_other)
    return _as_month(month, 3 - joined.number)


def _around_a_known_month(sums: ir.Table, months: ir.Table) -> ir.Table:
    """Of two months between year-to-date figures, the one that is missing beside the known one."""
    earlier = sums.mutate(months=sums.months + 2)
    pairs = sums.join(earlier, [*SERIES, "start", "months"], rname="{name}_other")
    two = _combined(pairs, pairs.value - pairs.value_other).select(_CARRIED)
    known = months.mutate(number=months.start.month(), start=_january(months))
    joined = two.join(known, [*SERIES, "start"], rname="{name}_other")
    last_known = joined.filter(joined.number == joined.months)
    first_known = joined.filter(joined.number == joined.months - 1)
    return ibis.union(
        _as_month(
            _combined(last_known, last_known.value - last_known.value_other), last_known.months - 1
        ),
        _as_month(
            _combined(first_known, first_known.value - first_known.value_other), first_known.months
        ),
    )


def _january(table: ir.Table) -> ir.Value:
    return ibis.date(table.start.year(), 1, 1)


def _as_month(table: ir.Table, number: ir.Value) -> ir.Table:
    """The row as one month, the `number`th of its year."""
    start = ibis.date(table.start.year(), number, 1)
    return table.mutate(start=start, months=ibis.literal(1, "int64")).select(_CARRIED)
