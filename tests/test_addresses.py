"""Addresses besides the pages: every chart in every kind of file, tables, embedding."""

from __future__ import annotations

import io
import json
import zipfile

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard import charts
from dashboard.addresses import CHART_FILES
from dashboard.app import create_app
from etl.formats import neutralised
from etl.settings import Settings
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
        "xlsx": lambda file: pd.read_excel(file, sheet_name="data"),
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


def test_a_workbook_has_data_metadata_notes_and_documents(client: FlaskClient) -> None:
    content = io.BytesIO(client.get("/charts/trade-by-year.xlsx").data)
    sheets = pd.read_excel(content, sheet_name=None)
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


def test_an_unchanged_file_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/charts/trade-volume.csv")
    again = client.get("/charts/trade-volume.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(
        "/charts/trade-volume.csv?freq=year", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert other.status_code == 200


def test_an_embedded_chart_carries_its_title_and_needs_no_other_host(client: FlaskClient) -> None:
    page = client.get("/embed/trade-volume?freq=year").text
    assert "China\\u2019s trade with Russia" in page or "China’s trade with Russia" in page
    assert 'src="/_dash-component-suites/plotly' in page
    assert "cdn." not in page.split("<body>")[0]


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
    assert words in answer.text


def test_no_address_leads_out_of_the_store(client: FlaskClient) -> None:
    for path in ("/tables/..%2F..%2Fmanifest.csv", "/tables/%2Fetc%2Fpasswd.csv"):
        assert "text/csv" not in client.get(path).content_type


def test_text_that_a_spreadsheet_would_run_is_neutralised() -> None:
    frame = pd.DataFrame({"text": ["=1+1", "+x", "-x", "@x", "plain"], "number": [-1, 2, 3, 4, 5]})
    safe = neutralised(frame)
    assert list(safe["text"]) == ["'=1+1", "'+x", "'-x", "'@x", "plain"]
    assert list(safe["number"]) == [-1, 2, 3, 4, 5]


def test_every_kind_of_file_has_a_media_type() -> None:
    from dashboard.addresses import MEDIA_TYPES

    assert set(CHART_FILES) <= set(MEDIA_TYPES)
