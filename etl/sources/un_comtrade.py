"""UN Comtrade: China–Russia trade by HS chapter, energy by supplier, monthly; finer goods yearly.

What it rests on. The envelope and the 47 fields were seen in recorded replies; parameter names are
those of the official client. Without a key the preview gives 500 rows and one period a call; with
COMTRADE_API_KEY a call gives 100,000 rows and twelve periods. `getDa` names the periods that there
are, each with a checksum: a period is asked for again only when its checksum has changed. With a
key, headings and subheadings (HS4, HS6) of the pair come by year: by month they would be a million
rows, without a key they would be cut at 500.

Rows with breakdowns by second partner, transport and customs procedure repeat the totals: only
partner2 0, transport 0 and procedure C00 count. What China reported carries the statistic GACC,
what Russia reported (to 2021) FCS: the UN republishes their figures. The licence forbids passing
rows on: they stay in the user's own archive and store.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
import pandas as pd

from etl.archive import Document
from etl.errors import ReadError
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import parse_all

REPORTERS = {156: ("CHN", "GACC"), 643: ("RUS", "FCS")}
SUPPLIERS = {
    24: "AGO",
    36: "AUS",
    76: "BRA",
    104: "MMR",
    124: "CAN",
    170: "COL",
    360: "IDN",
    364: "IRN",
    368: "IRQ",
    398: "KAZ",
    414: "KWT",
    458: "MYS",
    496: "MNG",
    512: "OMN",
    566: "NGA",
    579: "NOR",
    598: "PNG",
    634: "QAT",
    682: "SAU",
    784: "ARE",
    795: "TKM",
    826: "GBR",
    842: "USA",
    860: "UZB",
    862: "VEN",
}
"""China's other suppliers of energy, by the publisher's own numbers (its partnerAreas.json)."""
PARTNERS = {156: "CHN", 643: "RUS", 0: "WLD"} | SUPPLIERS
FLOWS = {"M": "import", "X": "export"}
ENERGY = {
    "2701": "HS2701",
    "2702": "HS2702",
    "2709": "crude_oil",
    "2710": "oil_products",
    "271111": "lng",
    "271121": "pipeline_gas",
    "2716": "electricity",
}
SUPPLIED = ("2701", "2702", "2709", "271111", "271121")
KILOGRAM = 8
"""The publisher's code of this unit."""
CALLS_A_DAY = 450
"""Of the 500 that a free key allows; AMUR_COMTRADE_CALLS sets another budget."""
_CAPS = {True: 100_000, False: 500}
_PERIODS_A_CALL = {True: 12, False: 1}


def fetch(visit: Visit) -> Iterator[Document]:
    """What periods there are, then each period that is new or has changed, newest first.

    The day's budget of calls counts over runs: what is left undone is done on the next days.
    """
    most = int(os.environ.get("AMUR_COMTRADE_CALLS", CALLS_A_DAY))
    names = {document.name for document in visit.kept}
    for frequency in ("M", "A") if visit.key else ("M",):
        for reporter in REPORTERS:
            if visit.budget.spent >= most:
                return
            availability = _availability(visit, reporter, frequency)
            yield availability
            for name, address in _wanted(visit, reporter, frequency, checksums(availability)):
                if name in names and not visit.full:
                    continue
                if visit.budget.spent >= most:
                    return
                visit.budget.spend()
                document = visit.ask(name, address, _headers(visit), expects="json")
                if document:
                    yield document


def _availability(visit: Visit, reporter: int, frequency: str) -> Document:
    address = f"{visit.address}/public/v1/getDa/C/{frequency}/HS?reporterCode={reporter}"
    name = f"availability {REPORTERS[reporter][0]} {frequency}"
    visit.budget.spend()
    last = visit.newest(name)
    found = visit.ask(name, address, expects="json") or last
    if found is None:
        raise ReadError(f"{address} says that nothing changed, but nothing is kept of it.")
    # It tells how long it took: kept each time, it would call for a new snapshot without news.
    return last if last and checksums(last) == checksums(found) else found


