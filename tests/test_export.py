"""Images: every chart in every format from one warm browser, with a manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from dashboard import charts
from etl.settings import Settings
from tests.test_cli import amur, said

MAGIC = {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF"}


@pytest.mark.browser
def test_export_writes_every_chart_in_every_format(real: Settings, tmp_path: Path) -> None:
    done = amur(real, "export", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr.decode()
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    names = {f"{name}.light.{kind}" for name in charts.discover() for kind in MAGIC}
    assert set(manifest["files"]) == names
    for name, facts in manifest["files"].items():
        content = (tmp_path / name).read_bytes()
        assert content.startswith(MAGIC[name.rsplit(".", 1)[1]])
        assert hashlib.sha256(content).hexdigest() == facts["sha256"]
        assert len(content) == facts["bytes"] > 3000
    assert manifest["snapshot"]


@pytest.mark.browser
def test_export_takes_chosen_charts_formats_and_theme(real: Settings, tmp_path: Path) -> None:
    arguments = ("export", "trade-volume", "--format", "svg", "--theme", "dark")
    assert amur(real, *arguments, "--out", str(tmp_path)).returncode == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["manifest.json", "trade-volume.dark.svg"]
    picture = (tmp_path / "trade-volume.dark.svg").read_text()
    assert "China’s trade with Russia" in picture
    assert "public documents" in picture


def test_an_unknown_image_format_is_one_sentence(real: Settings) -> None:
    assert "no format named 'gif'. Known: png, svg, pdf" in said(
        amur(real, "export", "--format", "gif")
    )
