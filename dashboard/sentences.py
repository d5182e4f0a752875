"""Three sentences that the data writes: what is newest, each with its documents and its period.

A sentence is said only where the figures carry it. Figures that were stated or estimated carry
none; provisional and derived ones say so; a change is said only where the printed digits leave no
doubt of its direction, and no finer than they allow. Every sentence is one whole message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from dashboard import measures
from dashboard.charts import Tables, settlement_statements
from dashboard.headlines import share_of_imports, sums
from dashboard.measures.series import year_starts
from dashboard.names import publisher
from dashboard.units import unit
from dashboard.view import View
from dashboard.words import Words, message, words

FINE, ROUGH = 0.1, 1.0
"""A change known within FINE percent is said with a decimal, within ROUGH without, else not."""
TURN_AFTER = 2
"""'The first rise since' needs at least so many months without one in between."""
DOCUMENTS_NAMED = 3

TURNS = {
    ("import", True): message(
        "In {period}, China’s imports from Russia rose {percent} % on the year, the first rise "
        "since {since}."
    ),
    ("import", False): message(
        "In {period}, China’s imports from Russia fell {percent} % on the year, the first fall "
        "since {since}."
    ),
    ("export", True): message(
        "In {period}, China’s exports to Russia rose {percent} % on the year, the first rise since "
        "{since}."
    ),
    ("export", False): message(
        "In {period}, China’s exports to Russia fell {percent} % on the year, the first fall since "
        "{since}."
    ),
}
TRADE = {
    True: message(
        "In {period}, trade between China and Russia came to {value} by China’s "
        "report, {percent} % more than a year before."
    ),
    False: message(
        "In {period}, trade between China and Russia came to {value} by China’s "
        "report, {percent} % less than a year before."
    ),
}
BALANCE = {
    True: message(
        "By China’s report, Russia sold China goods for {value} more than it bought in {period}."
    ),
    False: message(
        "By China’s report, Russia sold China goods for {value} less than it bought in {period}."
    ),
}
CRUDE = {
    True: message(
        "In {period}, China imported {tonnes} of Russian crude, {barrels} "
        "at {factor} barrels a tonne, {percent} % more than a year before."
    ),
    False: message(
        "In {period}, China imported {tonnes} of Russian crude, {barrels} "
        "at {factor} barrels a tonne, {percent} % less than a year before."
    ),
}
CAVEATS = {
    "provisional": message("The figures are provisional."),
    "derived": message("Not all of these figures were printed so: some follow from others."),
}


@dataclass(frozen=True)
class Sentence:
    """One statement: its text, its documents (ids joined by ' '), and the period it is about."""

    text: str
    source: str
    start: pd.Timestamp
    months: int


@dataclass(frozen=True)
class _Change:
    """A figure beside that of a year before, and how far printed digits leave the change open."""

    percent: float
    open: float
    period: pd.Timestamp
    months: int
    value: float
    source: str
    statuses: frozenset[str]

    @property
    def certain(self) -> bool:
        """Whether the direction is beyond doubt and the figures may carry a statement."""
        told = self.statuses <= {"published", *CAVEATS}
        least = max(self.open, 10**-self.digits / 2)  # what would be said as zero is no change
        return told and abs(self.percent) > least and self.open <= ROUGH

    @property
    def digits(self) -> int:
        """Decimals that the printed digits carry."""
        return 1 if self.open <= FINE else 0

    def said(self, say: Words) -> str:
        """The size of the change without its sign, as finely as it is known."""
        return say.number(abs(self.percent), self.digits)


def sentences(tables: Tables, view: View) -> list[Sentence]:
    """At most three sentences: on trade, on who sells what to whom, on energy or settlement."""
    say = words(view.lang)
    chosen = (_first((_turn, _trade), tables, say), _first((_share, _balance), tables, say))
    return [
        replace(
            sentence, text=sentence.text[:1].upper() + sentence.text[1:]
        )  # 'янв–июнь' begins it
        for sentence in (*chosen, _first((_crude, _said), tables, say))
        if sentence is not None
    ]


def _first(
    makers: Iterable[Callable[[Tables, Words], Sentence | None]], tables: Tables, say: Words
) -> Sentence | None:
    made = (maker(tables, say) for maker in makers)
    return next((sentence for sentence in made if sentence is not None), None)


def _changes(rows: pd.DataFrame) -> list[_Change]:
    """Each row (period, months, value, step, status, source) against a year before, in order."""
    if rows.empty:
        return []
    base = rows.assign(period=rows["period"] + pd.DateOffset(years=1))
    both = rows.merge(base, on=["period", "months"], suffixes=("", "_base"))
    both = both[both["value_base"] > 0].sort_values(["period", "months"])
    return [
        _Change(
            percent=(row.value / row.value_base - 1) * 100,
            open=50 * (row.step / row.value_base + row.step_base * row.value / row.value_base**2),
            period=row.period,
            months=row.months,
            value=row.value,
            source=measures.joined_sources((row.source, row.source_base)),
            statuses=frozenset((row.status, row.status_base)),
        )
        for row in both.itertuples()
    ]


def _with_caveat(text: str, statuses: Iterable[str], say: Words) -> str:
    """The sentence, and another one where a figure is not simply published."""
    found = [say(CAVEATS[status]) for status in CAVEATS if status in set(statuses)]
    return " ".join([text, *found])


def _turn(tables: Tables, say: Words) -> Sentence | None:
    """The newest month, where a flow turned: it rose or fell for the first time in a while."""
    months = tables["bilateral_monthly"]
    told = months[(months["reporter"] == "CHN") & (months["months"] == 1)]
    told = told.rename(columns={"value_usd": "value", "step_usd": "step"})
    for flow in ("import", "export"):
        changes = _changes(told[told["flow"] == flow])
        since = _first_since(changes)
        if since is None or changes[-1].period < told["period"].max():
            continue
        newest = changes[-1]
        text = say(
            TURNS[flow, newest.percent > 0],
            period=say.month(newest.period),
            percent=newest.said(say),
            since=say.month(since),
        )
        return _sentence(newest, text, say)
    return None


def _first_since(changes: list[_Change]) -> pd.Timestamp | None:
    """The last month that went the same way as the newest one, if all between went the other.

    None where a month between is missing or its direction in doubt, or the turn is too fresh.
    """
    if not changes or not changes[-1].certain:
        return None
    expected = changes[-1].period
    for between, change in enumerate(reversed(changes[:-1])):
        expected -= pd.DateOffset(months=1)
        if change.period != expected or not change.certain:
            return None
        if (change.percent > 0) == (changes[-1].percent > 0):
            return change.period if between >= TURN_AFTER else None
    return None


def _sentence(change: _Change, text: str, say: Words) -> Sentence:
    told = _with_caveat(text, change.statuses, say)
    return Sentence(told, change.source, change.period, int(change.months))


def _trade(tables: Tables, say: Words) -> Sentence | None:
    """Total trade of the newest year to date against the same months a year before."""
    both = sums(tables)
    rows = pd.DataFrame(
        {
            "period": year_starts(both["year"]),
            "months": both["months"],
            "value": both["total"],
            "step": both["step_usd_export"] + both["step_usd_import"],
            "status": _joint_status(both),
            "source": both["source_export"] + " " + both["source_import"],
        }
    )
    changes = _changes(rows)
    if not changes or not changes[-1].certain:
        return None
    newest = changes[-1]
    text = say(
        TRADE[newest.percent > 0],
        period=say.year_to(newest.period.year, int(newest.months)),
        value=unit("usd", say.language).told(newest.value, say),
        percent=newest.said(say),
    )
    return _sentence(newest, text, say)


def _joint_status(both: pd.DataFrame) -> pd.Series:
    """The weaker of two statuses."""
    order = ["published", "derived", "provisional"]
    ranks = [
        both[column].map(lambda status: order.index(status) if status in order else len(order))
        for column in ("status_export", "status_import")
    ]
    names = [*order, "other"]
    return pd.concat(ranks, axis=1).max(axis=1).map(lambda rank: names[int(rank)])


def _share(tables: Tables, say: Words) -> Sentence | None:
    """Russia's part of China's imports in the newest year to date that states both."""
    found = share_of_imports(tables)
    if found is None or not {found.status_import, found.status} <= {"published", *CAVEATS}:
        return None
    money = unit("usd", say.language)
    text = say(
        "Russia supplied {share} % of China’s imports in {period}: {part} of {whole}.",
        share=say.number(found.value_usd_import / found.value * 100, 1),
        period=say.year_to(found.year, found.months),
        part=money.number(found.value_usd_import / money.size, say, 1),
        whole=money.told(found.value, say, 0),
    )
    return Sentence(
        _with_caveat(text, (found.status_import, found.status), say),
        measures.joined_sources((found.source_import, found.source)),
        pd.Timestamp(int(found.year), 1, 1),
        int(found.months),
    )


def _balance(tables: Tables, say: Words) -> Sentence | None:
    """Who sold more in the newest year to date."""
    both = sums(tables)
    if both.empty:
        return None
    newest = next(both.tail(1).itertuples())
    surplus = newest.value_usd_import - newest.value_usd_export
    statuses = {newest.status_import, newest.status_export}
    doubtful = abs(surplus) <= (newest.step_usd_import + newest.step_usd_export) / 2
    if doubtful or not statuses <= {"published", *CAVEATS}:
        return None
    text = say(
        BALANCE[surplus > 0],
        value=unit("usd", say.language).told(abs(surplus), say),
        period=say.year_to(newest.year, newest.months),
    )
    return Sentence(
        _with_caveat(text, statuses, say),
        measures.joined_sources((newest.source_export, newest.source_import)),
        pd.Timestamp(int(newest.year), 1, 1),
        int(newest.months),
    )


def _crude(tables: Tables, say: Words) -> Sentence | None:
    """The newest month of crude from Russia against the same month a year before."""
    flows = tables["energy_flows"]
    crude = flows[
        (flows["product"] == "crude_oil")
        & (flows["statistic"] == "GACC")
        & (flows["partner"] == "RUS")
        & (flows["flow"] == "import")
        & (flows["unit"] == "t")
    ]
    changes = _changes(crude)
    if not changes or not changes[-1].certain:
        return None
    newest = changes[-1]
    daily = measures.barrels_per_day(
        *(pd.Series([each]) for each in (newest.value, newest.period, newest.months))
    )
    text = say(
        CRUDE[newest.percent > 0],
        period=say.month(newest.period, int(newest.months)),
        tonnes=unit("t", say.language).told(newest.value, say, 2),
        barrels=unit("bbl/d", say.language).told(daily.iloc[0], say, 2),
        factor=say.plain(measures.BARRELS_PER_TONNE),
        percent=newest.said(say),
    )
    return _sentence(newest, text, say)


def _said(tables: Tables, say: Words) -> Sentence | None:
    """The newest statement on roubles and yuan, told as what it is."""
    statement = settlement_statements.newest(tables)
    if statement is None:
        return None
    text = say(
        "Rouble and yuan in bilateral trade: {share}, said by {speaker} on {day}. That is a "
        "statement, not a statistic.",
        share=settlement_statements.share_said(statement, say),
        speaker=say(statement.speaker),
        day=say.day(statement.date),
    )
    return Sentence(text, statement.source, statement.date, 0)


def told(tables: Tables, view: View) -> list[Any]:
    """The sentences as a list, each with links to the documents that it rests on."""
    documents = tables["documents"].set_index("id")
    found = sentences(tables, view)
    items = [
        html.Li([each.text, " ", *_links(each, documents, words(view.lang))]) for each in found
    ]
    return [html.Ul(items, className="sentences")] if items else []


def _links(sentence: Sentence, documents: pd.DataFrame, say: Words) -> list[Any]:
    """A link a document, named by its publisher."""
    named = [documents.loc[name] for name in sentence.source.split()[:DOCUMENTS_NAMED]]
    links = [
        dmc.Anchor(
            publisher(each["publisher"], say), href=each["address"], size="sm", target="_blank"
        )
        for each in named
    ]
    return [part for link in links for part in (link, " ")]
