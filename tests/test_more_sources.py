"""What the younger connectors read: BACI, Pink Sheet, sectors by country, SDMX-ML, JODI, CREA."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest

from etl import precedence
from etl.archive import Archive, Document
from etl.bundle import bundle
from etl.errors import AmurError, ReadError
from etl.settings import Settings
from etl.sources import (
    _customs_sectors,
    cepii_baci,
    china_customs,
    crea,
    discover,
    imf_imts,
    jodi,
    joined,
    pink_sheet,
    select,
    un_comtrade,
)
from etl.sources._readings import Row
from etl.store import Store
from tests import publishers
from tests.conftest import TODAY
from tests.publishers import Answer, Publisher, as_json, baci_zip, comtrade_rows, sector_page
from tests.test_live_refresh import BACI, MAY, publisher, run

__all__ = ["publisher"]


def document(content: bytes, name: str) -> Document:
    return Document.of(name, f"http://x/{name}", content, learned=TODAY)


def series(rows: list[Row]) -> dict[tuple[str, ...], str]:
    names = ("reporter", "partner", "flow", "product", "measure", "period")
    return {tuple(row[name] for name in names): row["value"] for row in rows}


def baci(release: str = "202601", **options: object) -> Document:
    zipped = baci_zip(release, **options)  # type: ignore[arg-type]
    return document(cepii_baci.extract(io.BytesIO(zipped)), f"BACI HS92 V{release}")


def test_baci_keeps_the_pair_and_each_sides_world() -> None:
    found = series(list(cepii_baci.read(baci())))
    pair = ("CHN", "RUS", "import")
    assert found[*pair, "TOTAL", "value", "2024"] == "5300.000"
    assert found[*pair, "HS2709", "value", "2024"] == "5000.000"
    assert found[*pair, "crude_oil", "quantity", "2024"] == "10000.000"
    assert (*pair, "lng", "quantity", "2024") not in found  # tonnes are blank
    assert found["CHN", "RUS", "export", "HS87", "value", "2023"] == "2000.000"
    assert found["CHN", "WLD", "export", "TOTAL", "value", "2024"] == "2051.000"
    assert found["RUS", "WLD", "export", "HS27", "value", "2024"] == "5370.000"
    assert found["CHN", "WLD", "import", "HS87", "value", "2024"] == "900.000"
    statuses = {(row["period"], row["status"]) for row in cepii_baci.read(baci())}
    assert statuses == {("2023", "published"), ("2024", "provisional")}


def test_of_two_releases_of_baci_only_the_newest_is_in_use(
    small: Settings, publisher: Publisher
) -> None:
    older = baci("202501", years=1, lines=(*publishers.BACI_LINES, "156,643,010121,4.000,1.0"))
    older = dataclasses.replace(older, learned=dt.date(2025, 2, 1))
    newer = baci("202601", years=1, lines=("156,643,870323,2100.000,12.500",))
    parsed = joined(cepii_baci.parse([newer, older], TODAY))
    assert parsed.set_aside == {}
    rows = parsed.tables["sectors"]
    assert set(rows["product"]) == {"HS87", "HS8703"}
    vintages = parsed.tables["sources"].set_index("id")["published"]
    # The page gave something else before, so the newer release counts from the day it was learned.
    assert set(rows["source"].map(vintages)) == {"2025-01", str(TODAY)}
    assert set(parsed.tables["sources"]["address"]) == {
        "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37"
    }


def test_a_release_of_baci_that_cannot_be_read_leaves_the_one_before_in_use() -> None:
    older = dataclasses.replace(baci("202501", years=1), learned=dt.date(2025, 2, 1))
    spoilt = document(b"t,i,j,k,v,q\n2024,643,156,270900,,\n", "BACI HS92 V202601")
    parsed = joined(cepii_baci.parse([older, spoilt], TODAY))
    assert set(parsed.set_aside) == {"https://www.cepii.fr" + cepii_baci.PAGE}
    assert len(parsed.tables["sectors"])


def test_baci_falls_back_to_last_years_release_and_asks_no_more(
    small: Settings, publisher: Publisher
) -> None:
    del publisher.pages[BACI]
    publisher.pages[BACI.replace("202601", "202501")] = Answer(
        baci_zip("202501"), kind="application/zip"
    )
    assert run(small, "cepii_baci").health["cepii_baci"].failure is None
    publisher.asked.clear()
    run(small, "cepii_baci")
    assert publisher.asked == [BACI]


def zipped(name: str, content: bytes) -> bytes:
    """A zip with one member."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


