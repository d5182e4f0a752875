"""Images: every chart in every format from one warm browser, with a manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import plotly.graph_objects as go
import pytest
from rich.console import Console

from dashboard import charts, pages
from dashboard.export import Exported, Wanted, export_charts
from dashboard.render import Renderer
from dashboard.shelf import SnapshotTables
from dashboard.view import View
from etl.errors import DrawingError
from etl.settings import Settings
from tests.test_cli import amur, said

MAGIC = {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF"}


@pytest.mark.browser
def test_export_writes_every_chart_in_every_format(real: Settings, tmp_path: Path) -> None:
    done = amur(real, "export", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr.decode()
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    names = {f"{name}.en.light.wide.{kind}" for name in charts.discover() for kind in MAGIC}
    assert set(manifest["files"]) == names
    for name, facts in manifest["files"].items():
        content = (tmp_path / name).read_bytes()
        assert content.startswith(MAGIC[name.rsplit(".", 1)[1]])
        assert hashlib.sha256(content).hexdigest() == facts["sha256"]
        assert len(content) == facts["bytes"] > 3000
    assert manifest["snapshot"]


@pytest.mark.browser
def test_export_takes_every_combination_and_draws_only_what_changed(
    tables: SnapshotTables, tmp_path: Path
) -> None:
    def export(*kinds: str) -> Exported:
        wanted = Wanted(("trade-volume",), (), kinds, ("ru", "zh"), ("dark",), ("card",))
        return export_charts(tables.snapshot, wanted, tmp_path, "", Console(quiet=True))

    names = [f"trade-volume.{language}.dark.card.svg" for language in ("ru", "zh")]
    assert sorted(export("svg").drawn) == names
    assert files(tmp_path) == ["manifest.json", *names]
    (tmp_path / names[1]).write_text("spoilt")
    more = export("svg", "pdf")
    assert (len(more.drawn), more.skipped) == (3, names[:1])
    assert (tmp_path / names[1]).read_text().startswith("<svg")
    again = export("svg", "pdf")
    assert (len(again.drawn), len(again.skipped)) == (0, 4)
    listed = set(json.loads((tmp_path / "manifest.json").read_text())["files"])
    assert listed == {*names, *(name.replace(".svg", ".pdf") for name in names)}


@pytest.mark.browser
def test_a_page_names_its_charts_and_a_logo_is_in_the_picture(
    real: Settings, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="3"/>')
    out = tmp_path / "out"
    options = ("--page", "mirror", "--format", "svg", "--logo", str(logo), "--out", str(out))
    done = amur(real, "export", *options)
    assert done.returncode == 0
    assert "0 skipped as unchanged, 0 failed" in " ".join(done.stderr.decode().split())
    pictures = [path for path in out.iterdir() if path.suffix == ".svg"]
    assert {path.name.split(".")[0] for path in pictures} == set(_charts_of("/mirror"))
    assert all("<image" in path.read_text() for path in pictures)


def test_one_chart_that_fails_does_not_stop_the_others(
    tables: SnapshotTables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def images(
        self: Renderer, figure: go.Figure, kinds: list[str], scale: float
    ) -> dict[str, bytes]:
        if charts.get("settlement-structure").title in figure.layout.title.text:
            raise DrawingError("too hard")
        return dict.fromkeys(kinds, b"picture")

    monkeypatch.setattr(Renderer, "images", images)
    wanted = Wanted(pages=("settlement",), kinds=("png",))
    done = export_charts(tables.snapshot, wanted, tmp_path, "", Console(quiet=True))
    assert list(done.failed.values()) == ["too hard"]
    assert len(done.drawn) == len(_charts_of("/settlement")) - 1


def files(folder: Path) -> list[str]:
    """The names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def _charts_of(path: str) -> list[str]:
    page = pages.find(path)
    assert page is not None
    return [chart.id for chart, _ in page.cards(View())]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--page", "nowhere"), "no page named 'nowhere'. Known: overview"),
        (("--lang", "fr"), "no language named 'fr'. Known: en, ru, zh"),
        (("--size", "huge"), "no size named 'huge'. Known: wide, slide, print, card"),
        (("trade-volume", "--all"), "--all draws every chart"),
        (("--logo", "pyproject.toml"), "is no image"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    real: Settings, options: tuple[str, ...], words: str
) -> None:
    assert words in " ".join(said(amur(real, "export", *options)).split())


def test_an_unknown_image_format_is_one_sentence(real: Settings) -> None:
    assert "no format named 'gif'. Known: png, svg, pdf" in said(
        amur(real, "export", "--format", "gif")
    )
