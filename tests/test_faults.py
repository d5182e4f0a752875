"""Everything that can go wrong with a publisher, one row each, against a real local server.

For each fault: bounded time, the other sources carry on, nothing partial is published, what came is
kept, the message names source, request and remedy, and `amur status` shows it until it heals.
"""

from __future__ import annotations

import dataclasses
import errno
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl import files
from etl.archive import Archive
from etl.cli import app
from etl.errors import UnwritableError
from etl.health import Health, read_health
from etl.refresh import Wish, refresh
from etl.settings import Settings
from etl.store import Store
from tests.conftest import TODAY
from tests.publishers import Answer, Publisher, as_json, bulletin_page, rates_page
from tests.test_live_refresh import BACI, GDP, IMTS_PATH, LIVE, MAY, QUICK, publisher, run
from tests.test_more_sources import MEMBER as BACI_MEMBER
from tests.test_more_sources import zipped
from tests.test_sources import IMTS

__all__ = ["publisher"]

pytestmark = pytest.mark.usefixtures("few_marts")

SECONDS = 60
"""Far more than the limits add up to, since the machine may be busy."""
RATES = "/scripts/XML_dynamic.asp"
MONTHLY = f"{IMTS_PATH}CHN+RUS+G001.M"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b"<ValCurs>&b;</ValCurs>"
)
SWELLING = zipped(BACI_MEMBER, b"0" * 10_000_000)


def gdp(*rows: dict[str, object]) -> Answer:
    return as_json([{"pages": 1}, [{"countryiso3code": "RUS", **row} for row in rows]])


def imts(text: str) -> Answer:
    return Answer(text.encode(), kind="application/vnd.sdmx.data+csv")


def xml(content: bytes) -> Answer:
    return Answer(content, kind="application/xml")


def bulletin(old: str, new: str) -> Answer:
    page = bulletin_page(2026, 5, 9_000_000, 12_000_000, (45_000_000, 60_000_000)).body.decode()
    assert old in page
    return Answer(page.replace(old, new).encode())


@dataclass(frozen=True)
class Fault:
    """Which source says what in the place of its answer, and the words that Amur finds for it."""

    source: str
    path: str
    answer: Answer
    words: str


