"""Bank of Russia: official rates of yuan and dollar, as averages of months.

What it rests on. The page https://www.cbr.ru/development/sxml/ documents XML_dynamic.asp with
date_req1, date_req2 (DD/MM/YYYY) and VAL_NM_RQ; several public clients show the reply: windows-1251
XML, a Record a day with Nominal and Value, a comma for the decimal point. The nominal changes
(10 yuan at times), so every day is divided by its own. An average is the mean of the days for which
the Bank set a rate; a month that has not ended has none.

What it leaves out: the currencies in which goods and services are settled, by flow and region. The
Bank's press release of 30 December 2014 announces that table, by quarter, currency and group of
countries; the references of a paper of 2023 give
https://www.cbr.ru/vfs/statistics/credit_statistics/cur_str.xlsx as its address. It ended with 2021.
The table by month and region that took its place in 2023 is told of by the press alone: neither its
address nor the sheets of either file were found in public code, in the public clients of the Bank,
in their documentation or on stored pages of its site. The data service
(https://www.cbr.ru/dataservice) answers in a known form, but what public programs ask it for
(balance of payments, rates, credit, surveys of firms) is not this, and its whole catalogue was not
seen. A layout that nobody has shown is not read by a guess: these figures come with the bundled
tables, where rows can be added by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from etl.archive import Document
from etl.errors import ReadError
from etl.sources import Parsed, Source, Visit
from etl.sources._readings import Row, parse_all, reading
from etl.text import xml_root

CURRENCIES = {"R01375": ("CNY_RUB", "RUB/CNY"), "R01235": ("USD_RUB", "RUB/USD")}
_DAY = "%d/%m/%Y"
_NOTE = "mean of the official rates of the month's days"


def fetch(visit: Visit) -> Iterator[Document]:
    """A reply a currency and year; years that are over are asked for once."""
    kept = {document.name for document in visit.kept}
    for year in range(int(visit.since[:4]), visit.today.year + 1):
        for currency, (product, _) in CURRENCIES.items():
            ended = year < visit.today.year
            name = f"{product} {year}" + ("" if ended else f" to {visit.today}")
            if name in kept and not visit.full:
                continue
            span = {
                "date_req1": dt.date(year, 1, 1).strftime(_DAY),
                "date_req2": dt.date(year, 12, 31).strftime(_DAY),
                "VAL_NM_RQ": currency,
            }
            address = f"{visit.address}/scripts/XML_dynamic.asp?{urlencode(span, safe='/')}"
            document = visit.ask(name, address, expects="xml")
            if document:
                yield document


def parse(documents: list[Document], today: dt.date) -> Iterator[Parsed]:
    """Averages by month."""
    return parse_all(
        "bank_of_russia", SOURCE.publisher, read, documents, today, subject="exchange_rates"
    )


def read(document: Document) -> Iterable[Row]:
    """The months that the reply covers whole; raises ReadError."""
    product, unit = next(
        (names for names in CURRENCIES.values() if document.name.startswith(names[0])), ("", "")
    )
    months: dict[str, list[Decimal]] = {}
    for day, rate in _days(_root(document)):
        months.setdefault(f"{day:%Y-%m}", []).append(rate)
    learned = document.learned or dt.date.today()
    for month, rates in months.items():
        if month < f"{learned:%Y-%m}":
            mean = sum(rates, Decimal()) / len(rates)
            measured = ("CBR", "", "", "", product, "rate")
            yield reading(measured, ("month", month), (f"{mean:.4f}", unit, "0.0001"), note=_NOTE)


def _root(document: Document) -> Element:
    root = xml_root(document.content)
    if root.tag != "ValCurs":
        raise ReadError(f"the reply begins with {root.tag!r}, not 'ValCurs'")
    return root


def _days(root: Element) -> Iterator[tuple[dt.date, Decimal]]:
    for record in root.iter("Record"):
        try:
            day = dt.datetime.strptime(record.attrib["Date"], "%d.%m.%Y").date()
            nominal = Decimal(record.findtext("Nominal", "").strip())
            value = Decimal(record.findtext("Value", "").strip().replace(",", "."))
            yield day, value / nominal
        except (KeyError, ValueError, InvalidOperation, ZeroDivisionError) as error:
            raise ReadError(f"a record is not a day's rate ({error!r})") from error


SOURCE = Source(
    name="bank_of_russia",
    publisher="Bank of Russia",
    licence="Official rates; cite the publisher",
    redistributable=True,
    cadence="daily rates, averaged by month",
    fetch=fetch,
    parse=parse,
    address="https://www.cbr.ru",
    release_days=(1, 11, 21),
    feeds=("exchange_rates",),
)