def checksums(availability: Document) -> dict[str, str]:
    """The periods ('202412') that the publisher holds, each with its checksum; newest first."""
    rows = _data(availability)
    found = {str(row["period"]): str(row.get("datasetChecksum")) for row in rows}
    return dict(sorted(found.items(), reverse=True))


def _wanted(
    visit: Visit, reporter: int, frequency: str, known: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Name and address of each call; the name ends with a mark of what the periods hold now."""
    size = _PERIODS_A_CALL[visit.key is not None]
    groups: dict[str, list[str]] = {}
    for period in known:
        if period >= visit.since.replace("-", "")[: len(period)]:
            groups.setdefault(period[:4] if size > 1 else period, []).append(period)
    for group, members in groups.items():
        mark = hashlib.sha256(" ".join(known[each] for each in members).encode()).hexdigest()[:8]
        for question in _questions(reporter, frequency):
            name = f"{REPORTERS[reporter][0]} {group} {question.label} {mark}"
            yield name, _address(visit, reporter, frequency, _asked_of(group, members), question)


def _asked_of(group: str, periods: list[str]) -> list[str]:
    """What a call asks for: a period, or all months of a year, held or not.

    An address that grew with the months would be another one each time, and no reply would replace
    the one before.
    """
    return periods if group in periods else [f"{group}{month:02}" for month in range(1, 13)]


class _Question(NamedTuple):
    """What is asked of each period."""

    label: str
    goods: Iterable[str]
    partners: Iterable[int]
    flows: Iterable[str] = FLOWS


def _questions(reporter: int, frequency: str) -> Iterator[_Question]:
    other = next(code for code in REPORTERS if code != reporter)
    if frequency == "A":
        yield _Question("AG4", ["AG4"], [other, 0])
        yield _Question("AG6", ["AG6"], [other])
        return
    yield _Question("TOTAL", ["TOTAL"], [other, 0])
    yield _Question("AG2", ["AG2"], [other, 0])
    yield _Question("ENERGY", ENERGY, [other, 0])
    if REPORTERS[reporter][0] == "CHN":
        yield _Question("SUPPLIERS", SUPPLIED, SUPPLIERS, ["M"])


def _address(
    visit: Visit, reporter: int, frequency: str, periods: list[str], question: _Question
) -> str:
    path = "data/v1/get" if visit.key else "public/v1/preview"
    parameters = {
        "reporterCode": reporter,
        "partnerCode": ",".join(map(str, question.partners)),
        "period": ",".join(periods),
        "flowCode": ",".join(question.flows),
        "cmdCode": ",".join(question.goods),
        "partner2Code": 0,
        "motCode": 0,
        "customsCode": "C00",
        "maxRecords": _CAPS[visit.key is not None],
    }
    return f"{visit.address}/{path}/C/{frequency}/HS?{urlencode(parameters, safe=',')}"


def _headers(visit: Visit) -> dict[str, str]:
    return {"Ocp-Apim-Subscription-Key": visit.key} if visit.key else {}


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Values by month, and weights of energy goods."""
    return parse_all(
        "un_comtrade",
        SOURCE.publisher,
        read,
        [each for each in documents if not each.name.startswith("availability ")],
        today,
        kind="copy",
    )


class _Record(msgspec.Struct, gc=False):
    """The columns of a row that are read; the form has some forty more, which are passed over."""

    reporterCode: int  # noqa: N815 -- the publisher's own names
    partnerCode: int  # noqa: N815
    partner2Code: int  # noqa: N815
    flowCode: str  # noqa: N815
    cmdCode: str  # noqa: N815
    period: str | int
    motCode: int  # noqa: N815
    customsCode: str  # noqa: N815
    primaryValue: float  # noqa: N815
    netWgt: float | None = None  # noqa: N815
    altQty: float | None = None  # noqa: N815
    altQtyUnitCode: int | None = None  # noqa: N815


class _Reply(msgspec.Struct):
    data: list[_Record] | None = None
    error: Any = None


_FIGURE = ["reporterCode", "partnerCode", "flowCode", "period", "cmdCode"]
"""What a figure is told by."""


def read(document: Document) -> pd.DataFrame:
    """The rows of one reply; raises ReadError where it is cut short or counts twice."""
    records = _records(document)
    if len(records) >= _CAPS["/data/v1/" in document.address]:
        raise ReadError(f"{len(records)} rows: as many as a call may give, so some are missing")
    fields = _Record.__struct_fields__
    found = pd.DataFrame({name: [getattr(each, name) for each in records] for name in fields})
    parts = (found["partner2Code"] != 0) | (found["motCode"] != 0) | (found["customsCode"] != "C00")
    totals = found[~parts]
    if totals.duplicated(_FIGURE).any():
        raise ReadError("rows repeat a reporter, partner, flow, period and commodity")
    return _readings(totals)


def _records(document: Document) -> list[_Record]:
    try:
        reply = msgspec.json.decode(document.content, type=_Reply)
    except msgspec.ValidationError as error:
        missing = re.search(r"missing required field `(\w+)`", str(error))
        if missing:
            told = f"a row has no column '{missing[1]}': the form has changed"
            raise ReadError(told) from error
        raise ReadError(f"not the publisher's JSON ({error})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReadError(f"not the publisher's JSON ({error})") from error
    if reply.error:
        raise ReadError(f"the publisher says: {reply.error}")
    if reply.data is None:
        raise ReadError("not the publisher's JSON (it has no 'data')")
    return reply.data


def _readings(records: pd.DataFrame) -> pd.DataFrame:
    """Values, then weights of energy goods, in the columns of readings."""
    code = records["cmdCode"].astype("str")  # whatever an empty reply makes of it
    product = code.map(ENERGY | {"TOTAL": "TOTAL"}).fillna("HS" + code)
    reporters = {number: name for number, (name, _) in REPORTERS.items()}
    statistics = {number: name for number, (_, name) in REPORTERS.items()}
    period = records["period"].astype("str")
    yearly = period.str.len() == len("2024")
    values = pd.DataFrame(
        {
            "statistic": records["reporterCode"].map(statistics),
            "reporter": records["reporterCode"].map(reporters),
            "partner": records["partnerCode"].map(PARTNERS),
            "flow": records["flowCode"].map(FLOWS),
            "product": product,
            "measure": "value",
            "span": yearly.map({True: "year", False: "month"}),
            "period": period.where(yearly, period.str[:4] + "-" + period.str[4:]),
            "value": _cents(records["primaryValue"]),
            "unit": "USD",
            "precision": "1",
            "status": "published",
        }
    )
    kilograms = _kilograms(records)
    weighed = code.isin(ENERGY) & kilograms.notna()
    weights = values[weighed].assign(
        measure="quantity", value=_cents(kilograms[weighed]), unit="kg"
    )
    return pd.concat([values, weights], ignore_index=True)


def _kilograms(records: pd.DataFrame) -> pd.Series:
    """Net weight, or the other quantity where that is a weight; newer rows say 0 for unknown."""
    known = records[["netWgt", "altQty"]].astype(float).mask(lambda each: each == 0)
    weight = known["altQty"].where(records["altQtyUnitCode"] == KILOGRAM)
    return known["netWgt"].fillna(weight)


def _cents(numbers: pd.Series) -> list[str]:
    return [f"{number:.2f}" for number in numbers]


def _data(document: Document) -> list[dict[str, object]]:
    try:
        reply = json.loads(document.content)
        if reply.get("error"):
            raise ReadError(f"the publisher says: {reply['error']}")
        return list(reply["data"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError(f"not the publisher's JSON ({error!r})") from error


SOURCE = Source(
    name="un_comtrade",
    publisher="UN Comtrade",
    licence="United Nations; for the user's own use, rows may not be passed on",
    redistributable=False,
    cadence="weekly look for changed periods",
    fetch=fetch,
    parse=parse,
    address="https://comtradeapi.un.org",
    key_variable="COMTRADE_API_KEY",
    release_days=(1, 8, 15, 22),
    feeds=("trade_monthly", "denominators", "energy", "sectors"),
)
