"""A local server in the place of the publishers: pages in their form, with made-up figures."""

from __future__ import annotations

import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

import pandas as pd

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class Answer:
    """What the server says; `behaviour` spoils the sending: 'cut', 'endless' or 'drip'."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    behaviour: str = ""


Page = Answer | Callable[[dict[str, list[str]]], Answer]


@dataclass
class Publisher:
    """The pages by path, the requests that came, and the address."""

    address: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    queue: dict[str, list[Answer]] = field(default_factory=dict)

    def answer(self, path: str, query: dict[str, list[str]]) -> Answer:
        """What to say: queued answers first, each once."""
        if self.queue.get(path):
            return self.queue[path].pop(0)
        page = self.pages.get(path, Answer(b"no such page", 404))
        return page(query) if callable(page) else page


@contextmanager
def publishing() -> Iterator[Publisher]:
    """Run the server until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    publisher = Publisher(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"publisher": publisher})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield publisher
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    publisher: Publisher

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.publisher.asked.append(self.path)
        self.publisher.headers.append(dict(self.headers))
        answer = self.publisher.answer(parts.path, parse_qs(parts.query))
        tag = answer.headers.get("ETag")
        if tag and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(answer.status)
        length = len(answer.body) * (2 if answer.behaviour == "cut" else 1)
        if answer.behaviour not in ("endless", "drip"):
            self.send_header("Content-Length", str(length))
        self.send_header("Content-Type", answer.kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        try:
            self.wfile.write(answer.body)
            while answer.behaviour in ("endless", "drip"):
                self.wfile.write(b"x" * (70_000 if answer.behaviour == "endless" else 1))
                time.sleep(0.01)
        except OSError:
            return  # the client has had enough, as it should

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def as_json(content: object, status: int = 200) -> Answer:
    """An answer of JSON."""
    return Answer(json.dumps(content).encode(), status, "application/json; charset=utf-8")


def index_page(pages: dict[int, str], title: str = "") -> Answer:
    """China Customs' index: a row a table, a link a month that is published, unquoted."""
    title = title or "（2）Imports and Exports by Country （Region） of Origin/Destination"
    cells = "".join(
        f"<a href=http://english.customs.gov.cn{pages[at]}> {name}.</a>"
        if at in pages
        else f"<span>{name}.</span>"
        for at, name in enumerate(MONTHS, start=1)
    )
    rows = f"<tr><td>{title}</td><td>{cells}</td></tr>"
    other = "<tr><td>（3）Composition</td><td><a href=http://elsewhere.example/x.html>Jan.</a></td>"
    table = f"<table><thead><tr><th>Title</th><th>Month</th></tr></thead>{rows}{other}</table>"
    return Answer(f"<html><body>{table}</body></html>".encode())


def bulletin_page(
    year: int, month: int, exports: int, imports: int, ytd: tuple[int, int], unit: str = "US$1,000"
) -> Answer:
    """China Customs' bulletin table by country, in thousand dollars."""
    title = f"（2）Imports and Exports by Country （Region） of Origin/Destination,{month}.{year}"
    cells = [exports + imports, sum(ytd), exports, ytd[0], imports, ytd[1]]
    spans = [str(month), f"1to{month}"] * 3
    if month == 1:
        cells, spans = [exports + imports, exports, imports], ["1"] * 3
    per = 1 if month == 1 else 2
    groups = "".join(f"<td colspan={per}>{name}</td>" for name in ("Total", "Exports", "Imports"))
    head = "".join(f"<td>{span}</td>" for span in spans)
    changes = "<td>Total</td><td>Exports</td><td>Imports</td>"
    numbers = "".join(f"<td><span>{number:,}&nbsp;</span></td>" for number in cells)
    width = len(cells) + 4
    table = (
        f"<table><tr><td colspan={width}>{title}</td></tr>"
        f"<tr><td colspan={width}>Unit:{unit}</td></tr>"
        f"<tr><td rowspan=2>Country （Region）</td>{groups}"
        f"<td colspan=3>Percentage Change</td></tr>"
        f"<tr>{head}{changes}</tr>"
        f"<tr><td>Asia:</td>{numbers}<td>1</td><td>2</td><td>3</td></tr>"
        f"<tr><td>&nbsp;Russia</td>{numbers}<td>1</td><td>2</td><td>3</td></tr>"
        f"<tr><td colspan={width}>Note: Russia is counted in Europe.</td></tr></table>"
    )
    page = (
        f"<html><head><title>{title}</title></head><body><div class='atcl-ttl'>{title}</div>"
        f"<div class='atcl-date'>{year}/{month:02d}/22</div>{table}</body></html>"
    )
    return Answer(page.encode())


def rates_page(query: dict[str, list[str]]) -> Answer:
    """The Bank of Russia's rates: two days of each February asked for, the nominal changing."""
    year = query["date_req1"][0][-4:]
    records = "".join(
        f'<Record Date="{day:02d}.02.{year}" Id="R"><Nominal>{nominal}</Nominal>'
        f"<Value>{value}</Value></Record>"
        for day, nominal, value in ((1, 10, "110,0000"), (2, 1, "13,0000"))
    )
    head = '<?xml version="1.0" encoding="windows-1251"?>'
    page = f'{head}<ValCurs ID="R" name="Рынок">{records}</ValCurs>'
    return Answer(page.encode("windows-1251"), kind="application/xml; charset=windows-1251")


def comtrade_rows(
    reporter: int,
    periods: list[str],
    commodities: list[str],
    value: float = 1_000_000.0,
    partners: Sequence[int] = (),
) -> list[dict[str, object]]:
    """Rows of UN Comtrade's `data`, with a breakdown row that must not be counted.

    The partner is the other of the pair, unless others are named.
    """
    common = {"typeCode": "C", "freqCode": "M", "customsCode": "C00", "motCode": 0}
    return [
        {
            **common,
            "reporterCode": reporter,
            "partnerCode": partner,
            "partner2Code": second,
            "period": period,
            "flowCode": flow,
            "cmdCode": commodity,
            "primaryValue": value,
            "netWgt": 2_000_000.0,
        }
        for period in periods
        for flow in ("M", "X")
        for commodity in commodities
        for partner in partners or [643 if reporter == 156 else 156]
        for second in (0, partner)
    ]


def comtrade_answer(
    query: dict[str, list[str]],
    usual: float = 1_000_000.0,
    values: Mapping[tuple[str, str], float] = MappingProxyType({}),
) -> Answer:
    """UN Comtrade's answer on China's months: the usual value but where `values` has another.

    `values` has periods with commodities; of the chapters there are two, of the world nothing.
    """
    goods = ["27", "87"] if query["cmdCode"] == ["AG2"] else query["cmdCode"][0].split(",")
    partners = [int(each) for each in query["partnerCode"][0].split(",") if each != "0"]
    rows = [
        row
        for period in query["period"][0].split(",")
        for code in goods
        for row in comtrade_rows(
            156, [period], [code], values.get((period, code), usual), partners=partners
        )
        if row["flowCode"] in query["flowCode"][0].split(",")
    ]
    return as_json({"data": rows, "error": ""})


def sector_page(year: int, month: int, flow: str, rows: dict[str, tuple[int, int]]) -> Answer:
    """China Customs' table of a flow by country and HS division: a percentage row under each."""
    title = f"（15）{flow} by Selected Countries （Regions） and by HS Divisions,{month}.{year}"
    head = "".join(f"<td colspan=2>{name}</td>" for name in ("Japan", "Russia"))
    spans = f"<td>{month}</td><td>1to{month}</td>" * 2
    lines = "".join(
        f"<tr><td>{label}</td><td>1</td><td>2</td><td>{at:,}</td><td>{to_date:,}</td></tr>"
        "<tr><td></td><td>1.0</td><td>2.0</td><td>3.0</td><td>4.0</td></tr>"
        for label, (at, to_date) in rows.items()
    )
    table = (
        f"<table><tr><td colspan=5>{title}</td></tr><tr><td colspan=5>Unit:US$1,000</td></tr>"
        f"<tr><td rowspan=2>HS Divisions</td>{head}</tr><tr>{spans}</tr>{lines}</table>"
    )
    page = (
        f"<html><head><title>{title}</title></head><body><div class='atcl-ttl'>{title}</div>"
        f"<div class='atcl-date'>{year}/{month:02d}/25</div>{table}</body></html>"
    )
    return Answer(page.encode())


PINK_NAMES = ("Crude oil, Brent", "Crude oil, Dubai", "Coal, Australian **")
PINK_GASES = ("Natural gas, Europe", "Liquefied natural gas, Japan")
PINK_UNITS = ("($/bbl)", "($/bbl)", "($/mt)", "($/mmbtu)", "($/mmbtu)")


def pink_sheet(months: dict[str, tuple[object, ...]], units: tuple[str, ...] = PINK_UNITS) -> bytes:
    """The World Bank's workbook of monthly prices, the third column without its footnote marks."""
    rows = [
        ["World Bank Commodity Price Data (The Pink Sheet)"],
        ["monthly prices in nominal US dollars"],
        ["Updated on November 03, 2026"],
        ["", *PINK_NAMES, *PINK_GASES],
        ["", *units],
        *([month, *prices] for month, prices in months.items()),
    ]
    buffer = io.BytesIO()
    width = len(rows[-1])
    frame = pd.DataFrame([row + [""] * (width - len(row)) for row in rows])
    frame.to_excel(buffer, sheet_name="Monthly Prices", index=False, header=False)
    return buffer.getvalue()


PINK_LINK = "/en/doc/0123-0050012026/related/CMO-Historical-Data-Monthly.xlsx"


def commodity_page() -> Answer:
    """The World Bank's page that links the workbook."""
    link = f'<a href="https://thedocs.worldbank.org{PINK_LINK}">Monthly prices</a>'
    return Answer(f"<html><body>{link}</body></html>".encode())


BACI_LINES = (
    *("156,643,270900,1.000,NA", "156,643,870323,2000.000,  12.500", "156,276,870323,50.000,1.0"),
    *("643,156,270900,5000.000,10000.000", "643,156,271111,300.000,", "643,276,270900,70.000,9.0"),
    *("276,156,870323,900.000,3.0", "276,251,010121,7.000,1.0"),
)


def baci_zip(release: str, lines: tuple[str, ...] = BACI_LINES, years: int = 2) -> bytes:
    """CEPII's archive of a release, with lists beside the tables of years."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"country_codes_V{release}.csv", "\ufeffcountry_code,country_name\n")
        for year in range(2025 - years, 2025):
            text = "t,i,j,k,v,q\n" + "".join(f"{year},{line}\n" for line in lines)
            archive.writestr(f"BACI_HS92_Y{year}_V{release}.csv", text)
    return buffer.getvalue()
