"""Refreshing from publishers that answer, change, fail and come back: a real local server."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import threading
from collections.abc import Iterator
from functools import partial

import pandas as pd
import pytest
from typer.testing import CliRunner

from dashboard import charts
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.archive import Archive
from etl.as_of import table_as_of
from etl.changes import Changes
from etl.cli import app
from etl.errors import StoreBusyError
from etl.http import Limits
from etl.refresh import Outcome, Wish, refresh
from etl.settings import Settings
from etl.store import Store
from tests.conftest import TODAY
from tests.publishers import (
    PINK_LINK,
    Answer,
    Publisher,
    as_json,
    baci_zip,
    bulletin_page,
    commodity_page,
    comtrade_answer,
    index_page,
    pink_sheet,
    publishing,
    rates_page,
)
from tests.test_charts import points
from tests.test_sources import IMTS

QUICK = Limits(seconds=2, bytes=5_000_000, tries=2, pace_seconds=0, backoff_seconds=0.01)
LIVE = (
    *("china_customs", "un_comtrade", "world_bank", "imf_imts", "bank_of_russia"),
    *("pink_sheet", "cepii_baci"),
)
GDP = "/v2/country/CHN;RUS/indicator/NY.GDP.MKTP.CD"
IMTS_PATH = "/external/sdmx/3.0/data/dataflow/IMF.STA/IMTS/+/CHN+RUS.XG_FOB_USD+MG_CIF_USD."
MAY = "/Statics/may.html"
BACI = "/DATA_DOWNLOAD/baci/data/BACI_HS92_V202601.zip"
WORKBOOK = pink_sheet({"2026M09": (80.0, 78.5, 105.1, 11.2, "…"), "2026M10": (81.5,) * 5})


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """All publishers on one local address, each with a little to say."""
    with publishing() as running:
        for name in LIVE:
            monkeypatch.setenv(f"AMUR_ADDRESS_{name.upper()}", running.address)
        monkeypatch.delenv("COMTRADE_API_KEY", raising=False)
        for year in range(2018, TODAY.year):
            running.pages[f"/statics/report/monthly{year}.html"] = index_page({})
            running.pages[f"/statics/report/preliminary{year}.html"] = index_page({})
        running.pages["/statics/report/preliminary.html"] = index_page({})
        running.pages["/statics/report/monthly.html"] = index_page({5: MAY})
        running.pages[MAY] = bulletin_page(2026, 5, 9_000_000, 12_000_000, (45_000_000, 60_000_000))
        _comtrade(running, {"202406": "a", "202405": "a"})
        running.pages[GDP] = as_json(
            [{"pages": 1}, [{"countryiso3code": "RUS", "date": "2023", "value": 2.0e12}]]
        )
        running.pages["/scripts/XML_dynamic.asp"] = rates_page
        running.pages["/en/research/commodity-markets"] = commodity_page()
        running.pages[PINK_LINK] = Answer(WORKBOOK, kind="application/vnd.openxmlformats")
        running.pages[BACI] = Answer(baci_zip("202601"), kind="application/zip")
        for frequency in "MA":
            running.pages[f"{IMTS_PATH}CHN+RUS+G001.{frequency}"] = Answer(
                IMTS.encode(), kind="application/vnd.sdmx.data+csv"
            )
        yield running


_times = itertools.count()
"""What an index tells of itself is another at each call."""


def _comtrade(publisher: Publisher, checksums: dict[str, str]) -> None:
    def availability(query: dict[str, list[str]]) -> Answer:
        if query["reporterCode"] != ["156"]:
            return as_json({"data": []})
        rows = [{"period": period, "datasetChecksum": sum} for period, sum in checksums.items()]
        return as_json({"elapsedTime": f"{next(_times)} secs", "data": rows})

    publisher.pages["/public/v1/getDa/C/M/HS"] = availability
    publisher.pages["/public/v1/preview/C/M/HS"] = comtrade_answer


def run(settings: Settings, *sources: str, today: dt.date = TODAY) -> Outcome:
    return refresh(settings, Wish(sources, limits=QUICK), today)


def months(settings: Settings) -> pd.DataFrame:
    table = Store(settings.store).current().table("bilateral_monthly")
    return table.set_index(["reporter", "flow", "period"]).sort_index()


def test_what_publishers_say_joins_the_bundled_tables(
    small: Settings, publisher: Publisher
) -> None:
    outcome = run(small)
    assert {name: each.failure for name, each in outcome.health.items()} == dict.fromkeys(LIVE)
    assert [each.set_aside for each in outcome.health.values()] == [{}] * len(LIVE)
    found = months(small)
    may = found.loc[("CHN", "export", "2026-05-01")]
    assert may["value_usd"] == 9e9
    assert may["status"] == "published"
    assert found.loc[("CHN", "import", "2024-06-01"), "value_usd"] == 1e6
    assert found.loc[("CHN", "export", "2022-03-01"), "value_usd"] == 3.82e9  # as bundled
    readings = Store(small.store).current().table("readings")
    assert {"IMF", "WB", "GACC", "CBR", "CEPII"} <= set(readings["statistic"])
    assert set(readings["feed"]) == {"bundled", *LIVE}


def test_a_second_refresh_asks_for_almost_nothing_and_publishes_nothing(
    small: Settings, publisher: Publisher
) -> None:
    first = run(small)
    publisher.asked.clear()
    second = run(small)
    assert not second.published
    assert second.snapshot.name == first.snapshot.name
    assert not [path for path in publisher.asked if "Statics" in path or "preview" in path]
    # four indexes, two availabilities, GDP, two of the IMF, a page and a workbook
    assert len(publisher.asked) <= 11
    assert second.changes.new == second.changes.revised == 0
    assert not [each for each in second.by_source.values() if each.new or each.revised]


def test_a_revision_changes_exactly_the_revised_values_and_is_listed(
    small: Settings, publisher: Publisher
) -> None:
    run(small)
    before = months(small)
    publisher.pages[MAY] = bulletin_page(2026, 5, 9_100_000, 12_000_000, (45_000_000, 60_000_000))
    later = TODAY + dt.timedelta(days=1)
    outcome = refresh(small, Wish(("china_customs",), full=True, limits=QUICK), later)
    after = months(small)
    changed = before["value_usd"].compare(after["value_usd"])
    assert set(changed.index.get_level_values("flow")) == {"export"}
    assert after.loc[("CHN", "export", "2026-05-01"), "value_usd"] == 9.1e9
    assert outcome.changes == Changes(0, 2, outcome.changes.unchanged)  # exports and total
    revisions = outcome.snapshot.table("revisions")
    assert set(revisions["flow"]) == {"export", "total"}
    assert set(revisions["new_value"]) == {9.1e9, 21.1e9}
    assert (outcome.by_source["china_customs"].new, outcome.by_source["china_customs"].revised) == (
        0,
        2,
    )
    others = [each for name, each in outcome.by_source.items() if name != "china_customs"]
    assert not [each for each in others if each.new or each.revised]


def test_a_page_that_comes_back_to_what_it_said_is_taken_at_its_word(
    small: Settings, publisher: Publisher
) -> None:
    first = publisher.pages[MAY]
    other = bulletin_page(2026, 5, 9_100_000, 12_000_000, (45_000_000, 60_000_000))
    for days, page in enumerate((first, other, first)):
        publisher.pages[MAY] = page
        day = TODAY + dt.timedelta(days=days)
        outcome = refresh(small, Wish(("china_customs",), full=True, limits=QUICK), day)
    assert months(small).loc[("CHN", "export", "2026-05-01"), "value_usd"] == 9e9
    documents = outcome.snapshot.table("documents")
    assert documents["id"].is_unique
    assert (documents["feed"] == "china_customs").sum() == 3


def test_a_changed_checksum_is_asked_for_and_nothing_else(
    small: Settings, publisher: Publisher
) -> None:
    run(small, "un_comtrade")
    _comtrade(publisher, {"202406": "b", "202405": "a"})
    publisher.asked.clear()
    run(small, "un_comtrade")
    asked = [path for path in publisher.asked if "preview" in path]
    assert len(asked) == 4
    assert all("period=202406" in path for path in asked)


def test_the_days_budget_of_calls_counts_over_runs(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMUR_COMTRADE_CALLS", "3")
    run(small, "un_comtrade")
    assert len(publisher.asked) == 3
    publisher.asked.clear()
    run(small, "un_comtrade")
    assert not [path for path in publisher.asked if "preview" in path]


def test_a_key_goes_in_a_header_and_is_written_nowhere(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMTRADE_API_KEY", "secret-1234")
    publisher.pages["/data/v1/get/C/M/HS"] = Answer(status=401)
    outcome = run(small, "un_comtrade")
    assert "The key was refused" in str(outcome.health["un_comtrade"].failure)
    sent = [each.get("Ocp-Apim-Subscription-Key") for each in publisher.headers]
    assert "secret-1234" in sent
    assert not [path for path in publisher.asked if "secret" in path]
    kept = [path.read_bytes() for path in small.data.rglob("*") if path.is_file()]
    assert not [content for content in kept if b"secret-1234" in content]


FAULTS = {
    "a server in trouble": Answer(status=503),
    "a connection cut halfway": Answer(b"half", behaviour="cut"),
    "a reply over the bound": Answer(b"", behaviour="endless"),
    "a wall against robots": Answer(b"<html>prove it</html>", kind="text/plain"),
    "a redirect to another host": Answer(status=301, headers={"Location": "http://other.example"}),
    "another form": Answer(b"<html><body><table><tr><td>x</td></tr></table></body></html>"),
    "an empty reply": Answer(b""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_source_fails_and_the_others_carry_on(
    fault: str, small: Settings, few_marts: None, publisher: Publisher
) -> None:
    publisher.pages["/statics/report/monthly.html"] = FAULTS[fault]
    health = run(small).health
    failure = str(health["china_customs"].failure)
    assert failure != "None"
    assert health["world_bank"].failure is None
    found = months(small)
    assert ("CHN", "import", "2024-06-01") in found.index
    assert ("CHN", "export", "2026-05-01") not in found.index


def test_a_page_that_cannot_be_read_is_kept_told_and_heals(
    small: Settings, publisher: Publisher
) -> None:
    good = publisher.pages[MAY]
    publisher.pages[MAY] = Answer(b"<html><div class='atcl-ttl'>5.2026</div></html>")
    outcome = run(small, "china_customs")
    assert "no table" in str(outcome.health["china_customs"].set_aside)
    kept = Archive(small.archive).documents("china_customs")
    assert any(b"5.2026" in document.content for document in kept)
    publisher.pages[MAY] = good
    again = run(small, "china_customs")
    assert ("CHN", "export", "2026-05-01") in months(small).index
    assert again.health["china_customs"].failure is None
    assert not again.health["china_customs"].set_aside


def test_without_a_network_what_was_learned_stays(small: Settings, publisher: Publisher) -> None:
    run(small)
    before = months(small)
    publisher.pages.clear()
    failed = run(small)
    silent = {"bank_of_russia", "cepii_baci"}  # have today's rates and this year's release
    assert {name for name, each in failed.health.items() if each.failure} == {*LIVE} - silent
    pd.testing.assert_frame_equal(months(small), before)


def test_as_of_never_sees_the_future(small: Settings, publisher: Publisher) -> None:
    run(small)
    snapshot = Store(small.store).current()
    before = table_as_of(snapshot, "bilateral_monthly", dt.date(2026, 5, 21))
    assert pd.Timestamp("2026-05-01") not in set(before["period"])
    on_the_day = table_as_of(snapshot, "bilateral_monthly", dt.date(2026, 5, 22))
    assert pd.Timestamp("2026-05-01") in set(on_the_day["period"])
    vintages = table_as_of(snapshot, "readings", dt.date(2023, 1, 31))["vintage"]
    assert vintages.max() <= pd.Timestamp("2023-01-31")


FED_YEARLY = {
    *("coverage", "crude-price", "exchange-rates", "product-dependence", "trade-heatmap"),
    "year-to-date",
}
FED_MONTHLY = {"energy-panels", "energy-volume", "trade-balance", "trade-volume"}
FED = {View(freq="year"): FED_YEARLY, View(freq="month"): FED_YEARLY | FED_MONTHLY}
"""Views, each with the charts that what the publishers say here suffices for."""


def test_every_chart_draws_what_the_publishers_gave_and_says_what_is_lacking(
    small: Settings, publisher: Publisher
) -> None:
    run(small)
    tables = SnapshotTables(Store(small.store).current())
    for view, fed in FED.items():
        figures = {
            name: charts.figure(chart, tables, view)[1] for name, chart in charts.discover().items()
        }
        drawn = {name for name, figure in figures.items() if points(figure)}
        assert drawn >= fed
        assert not [name for name in {*figures} - drawn if not figures[name].layout.annotations]


def test_two_refreshes_at_once_never_both_write(small: Settings, publisher: Publisher) -> None:
    store = Store(small.store)
    with store.writing():
        failures: list[Exception] = []

        def attempt() -> None:
            try:
                run(small)
            except StoreBusyError as error:
                failures.append(error)

        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
    assert len(failures) == 1


def test_the_command_tells_what_came_and_what_failed(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AMUR_DATA", str(small.data))
    monkeypatch.setenv("AMUR_BUNDLED", str(small.bundled))
    monkeypatch.setattr("etl.cli.Wish", partial(Wish, limits=QUICK))
    publisher.pages[GDP] = Answer(status=404)
    result = CliRunner().invoke(app, ["refresh"])
    assert result.exit_code == 1
    assert "published: snapshot" in result.stderr
    assert "moved" in result.stderr
    status = CliRunner().invoke(app, ["status"], env={"COLUMNS": "300"})
    assert "withdrawn" in " ".join(status.stdout.split())
    assert "No figure was revised" in CliRunner().invoke(app, ["revisions"]).stdout


def test_a_key_that_is_needed_and_missing_is_said(small: Settings, publisher: Publisher) -> None:
    from etl import refresh as module
    from etl import sources

    locked = dataclasses.replace(
        sources.discover()["world_bank"], key_required=True, key_variable="NO_SUCH_KEY"
    )
    health = module._visit(locked, module.Round(small, Wish(limits=QUICK), TODAY))
    assert "set NO_SUCH_KEY" in str(health.failure)
