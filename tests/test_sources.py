"""What each source reads in a publisher's document: real specimens, and our own in their form."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from etl.archive import Document
from etl.codes import AREAS
from etl.errors import ReadError
from etl.settings import REPOSITORY
from etl.sources import (
    _customs_pages,
    _readings,
    bank_of_russia,
    china_customs,
    discover,
    imf_imts,
    joined,
    un_comtrade,
    world_bank,
)
from etl.sources._readings import Row
from tests.conftest import TODAY
from tests.publishers import bulletin_page, comtrade_rows, index_page, rates_page


def document(
    content: bytes, name: str = "bulletin 2026-06 x", address: str = "http://x"
) -> Document:
    return Document.of(name, address, content, learned=TODAY)


def values(rows: list[Row]) -> dict[tuple[str, str, str, str], str]:
    return {(row["partner"], row["span"], row["period"], row["flow"]): row["value"] for row in rows}


def test_the_real_bulletin_page(specimens: Path) -> None:
    path = specimens / "china_customs" / "bulletin_table2_by_country_jun2026_EXCERPT.html"
    page = document(path.read_bytes())
    rows = list(china_customs.read(page))
    found = values(rows)
    assert found["RUS", "month", "2026-06", "export"] == "11432537"
    assert found["RUS", "month", "2026-06", "import"] == "12918844"
    assert found["RUS", "ytd", "2026-06", "total"] == "134174743"
    assert found["WLD", "month", "2026-06", "total"] == "699151163"
    assert ("WLD", "ytd", "2026-06", "total") not in found  # printed as '############'
    assert {(row["unit"], row["precision"], row["status"]) for row in rows} == {
        ("USD thousand", "1", "published")
    }
    assert _customs_pages.page_date(page) == "2026-07-22"


def test_the_real_release_of_january_and_february_stays_one_figure(specimens: Path) -> None:
    path = specimens / "china_customs" / "release_section4_by_country_janfeb2025_cny.html"
    page = document(path.read_bytes(), "preliminary 2025-02 x")
    rows = [row for row in china_customs.read(page) if row["partner"] == "RUS"]
    assert values(rows) == {
        ("RUS", "ytd", "2025-02", "total"): "2492.5",
        ("RUS", "ytd", "2025-02", "export"): "1074.5",
        ("RUS", "ytd", "2025-02", "import"): "1417.9",
    }
    assert {(row["unit"], row["status"]) for row in rows} == {("CNY 100 million", "provisional")}


def test_the_real_release_of_2018_is_a_picture(specimens: Path) -> None:
    path = specimens / "china_customs" / "release_section4_by_country_jan2018_cny.html"
    with pytest.raises(ReadError, match="picture"):
        china_customs.read(document(path.read_bytes()))


def test_the_real_indexes_name_the_published_months(specimens: Path) -> None:
    folder = specimens / "china_customs"
    bulletin = document((folder / "monthly_index_2026_EXCERPT.html").read_bytes())
    assert [month for month, _ in china_customs.links(bulletin)] == [1, 2, 3, 4, 5, 6]
    preliminary = document((folder / "seed_2026.html").read_bytes())
    assert {month for month, _ in china_customs.links(preliminary)} == {2, 3}


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("(2)Imports and Exports by Country (Region) of Origin/Destination,6.2026", (2026, 6)),
        ("(2)Imports and Exports by Country, 12. 2019", (2019, 12)),
        ("(2)Imports and Exports by Country,1 to 9.2021", (2021, 9)),
        ("(4) China's Total Values by Country/Region, January-February 2025 (in CNY)", (2025, 2)),
        ("(4) China's Total Values by Country/Region, Mar 2026 (in USD)", (2026, 3)),
        ("China's Total Value by Major Country (Region), Jan. 2018", (2018, 1)),
    ],
)
def test_the_period_is_read_in_the_title(title: str, month: tuple[int, int]) -> None:
    assert _customs_pages.period(title) == month


def test_a_january_page_has_seven_columns() -> None:
    page = document(bulletin_page(2026, 1, 3_000, 4_000, (3_000, 4_000)).body)
    assert values(list(china_customs.read(page))) == {
        ("RUS", "month", "2026-01", "total"): "7000",
        ("RUS", "month", "2026-01", "export"): "3000",
        ("RUS", "month", "2026-01", "import"): "4000",
    }


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("US$1,000", "Euro", "unit row"),
        (",6.2026", " (in CNY),6.2026", "the title says CNY"),
        ("Russia</td>", "Ruritania</td>", "no row of Russia"),
        (">Imports<", ">Gifts<", "no columns"),
        (">7,000&nbsp;<", ">9,000&nbsp;<", "miss the total"),
        (",6.2026", ",", "names no month"),
    ],
)
def test_a_changed_bulletin_page_is_refused_with_the_reason(old: str, new: str, words: str) -> None:
    text = bulletin_page(2026, 6, 3_000, 4_000, (18_000, 24_000)).body.decode()
    changed = text.replace(old, new).replace(
        ">Exports<", ">Gifts<" if "Gifts" in new else ">Exports<"
    )
    assert changed != text
    with pytest.raises(ReadError, match=words):
        china_customs.read(document(changed.encode()))


def test_a_page_in_the_older_chinese_encoding_is_read() -> None:
    text = bulletin_page(2026, 6, 3_000, 4_000, (18_000, 24_000)).body.decode()
    chinese = text.replace("Russia</td>", "俄罗斯</td>").encode("gb18030")
    assert len(list(china_customs.read(document(chinese)))) == 6


def test_an_index_of_another_form_is_refused() -> None:
    with pytest.raises(ReadError, match="lists no table by country"):
        china_customs.links(document(index_page({1: "/a"}, title="（9）Something else").body))


def test_what_cannot_be_read_is_set_aside_and_the_rest_stays() -> None:
    good = document(bulletin_page(2026, 6, 3_000, 4_000, (18_000, 24_000)).body)
    future = bulletin_page(2027, 3, 3_000, 4_000, (9_000, 12_000)).body
    bad = [
        document(b"<html>you are a robot</html>", "bulletin 2026-05 y", "http://y"),
        document(future, address="http://z"),
    ]
    parsed = joined(china_customs.parse([*bad, good], TODAY))
    assert len(parsed.tables["trade_monthly"]) == 6
    assert list(parsed.set_aside) == ["http://y", "http://z"]
    assert "has ended by" in parsed.set_aside["http://z"]


def test_many_documents_are_read_part_by_part_with_the_same_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def page(month: int, exports: int, day: int) -> Document:
        content = bulletin_page(2026, month, exports, 4_000, (18_000, 24_000)).body
        learned = dt.date(2026, 11, day)
        return Document.of(f"bulletin {month}", f"http://x/{month}", content, learned=learned)

    pages = [page(5, 3_000, 1), page(6, 3_000, 1), page(5, 3_100, 2), page(6, 3_000, 2)]
    spoilt = dataclasses.replace(pages[1], address="http://y", read=lambda: b"<html></html>")
    documents = [*pages, spoilt]
    at_once = list(china_customs.parse(documents, TODAY))
    monkeypatch.setattr(_readings, "ROWS_AT_ONCE", 1)
    by_parts = list(china_customs.parse(documents, TODAY))
    assert (len(at_once), len(by_parts)) == (1, len(documents))
    whole, parts = joined(at_once), joined(by_parts)
    assert whole.set_aside == parts.set_aside
    assert list(whole.set_aside) == ["http://y"]
    assert set(whole.tables) == set(parts.tables) == {"sources", "trade_monthly"}
    for name, table in whole.tables.items():
        assert_frame_equal(parts.tables[name].reset_index(drop=True), table.reset_index(drop=True))
    # One figure of the page of May was changed; that of June said the same again.
    assert sorted(whole.tables["trade_monthly"].groupby("source").size()) == [2, 6, 6]


def test_a_part_is_given_before_the_next_document_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_readings, "ROWS_AT_ONCE", 1)
    content = bulletin_page(2026, 6, 3_000, 4_000, (18_000, 24_000)).body
    opened: list[str] = []

    def opening(name: str) -> Document:
        def read() -> bytes:
            opened.append(name)
            return content

        return dataclasses.replace(document(content, name, f"http://x/{name}"), read=read)

    parts = china_customs.parse([opening("first"), opening("second")], TODAY)
    next(parts)
    assert set(opened) == {"first"}


def test_the_real_comtrade_envelopes(specimens: Path) -> None:
    folder = specimens / "un_comtrade"
    body = (folder / "data_get_C_A_HS__CHN_2010_ARG_DEU_TOTAL.json").read_bytes()
    assert {record.cmdCode for record in un_comtrade._records(document(body))} == {"TOTAL"}
    empty = document((folder / "data_get_S_A_EB__empty.json").read_bytes())
    assert un_comtrade.read(empty).empty
    assert list(joined(un_comtrade.parse([empty], TODAY)).tables) == ["sources"]
    errors = json.loads((folder / "error_bodies.transcribed.json").read_bytes())
    with pytest.raises(ReadError, match="Invalid parameter value"):
        un_comtrade.read(document(json.dumps(errors["400_bad_param"]).encode()))


def comtrade(rows: list[dict[str, object]], path: str = "/public/v1/preview/") -> Document:
    body = json.dumps({"count": len(rows), "data": rows, "error": ""}).encode()
    return document(body, "CHN 202406 ENERGY 0", f"http://x{path}C/M/HS")


def test_comtrade_rows_count_once_with_energy_weights_in_kilograms() -> None:
    read = un_comtrade.read(comtrade(comtrade_rows(156, ["202406"], ["2709", "87"])))
    rows = read.to_dict("records")
    series = {(row["product"], row["measure"], row["flow"], row["unit"]) for row in rows}
    assert len(rows) == len(series) == 6
    assert ("crude_oil", "quantity", "import", "kg") in series
    assert ("HS87", "value", "export", "USD") in series
    assert {row["statistic"] for row in rows} == {"GACC"}
    russian = un_comtrade.read(comtrade(comtrade_rows(643, ["202106"], ["TOTAL"])))
    named = russian[["statistic", "reporter", "partner"]].drop_duplicates()
    assert named.to_numpy().tolist() == [["FCS", "RUS", "CHN"]]


def test_a_weight_that_comtrade_gives_as_the_other_quantity_counts() -> None:
    crude = comtrade_rows(156, ["202406"], ["2709"])
    for row, (unit, quantity) in zip(crude, ((8, 5.0), (12, 7.0)), strict=False):
        row |= {"netWgt": 0, "altQtyUnitCode": unit, "altQty": quantity}
    read = un_comtrade.read(comtrade(crude[:2]))
    assert read.loc[read["measure"] == "quantity", "value"].to_list() == ["5.00"]


def test_comtrade_names_the_suppliers_of_energy() -> None:
    rows = comtrade_rows(156, ["202406"], ["2709"], partners=[842, 682, 579])
    read = un_comtrade.read(comtrade(rows))
    assert set(read["partner"]) == {"USA", "SAU", "NOR"}
    assert set(un_comtrade.SUPPLIERS.values()) == set(AREAS) - {"CHN", "RUS", "WLD", "ASIA"}


def test_a_truncated_comtrade_reply_is_refused() -> None:
    rows = comtrade_rows(156, ["202406"], [f"{code:02d}" for code in range(1, 97)])[:384]
    with pytest.raises(ReadError, match="some are missing"):
        un_comtrade.read(comtrade([*rows, *rows][:500]))


def test_comtrade_rows_that_repeat_or_lack_a_column_are_refused() -> None:
    rows = comtrade_rows(156, ["202406"], ["TOTAL"])
    with pytest.raises(ReadError, match="repeat"):
        un_comtrade.read(comtrade([*rows, rows[0]]))
    del rows[0]["motCode"]
    with pytest.raises(ReadError, match="has no column 'motCode'"):
        un_comtrade.read(comtrade(rows))


@pytest.mark.parametrize("body", [b'{"data": [', b"<html>", b"[]", b"\xff\xfe"])
def test_broken_json_is_refused(body: bytes) -> None:
    with pytest.raises(ReadError, match="not the publisher's JSON"):
        un_comtrade.read(document(body))


def test_the_real_world_bank_error_comes_with_status_200(specimens: Path) -> None:
    body = (specimens / "world_bank" / "error_120.transcribed.json").read_bytes()
    with pytest.raises(ReadError, match="provided parameter value is not valid"):
        list(world_bank.read(document(body, "NY.GDP.MKTP.CD")))


def test_world_bank_keeps_a_hole_a_hole() -> None:
    rows = [
        {"countryiso3code": "CHN", "date": "2024", "value": 1.5e13},
        {"countryiso3code": "RUS", "date": "2024", "value": None},
        {"countryiso3code": "MEX", "date": "2024", "value": 5.0},
    ]
    body = json.dumps([{"page": 1, "pages": 1}, rows]).encode()
    found = list(world_bank.read(document(body, "NY.GDP.MKTP.CD")))
    assert [(row["reporter"], row["value"]) for row in found] == [("CHN", "15000000000000.00")]


IMTS = (
    "DATAFLOW,COUNTRY,INDICATOR,COUNTERPART_COUNTRY,FREQUENCY,TIME_PERIOD,OBS_VALUE,SCALE,"
    "DERIVATION_TYPE\n"
    "IMF.STA:IMTS(1.0.0),CHN,XG_FOB_USD,RUS,M,2025-M06,8000000000,6,O\n"
    "IMF.STA:IMTS(1.0.0),RUS,MG_CIF_USD,CHN,M,2025-M06,9000000000,6,M\n"
    "IMF.STA:IMTS(1.0.0),CHN,XG_FOB_USD,G001,A,2024,NaN,6,O\n"
)


def test_imf_values_are_plain_dollars_and_what_russia_does_not_report_is_estimated() -> None:
    rows = list(imf_imts.read(document(IMTS.encode(), "IMTS M")))
    assert [(row["reporter"], row["flow"], row["period"], row["status"]) for row in rows] == [
        ("CHN", "export", "2025-06", "published"),
        ("RUS", "import", "2025-06", "estimated"),
    ]
    assert rows[0]["value"] == "8000000000.00"
    with pytest.raises(ReadError, match="OBS_VALUE"):
        imf_imts.read(document(IMTS.replace("OBS_VALUE", "VALUE").encode()))


def test_every_source_says_what_it_is() -> None:
    for source in discover().values():
        assert source.publisher
        assert source.licence
        assert source.cadence
        assert not source.live or source.release_days


def rates(year: str) -> Document:
    return document(rates_page({"date_req1": [f"01/01/{year}"]}).body, f"CNY_RUB {year}")


def test_rates_are_averaged_each_day_by_its_own_nominal() -> None:
    (row,) = bank_of_russia.read(rates("2026"))
    assert (row["product"], row["period"], row["value"]) == ("CNY_RUB", "2026-02", "12.0000")
    assert row["unit"] == "RUB/CNY"


def test_rates_go_by_the_same_names_as_the_bundled_ones() -> None:
    """Else both would stand side by side, and none be chosen."""
    (row,) = bank_of_russia.read(rates("2026"))
    bundled = pd.read_csv(REPOSITORY / "data/bundled/exchange_rates.csv", keep_default_na=False)
    alike = bundled[(bundled["statistic"] == "CBR") & (bundled["product"] == "CNY_RUB")]
    named = ["statistic", "reporter", "partner", "flow", "product", "measure"]
    assert alike[named].drop_duplicates().to_dict("records") == [
        {name: row[name] for name in named}
    ]


def test_a_month_that_has_not_ended_has_no_average() -> None:
    page = rates_page({"date_req1": ["01/01/2026"]}).body.replace(b".02.2026", b".11.2026")
    assert list(bank_of_russia.read(document(page, "CNY_RUB 2026"))) == []


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b"<ValCurs>&b;</ValCurs>"
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BOMB, "not the publisher's XML"),
        (b"<ValCurs><Record", "not the publisher's XML"),
        (b"<html></html>", "not 'ValCurs'"),
        (b"<ValCurs><Record Date='x'/></ValCurs>", "not a day's rate"),
        (
            b"<ValCurs><Record Date='01.02.2026'><Nominal>0</Nominal><Value>1</Value></Record>"
            b"</ValCurs>",
            "not a day's rate",
        ),
    ],
)
def test_xml_that_is_broken_or_hostile_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        list(bank_of_russia.read(document(body, "CNY_RUB 2026")))