FAULTS = {
    "429": Fault("world_bank", GDP, Answer(status=429), "Try again in an hour"),
    "429 with Retry-After": Fault(
        "world_bank", GDP, Answer(status=429, headers={"Retry-After": "1"}), "Try again in an hour"
    ),
    "500": Fault("world_bank", GDP, Answer(b"oh", 500), "answered 500"),
    "502": Fault("world_bank", GDP, Answer(b"oh", 502), "answered 502"),
    "503": Fault("world_bank", GDP, Answer(b"oh", 503), "in trouble. Try again later"),
    "a connection cut halfway": Fault(
        "world_bank", GDP, Answer(b"[{", kind="application/json", behaviour="cut"), "broke"
    ),
    "a reply that never ends": Fault(
        "world_bank", GDP, Answer(b"[", kind="application/json", behaviour="drip"), "still sending"
    ),
    "a reply far over the bound": Fault(
        "world_bank", GDP, Answer(b"[", kind="application/json", behaviour="endless"), "more than"
    ),
    "truncated JSON": Fault(
        "world_bank", GDP, Answer(b'[{"pages": 1}, [{', kind="application/json"), "JSON"
    ),
    "HTML in the place of JSON": Fault(
        "world_bank", GDP, Answer(b"<html>prove it</html>"), "wall against robots"
    ),
    "HTML that calls itself JSON": Fault(
        "world_bank", GDP, Answer(b"<html></html>", kind="application/json"), "JSON"
    ),
    "a renamed key": Fault("world_bank", GDP, gdp({"date": "2023", "worth": 1}), "no 'value'"),
    "a renamed column": Fault(
        "imf_imts", MONTHLY, imts(IMTS.replace("OBS_VALUE", "VALUE")), "OBS_VALUE"
    ),
    "a cell that is no number": Fault(
        "imf_imts", MONTHLY, imts(IMTS.replace("8000000000", "many")), "not in the form"
    ),
    "a wrong unit": Fault("china_customs", MAY, bulletin("US$1,000", "Euro"), "unit row"),
    "a renamed heading": Fault("china_customs", MAY, bulletin("Exports<", "Gifts<"), "no columns"),
    "a duplicate key": Fault(
        "world_bank", GDP, gdp(*[{"date": "2023", "value": 1}] * 2), "duplicate key"
    ),
    "a future date": Fault("world_bank", GDP, gdp({"date": "2031", "value": 1}), "has ended by"),
    "a refused key": Fault("un_comtrade", "/public/v1/getDa/C/M/HS", Answer(status=401), "a valid"),
    "a spent quota": Fault("un_comtrade", "/public/v1/getDa/C/M/HS", Answer(status=403), "quota"),
    "an empty reply": Fault("world_bank", GDP, Answer(b"", kind="application/json"), "JSON"),
    "an empty page": Fault("china_customs", MAY, Answer(b""), "no HTML"),
    "a redirect to another host": Fault(
        "world_bank",
        GDP,
        Answer(b"moved", 302, headers={"Location": "http://other.example/"}),
        "redirected to other.example",
    ),
    "XML with entity expansion": Fault("bank_of_russia", RATES, xml(BOMB), "publisher's XML"),
    "a zip that grows a thousandfold": Fault(
        "cepii_baci", BACI, Answer(SWELLING, kind="application/zip"), "would unpack to"
    ),
    "a zip cut off at its end": Fault(
        "cepii_baci",
        BACI,
        Answer(SWELLING[:-30], kind="application/zip"),
        "not the publisher's zip",
    ),
    "an unknown encoding": Fault(
        "bank_of_russia",
        RATES,
        xml(b'<?xml version="1.0" encoding="klingon"?><ValCurs/>'),
        "publisher's XML",
    ),
    "a page in no known encoding": Fault(
        "china_customs", MAY, Answer(b"\xff\xff\xff\xff"), "neither UTF-8 nor GB18030"
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_bounded_told_kept_and_heals(
    fault: Fault, small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMUR_DATA", str(small.data))
    well, publisher.pages[fault.path] = publisher.pages[fault.path], fault.answer
    begun = time.monotonic()
    other = "imf_imts" if fault.source != "imf_imts" else "world_bank"
    health = run(small, fault.source, other).health
    assert time.monotonic() - begun < SECONDS
    told = trouble(health[fault.source])
    assert fault.words in told
    assert told.startswith(f"{fault.source}: ") or f" {fault.source}: " in told
    assert publisher.address in told
    assert not trouble(health[other])
    assert figures(small, fault.source, fault.path) == 0
    assert is_kept(small, fault)
    assert fault.words in status()
    publisher.pages[fault.path] = well
    assert trouble(run(small, fault.source).health[fault.source]) == ""
    assert figures(small, fault.source, fault.path) > 0
    assert fault.words not in status()


def trouble(health: Health) -> str:
    """All that is told of a source, in one line."""
    return " ".join([health.failure or "", *health.set_aside.values()]).strip()


def status() -> str:
    text = CliRunner().invoke(app, ["status"], env={"COLUMNS": "1000"}).stdout
    return " ".join(text.split())


def figures(settings: Settings, feed: str, path: str) -> int:
    """How many published figures were read at an address of a source."""
    snapshot = Store(settings.store).current()
    documents = snapshot.table("documents")
    there = documents[documents["feed"] == feed]
    # What is spoilt of Comtrade only says what to ask for; CEPII's page is the address of all.
    if feed not in ("un_comtrade", "cepii_baci"):
        there = there[there["address"].str.contains(path, regex=False)]
    return int(snapshot.table("readings")["source"].isin(there["id"]).sum())


def is_kept(settings: Settings, fault: Fault) -> bool:
    """Whether what came lies in the archive: with the documents, or with what was refused."""
    archive = Archive(settings.archive)
    came = [each.content for each in archive.documents(fault.source)]
    came += [each.content for each in archive.documents(f"refused/{fault.source}")]
    body = fault.answer.body
    return not body or any(content.startswith(body) for content in came)


def test_a_column_more_is_no_fault(small: Settings, publisher: Publisher) -> None:
    publisher.pages[GDP] = gdp({"date": "2023", "value": 2.0e12, "mood": "fair"})
    publisher.pages[MONTHLY] = imts(
        "\n".join(f"{line},more" for line in IMTS.strip().splitlines()) + "\n"
    )
    assert not [name for name in LIVE if trouble(run(small).health[name])]


def test_a_disk_that_is_full_costs_nothing_that_was_published(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run(small, "world_bank").snapshot
    full = OSError(errno.ENOSPC, "No space left on device")

    def write_text(frame: object, *arguments: object, **options: object) -> None:
        raise full

    monkeypatch.setattr("pandas.DataFrame.to_parquet", write_text)
    with pytest.raises(UnwritableError, match=r"No space left on device.*Free some space"):
        run(small)
    store = Store(small.store)
    assert store.current().name == before.name
    assert not list((small.store / "snapshots").glob(".unfinished*"))
    monkeypatch.undo()


def test_a_disk_that_is_full_of_one_sources_documents_stops_that_source_only(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.write_atomically

    def crowded(path: Path, content: bytes) -> None:
        if "imf_imts" in path.parts:
            raise files.unwritable(path, OSError(errno.ENOSPC, "No space left on device"))
        real(path, content)

    with monkeypatch.context() as patch:
        patch.setattr("etl.archive.write_atomically", crowded)
        outcome = run(small)
    failure = str(outcome.health["imf_imts"].failure)
    assert failure.startswith(f"imf_imts ({publisher.address}): Cannot write")
    assert "Free some space" in failure
    assert not [name for name in LIVE if name != "imf_imts" and trouble(outcome.health[name])]
    assert read_health(small.health)["imf_imts"].failure == failure
    assert not trouble(run(small).health["imf_imts"])


def test_an_unexpected_reply_to_a_question_of_fetching_stops_that_source_only(
    small: Settings, publisher: Publisher
) -> None:
    publisher.pages["/public/v1/getDa/C/M/HS"] = as_json({"data": [{"when": "202406"}]})
    health = run(small).health
    assert "not in the form that Amur knows (KeyError('period'))" in trouble(health["un_comtrade"])
    assert not [name for name in LIVE if name != "un_comtrade" and trouble(health[name])]


def test_a_damaged_archive_says_which_file_and_what_to_do(
    small: Settings, publisher: Publisher
) -> None:
    run(small)
    damaged = next((small.archive / "world_bank").glob("*/*.gz"))
    damaged.write_bytes(damaged.read_bytes()[:20])
    publisher.pages[GDP] = gdp({"date": "2022", "value": 1})
    failure = str(run(small).health["world_bank"].failure)
    assert damaged.name[:12] in failure
    assert str(small.archive / "world_bank") in failure
    assert "amur refresh --full --source world_bank" in failure


def test_rates_of_tomorrow_never_join_a_month(small: Settings, publisher: Publisher) -> None:
    def ahead(query: dict[str, list[str]]) -> Answer:
        page = rates_page(query).body.replace(b".02.2026", f".{TODAY:%m}.2026".encode())
        return Answer(page, kind="application/xml")

    publisher.pages[RATES] = ahead
    refresh(small, Wish(("bank_of_russia",), limits=QUICK), TODAY)
    rates = Store(small.store).current().table("readings")
    newest = rates[rates["feed"] == "bank_of_russia"]["start"].max()
    assert f"{newest:%Y-%m}" < f"{TODAY:%Y-%m}"


def test_nothing_of_a_refusal_is_published(small: Settings, publisher: Publisher) -> None:
    readable = imts(IMTS.replace("8000000000", "8111111111"))
    publisher.pages[MONTHLY] = dataclasses.replace(readable, status=503)
    run(small)
    assert readable.body in {
        each.content for each in Archive(small.archive).documents("refused/imf_imts")
    }
    readings = Store(small.store).current().table("readings")
    assert 8111111111 not in set(readings["value"])
    assert figures(small, "imf_imts", MONTHLY) == 0
    assert figures(small, "world_bank", GDP) > 0