MEMBER = "BACI_HS92_Y2024_V202601.csv"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(MEMBER, b"0" * 10_000_000), "would unpack to"),
        (zipped("other.csv", b"x"), "no member like"),
        (zipped(MEMBER, b"t,i,j,k,w,q\n2024,156,643,270900,1,2\n"), "not the publisher's zip"),
        (zipped(MEMBER, b"t,i,j,k,v,q\n2024,156,x,270900,1,2\n"), "not the publisher's zip"),
        (baci_zip("202601")[:-30], "not the publisher's zip"),
    ],
)
def test_a_zip_that_is_none_of_the_publishers_is_refused(
    content: bytes, words: str, small: Settings, publisher: Publisher
) -> None:
    publisher.pages[BACI] = Answer(content, kind="application/zip")
    health = run(small, "cepii_baci", "world_bank").health
    failure = str(health["cepii_baci"].failure)
    assert failure.startswith("cepii_baci")
    assert words in failure
    assert health["world_bank"].failure is None


def test_baci_is_bundled_in_rows_that_may_be_committed(
    small: Settings, publisher: Publisher
) -> None:
    run(small, "cepii_baci")
    archive = Archive(small.archive)
    written = bundle(discover()["cepii_baci"], small, TODAY)
    again = bundle(discover()["cepii_baci"], small, TODAY)
    assert written == again
    with (small.bundled / "sectors.csv").open(encoding="utf-8") as file:
        products = {row["product"] for row in csv.DictReader(file)}
    assert products == {"HS27", "HS87"}
    for path in archive.folder.glob("cepii_baci/*/*"):
        path.unlink()
    run(small, "world_bank")
    sectors = Store(small.store).current().table("readings")
    assert set(sectors[sectors["statistic"] == "CEPII"]["feed"]) == {"bundled"}


def test_what_may_not_be_passed_on_is_not_bundled(small: Settings) -> None:
    with pytest.raises(AmurError, match="forbids passing rows on"):
        bundle(discover()["un_comtrade"], small, TODAY)
    with pytest.raises(AmurError, match="Nothing is kept of cepii_baci"):
        bundle(discover()["cepii_baci"], small, TODAY)


PRICES = {"2025M12": (62.5, 61.0, 105.123, 9.5, "…"), "2026M01": (63.1, 62.0, 100, 9.0, 12.4)}


def test_the_pink_sheets_prices_have_their_units_and_its_day() -> None:
    workbook = document(publishers.pink_sheet(PRICES), "workbook")
    found = {(row["product"], row["period"]): row for row in pink_sheet.read(workbook)}
    assert len(found) == 9
    assert found["brent", "2025-12"]["value"] == "62.50"
    assert found["coal_australia", "2026-01"]["unit"] == "USD/t"
    assert ("lng_japan", "2025-12") not in found
    assert pink_sheet.published(workbook) == "2026-11-03"


def test_a_pink_sheet_of_another_form_is_refused() -> None:
    barrels = ("($/gal)", *publishers.PINK_UNITS[1:])
    with pytest.raises(ReadError, match=r"'Crude oil, Brent' is in '[$]/gal'"):
        pink_sheet.read(document(publishers.pink_sheet(PRICES, barrels), "workbook"))
    with pytest.raises(ReadError, match="no row of a month"):
        pink_sheet.read(document(publishers.pink_sheet({}), "workbook"))
    with pytest.raises(ReadError, match="links no CMO"):
        pink_sheet.link(document(b"<html></html>", "page"))


SECTORS = {
    "Section V Mineral products": (900, 4_000),
    "25 Salt; sulphur": (100, 500),
    "27 Mineral fuels": (800, 3_500),
    "Section XXII Special": (5, 10),
    "TOTAL": (905, 4_010),
}


def test_sectors_by_country_are_read_by_their_header() -> None:
    page = document(sector_page(2026, 5, "Imports", SECTORS).body, "sectors import 2026-05 x")
    rows = list(_customs_sectors.read_sectors(page))
    found = {(row["product"], row["span"]): row["value"] for row in rows}
    assert found == {
        ("S05", "month"): "900",
        ("S05", "ytd"): "4000",
        ("HS25", "month"): "100",
        ("HS25", "ytd"): "500",
        ("HS27", "month"): "800",
        ("HS27", "ytd"): "3500",
    }
    assert {(row["flow"], row["unit"]) for row in rows} == {("import", "USD thousand")}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Russia", "Ruritania", "Russia is not among the countries"),
        (">Section V ", ">Class V ", None),
        (">27 Mineral", ">Mineral", None),
        ("<td>800</td>", "<td>8,000</td>", "the chapters of S05 make"),
        ("US$1,000", "roubles", "unit row"),
        ("Imports by", "Sales by", "not of exports or imports"),
    ],
)
def test_another_layout_of_sectors_is_refused(old: str, new: str, words: str | None) -> None:
    text = sector_page(2026, 5, "Imports", SECTORS).body.decode()
    assert old in text
    page = document(text.replace(old, new).encode(), "sectors import 2026-05 x")
    if words is None:
        assert len(list(_customs_sectors.read_sectors(page))) == 4
    else:
        with pytest.raises(ReadError, match=words):
            _customs_sectors.read_sectors(page)


