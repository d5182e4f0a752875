"""Addresses besides the pages: every chart in every kind of file, tables, embedding."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard import charts
from dashboard.addresses import CHART_FILES
from dashboard.app import create_app
from dashboard.pictures import Pictures
from etl.errors import BusyError, UnknownNameError
from etl.settings import Settings
from etl.snapshot import Snapshot
from etl.store import Store

DATA_KINDS = ("csv", "json", "parquet", "xlsx")


@pytest.fixture(scope="module")
def client(real: Settings) -> FlaskClient:
    """A client of the application, without a server around it."""
    return create_app(Store(real.store)).server.test_client()


def read(kind: str, content: bytes) -> pd.DataFrame:
    """The data in a file of a kind."""
    readers = {
        "csv": pd.read_csv,
        "json": pd.read_json,
        "parquet": pd.read_parquet,
        "xlsx": lambda file: pd.read_excel(file, sheet_name="data", engine="openpyxl"),
    }
    frame: pd.DataFrame = readers[kind](io.BytesIO(content))
    return frame


@pytest.mark.parametrize("name", charts.discover())
def test_a_chart_gives_the_same_rows_in_every_kind_of_file(client: FlaskClient, name: str) -> None:
    answers = {kind: client.get(f"/charts/{name}.{kind}") for kind in DATA_KINDS}
    assert {answer.status_code for answer in answers.values()} == {200}
    frames = {kind: read(kind, answer.data) for kind, answer in answers.items()}
    assert len({len(frame) for frame in frames.values()}) == 1
    assert len({tuple(frame.columns) for frame in frames.values()}) == 1


def test_a_file_answers_to_the_same_parameters_as_the_page(client: FlaskClient) -> None:
    years = read("csv", client.get("/charts/trade-volume.csv?freq=year&from=2022-01").data)
    assert set(years["months"]) == {12}
    assert years["period"].min() == "2022-01-01"
    total = years[years["period"] == "2022-01-01"]["value"].sum()
    assert total == pytest.approx(190.27, abs=0.01)


def test_of_a_parameter_that_is_there_twice_the_last_counts_as_on_a_page(
    client: FlaskClient,
) -> None:
    quarters = client.get("/charts/trade-volume.csv?freq=quarter").data
    for twice in ("freq=year&freq=quarter", "freq=quarter&freq="):
        assert client.get(f"/charts/trade-volume.csv?{twice}").data == quarters


def test_a_workbook_has_data_metadata_notes_and_documents(client: FlaskClient) -> None:
    content = io.BytesIO(client.get("/charts/trade-by-year.xlsx").data)
    sheets = pd.read_excel(content, sheet_name=None, engine="openpyxl")
    assert list(sheets) == ["data", "metadata", "notes", "documents"]
    facts = sheets["metadata"].set_index("field")["value"]
    assert facts["title"] == "Three decades of trade"
    assert sheets["documents"]["address"].str.startswith("http").all()


def test_an_archive_can_be_cited_from_and_is_steady(client: FlaskClient) -> None:
    content = client.get("/charts/crude-price.zip").data
    assert content == client.get("/charts/crude-price.zip").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(archive.namelist())
        assert names == [
            f"crude-price/{name}"
            for name in ("README.txt", "data.csv", "documents.csv", "metadata.json")
        ]
        assert "Cite as" in archive.read("crude-price/README.txt").decode()
        facts = json.loads(archive.read("crude-price/metadata.json"))
    assert facts["definition"].endswith("US dollars a barrel")


@pytest.mark.parametrize(
    "path",
    [
        "/charts/coverage.metadata.json",
        "/charts/coverage.zip",
        "/tables/events.csv",
        "/embed/coverage",
        "/api/v1/tables/events",
    ],
)
def test_every_address_knows_what_the_asker_has_already(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("path", ["/cards/0", "/tables/events.csv", "/tables/events.json"])
def test_what_came_compressed_is_not_made_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    first = client.get(path, headers={"Accept-Encoding": "br"})
    assert first.headers["Content-Encoding"] == "br"
    held = {"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]}
    for maker in ("dashboard.drawn.card_alone", "dashboard.addresses.in_parts"):
        monkeypatch.setattr(maker, lambda *given: pytest.fail("made again"))
    again = client.get(path, headers=held)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_an_unchanged_file_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/charts/trade-volume.csv")
    again = client.get("/charts/trade-volume.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(
        "/charts/trade-volume.csv?freq=year", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/charts/pie.csv", "no chart named 'pie'"),
        ("/charts/trade-volume.exe", "no kind of file named 'exe'"),
        ("/tables/pie.csv", "no table named 'pie'"),
        ("/tables/events.pdf", "no kind of file named 'pdf'"),
        ("/embed/pie", "no chart named 'pie'"),
    ],
)
def test_what_does_not_exist_is_a_404_in_words(client: FlaskClient, path: str, words: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json["error"] == "not-found"
    assert words in answer.json["message"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("freq=hourly", "'hourly' is not a value of 'freq'"),
        ("frequency=year", "does not know"),
        ("from=2024-01&to=2023-01", "lies after"),
    ],
)
@pytest.mark.parametrize("path", ["/charts/trade-volume.csv", "/embed/trade-volume"])
def test_a_parameter_that_cannot_be_read_is_an_error_and_not_another_file(
    client: FlaskClient, path: str, query: str, words: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid")
    assert words in answer.json["message"]


def test_a_measure_without_meaning_is_an_error_of_the_asker(client: FlaskClient) -> None:
    answer = client.get("/charts/trade-volume.csv?prices=real&cur=cny")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid")
    assert "given in US dollars" in answer.json["message"]


@pytest.mark.parametrize(
    "path", ["/volumes", "/cards/0", "/charts/coverage.csv", "/tables/events.csv"]
)
def test_bytes_that_are_no_letters_break_no_address(client: FlaskClient, path: str) -> None:
    answer = client.get(path, environ_overrides={"QUERY_STRING": "from=\xff"})
    strict = path.startswith(("/charts", "/tables"))  # nobody would see a note there
    assert answer.status_code == (400 if strict else 200)


def test_a_table_that_the_asker_has_is_not_even_read(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = client.get("/tables/events.csv").headers["ETag"]
    monkeypatch.delattr(Snapshot, "table")
    assert client.get("/tables/events.csv", headers={"If-None-Match": mark}).status_code == 304


def test_where_too_many_pictures_wait_an_asker_is_told_when_to_come_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise BusyError("too many")

    monkeypatch.setattr(Pictures, "picture", refuse)
    answer = client.get("/charts/trade-volume.png")
    assert (answer.status_code, answer.json["error"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.browser
def test_an_image_has_the_size_that_is_asked_for_and_is_shown(client: FlaskClient) -> None:
    answer = client.get("/charts/trade-volume.png?size=card&lang=zh")
    assert answer.data[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert client.get("/charts/trade-volume.png?size=vast").status_code == 404


def test_metadata_says_what_a_chart_is_and_where_it_was_read(client: FlaskClient) -> None:
    told = client.get("/charts/trade-volume.metadata.json?freq=year").json
    assert told["view"] == "?freq=year"
    assert told["definition"].endswith("billion US dollars")
    assert "value" in told["columns"]
    assert told["notes"]
    assert all(each["address"].startswith("http") for each in told["documents"])


def test_no_name_leads_out_of_the_store(
    client: FlaskClient, real: Settings, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    pd.DataFrame({"secret": ["s3cret"]}).to_parquet(outside.with_suffix(".parquet"))
    snapshot = Store(real.store).current()
    for name in (str(outside), os.path.relpath(outside, snapshot.folder)):
        assert (snapshot.folder / f"{name}.parquet").exists()
        with pytest.raises(UnknownNameError):
            snapshot.file(name)
        for address in ("/tables/{}.csv", "/api/v1/tables/{}", "/charts/{}.csv", "/embed/{}"):
            assert b"s3cret" not in client.get(address.format(quote(name, safe=""))).data


def test_every_kind_of_file_has_a_media_type() -> None:
    from dashboard.addresses import MEDIA_TYPES

    assert set(CHART_FILES) <= set(MEDIA_TYPES)