def test_sectors_are_found_in_the_index_and_join_the_tables(
    small: Settings, publisher: Publisher
) -> None:
    title = "（16）Imports by Selected Countries （Regions） and by HS Divisions"
    index = publishers.index_page({5: MAY}).body.decode()
    row = publishers.index_page({5: "/Statics/s.html"}, title).body.decode()
    publisher.pages["/statics/report/monthly.html"] = Answer((index + row).encode())
    publisher.pages["/Statics/s.html"] = sector_page(2026, 5, "Imports", SECTORS)
    health = run(small, "china_customs").health["china_customs"]
    assert (health.failure, health.set_aside) == (None, {})
    months = Store(small.store).current().table("series_monthly")
    fuels = months[(months["product"] == "HS27") & (months["start"] == "2026-05-01")]
    assert set(fuels["value"]) == {800e3}


def test_the_real_index_links_the_sectors(specimens: Path) -> None:
    page = (specimens / "china_customs" / "monthly_index_2026_EXCERPT.html").read_bytes()
    kinds = {kind for kind, _, _ in china_customs.sector_links(document(page, "index"))}
    assert kinds == {"sectors export", "sectors import"}


SDMX = b"""<?xml version="1.0" encoding="utf-8"?>
<message:StructureSpecificData xmlns:message="http://www.sdmx.org/message"><message:DataSet>
<Series COUNTRY="CHN" INDICATOR="XG_FOB_USD" COUNTERPART_COUNTRY="RUS" FREQUENCY="M" SCALE="6">
<Obs TIME_PERIOD="2025-M06" OBS_VALUE="8000000000" DERIVATION_TYPE="O"/>
<Obs TIME_PERIOD="2025-M07"/></Series></message:DataSet></message:StructureSpecificData>"""


def test_the_imf_is_read_in_xml_where_it_gives_no_csv(
    small: Settings, publisher: Publisher
) -> None:
    def answer(query: dict[str, list[str]]) -> Answer:
        accepts_csv = "csv" in publisher.headers[-1]["Accept"]
        return Answer(status=406) if accepts_csv else Answer(SDMX, kind="application/xml")

    for path in [path for path in publisher.pages if "IMTS" in path]:
        publisher.pages[path] = answer
    assert run(small, "imf_imts").health["imf_imts"].failure is None
    readings = Store(small.store).current().table("readings")
    assert set(readings[readings["statistic"] == "IMF"]["value"]) == {8e9}


def test_the_real_answer_of_the_imf_is_read(specimens: Path) -> None:
    path = specimens / "imf" / "openbb_IMTS_USA_XG_FOB_USD_G001_G998_A.transcribed.xml"
    records = imf_imts._of_xml(document(path.read_bytes(), "IMTS A"))
    assert {record["COUNTRY"] for record in records} == {"USA"}
    assert "2065411250609" in {record["OBS_VALUE"].split(".")[0] for record in records}


@pytest.mark.parametrize(
    "body", [b"<a", SDMX.replace(b"TIME_PERIOD", b"WHEN"), b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"]
)
def test_xml_of_another_form_is_refused(body: bytes) -> None:
    with pytest.raises(ReadError):
        imf_imts.read(document(body, "IMTS M"))


JODI_HEAD = (
    "REF_AREA,TIME_PERIOD,ENERGY_PRODUCT,FLOW_BREAKDOWN,UNIT_MEASURE,OBS_VALUE,ASSESSMENT_CODE\n"
)
JODI_ROWS = (
    "CN,2026-06,CRUDEOIL,TOTIMPSB,KTONS,45000.5000,1\nCN,2026-06,CRUDEOIL,TOTIMPSB,KBD,11000,1\n"
    "RU,2026-06,CRUDEOIL,TOTEXPSB,KTONS,20000.0000,3\nRU,2026-05,CRUDEOIL,TOTEXPSB,KTONS,-,3\n"
)


def test_jodi_counts_one_unit_and_marks_what_it_does_not_trust() -> None:
    rows = list(jodi.read(document((JODI_HEAD + JODI_ROWS).encode(), "primary 2026")))
    assert [(row["reporter"], row["flow"], row["status"], row["unit"]) for row in rows] == [
        ("CHN", "import", "published", "kt"),
        ("RUS", "export", "estimated", "kt"),
    ]
    with pytest.raises(ReadError, match="no file of JODI"):
        jodi.read(document(b"<html>404</html>", "primary 2026"))


def test_the_real_form_of_jodi_is_known(specimens: Path) -> None:
    path = specimens / "jodi" / "jodi_primary_US_CRUDEOIL_2026-01_2026-06_excerpt.csv"
    text = path.read_text().replace("\nUS,", "\nCN,")
    rows = list(jodi.read(document(text.encode(), "primary 2026")))
    assert {row["period"] for row in rows} >= {"2026-01"}


def counter(*rows: tuple[str, str, float]) -> bytes:
    names = ("commodity", "month", "value_tonne")
    data = [dict(zip(names, row, strict=True)) | {"value_usd": None} for row in rows]
    return json.dumps({"data": data}).encode()


def test_crea_is_an_estimate_with_ships_and_pipelines_added_up() -> None:
    body = counter(
        ("crude_oil", "2026-09-01T00:00:00", 5.0),
        ("pipeline_oil", "2026-09-01T00:00:00", 3.0),
        ("crude_oil", f"{TODAY:%Y-%m}-01T00:00:00", 9.0),
        ("uranium", "2026-09-01T00:00:00", 9.0),
    )
    (row,) = crea.read(document(body, "counter"))
    assert (row["product"], row["value"], row["status"]) == ("crude_oil", "8", "estimated")
    with pytest.raises(ReadError, match="JSON"):
        crea.read(document(b'{"message": "maintenance"}', "counter"))


def test_optional_sources_are_asked_only_if_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not {"jodi", "crea"} & {source.name for source in select([])}
    assert [source.name for source in select(["jodi"])] == ["jodi"]
    monkeypatch.setenv("AMUR_OPTIONAL", "crea, jodi")
    assert {"jodi", "crea"} <= {source.name for source in select([])}


def test_with_a_key_comtrade_gives_headings_and_subheadings_by_year(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(query: dict[str, list[str]]) -> Answer:
        goods = {"AG4": ["8703"], "AG6": ["870323"]}.get(query["cmdCode"][0], ["27"])
        reporter = int(query["reporterCode"][0])
        return as_json({"data": comtrade_rows(reporter, query["period"][0].split(","), goods)})

    def yearly(query: dict[str, list[str]]) -> Answer:
        return as_json({"data": [{"period": "2024", "datasetChecksum": 1}]})

    monkeypatch.setenv("COMTRADE_API_KEY", "k")
    publisher.pages["/public/v1/getDa/C/A/HS"] = yearly
    publisher.pages["/data/v1/get/C/M/HS"] = publisher.pages["/data/v1/get/C/A/HS"] = rows
    health = run(small, "un_comtrade").health["un_comtrade"]
    assert (health.failure, health.set_aside) == (None, {})
    years = Store(small.store).current().table("series_annual")
    assert {"HS8703", "HS870323"} <= set(years["product"])
    assert un_comtrade.SOURCE.redistributable is False


def test_a_later_call_for_a_year_replaces_the_one_before(
    small: Settings, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []

    def rows(query: dict[str, list[str]]) -> Answer:
        return as_json({"data": comtrade_rows(int(query["reporterCode"][0]), held, ["TOTAL"])})

    monkeypatch.setenv("COMTRADE_API_KEY", "k")
    publisher.pages["/public/v1/getDa/C/A/HS"] = as_json({"data": []})
    publisher.pages["/data/v1/get/C/M/HS"] = rows
    for month in ("202401", "202402"):
        held.append(month)
        listed = [{"period": each, "datasetChecksum": len(held)} for each in held]
        publisher.pages["/public/v1/getDa/C/M/HS"] = as_json({"data": listed})
        run(small, "un_comtrade")
    documents = Archive(small.archive).documents("un_comtrade")
    totals = [each.address for each in documents if "TOTAL" in each.name]
    assert len(totals) == 2 * len(set(totals)) > 0
    assert ",".join(f"2024{month:02}" for month in range(1, 13)) in totals[0]


def test_the_table_of_precedence_names_sources_and_decides(
    small: Settings, publisher: Publisher
) -> None:
    assert {feed for row in precedence.TABLE for feed in row.feeds} <= set(discover())
    rows = comtrade_rows(156, ["202605"], ["TOTAL"])
    publisher.pages["/public/v1/getDa/C/M/HS"] = as_json(
        {"data": [{"period": "202605", "datasetChecksum": 1}]}
    )
    publisher.pages["/public/v1/preview/C/M/HS"] = as_json({"data": rows})
    run(small, "un_comtrade", "china_customs")
    table = Store(small.store).current().table("bilateral_monthly")
    may = table[(table["period"] == "2026-05-01") & (table["flow"] == "export")]
    assert set(may["value_usd"]) == {9e9}  # China Customs in thousands, not Comtrade's finer 1e6
    assert "2018 to now" in set(precedence.as_frame()["years"])
