"""The browser that draws: every letter, bounded waiting and time, and a new one when it dies."""

from __future__ import annotations

import io
import os
import signal
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import plotly.graph_objects as go
import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from dashboard import charts
from dashboard.pictures import Pictures
from dashboard.printing import SIZES, printed
from dashboard.render import Renderer
from dashboard.shelf import SnapshotTables
from dashboard.theme import FONT, template
from dashboard.view import View
from dashboard.words import FOLDER, LANGUAGES
from etl.errors import BusyError, DrawingError

TALL = "coverage"
NO_LETTER = "\uf8fe"
"""For private use: no font has it."""
BOXES = """
([font, letters, box]) => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  pen.font = `24px ${font}`;
  const drawn = (letter) => {
    pen.clearRect(0, 0, 40, 40);
    pen.fillText(letter, 4, 30);
    return String(pen.getImageData(0, 0, 40, 40).data);
  };
  const empty = drawn(box);
  return letters.filter((letter) => drawn(letter) === empty);
}
"""
"""Which letters are drawn like one that no font has."""


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    warm = Renderer()
    yield warm
    warm.close()


def titled(text: str) -> go.Figure:
    """A small figure with a title in the dashboard's type."""
    layout = {"template": template("light"), "title": {"text": text}, "width": 300, "height": 160}
    return go.Figure(layout=layout)


def pixels(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def group_of(renderer: Renderer) -> int:
    """The process group of a renderer's browser; its first process only starts the browser."""
    browser = renderer._browser
    assert browser is not None
    return int(browser.subprocess.pid)


def kill_browser_of(renderer: Renderer) -> None:
    """Kill the browser itself, as a machine without memory would."""
    starter = group_of(renderer)
    browser, *_ = Path(f"/proc/{starter}/task/{starter}/children").read_text().split()
    os.kill(int(browser), signal.SIGKILL)


@pytest.mark.browser
@pytest.mark.parametrize("chart", ["trade-volume", TALL])
@pytest.mark.parametrize("size", ["slide", "print", "card"])
def test_a_size_is_kept_to_the_pixel(
    renderer: Renderer, tables: SnapshotTables, chart: str, size: str
) -> None:
    figure, scale = printed(charts.get(chart), tables, View(), SIZES[size])
    wanted = {"slide": (1920, 1080), "print": (2480, 1748), "card": (1200, 630)}
    assert pixels(renderer.image(figure, "png", scale)) == wanted[size]


@pytest.mark.parametrize("name", charts.discover())
@pytest.mark.parametrize("size", SIZES)
def test_no_layout_is_squeezed_by_its_size(name: str, size: str, tables: SnapshotTables) -> None:
    figure, scale = printed(charts.get(name), tables, View(), SIZES[size])
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert plot > 200
    if not SIZES[size].grows:
        drawn = int(figure.layout.width * scale), int(figure.layout.height * scale)
        assert drawn == (SIZES[size].width, SIZES[size].height)


@pytest.mark.browser
def test_russian_and_chinese_letters_are_drawn(renderer: Renderer) -> None:
    # Where a font lacks a letter, the same empty box stands for each.
    for one, other in (("Ж", "Щ"), ("贸", "易"), ("a", "b")):
        assert renderer.image(titled(one), "png", 1) != renderer.image(titled(other), "png", 1)


def fonts(pdf: bytes) -> dict[str, DictionaryObject]:
    """The fonts of a PDF's first page by name."""
    resources = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]
    found = [font.get_object() for font in resources["/Font"].values()]  # type: ignore[index]
    return {str(font.get("/BaseFont", font["/Subtype"])): font for font in found}


def is_embedded(font: DictionaryObject) -> bool:
    """Whether a font's shapes are in the file itself."""
    if font["/Subtype"] == "/Type3":
        return "/CharProcs" in font
    descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = descendant["/FontDescriptor"].get_object()
    return any(f"/FontFile{number}" in descriptor for number in ("", "2", "3"))


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_embeds_its_fonts_and_keeps_its_letters(
    renderer: Renderer, tables: SnapshotTables, language: str
) -> None:
    figure, scale = printed(charts.get("trade-volume"), tables, View(lang=language))
    figure.update_layout(title={"text": "Trade Торговля 贸易"})
    pdf = renderer.image(figure, "pdf", scale)
    embedded = fonts(pdf)
    assert embedded
    assert all(is_embedded(font) for font in embedded.values())
    told = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert all(word in told for word in ("Trade", "Торговля", "贸易"))


def letters(language: str) -> list[str]:
    """Each letter of what is said in a language, once."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        said = "".join(str(each.string) for each in read_po(file))
    return sorted(set(filter(str.isalpha, said)))


@pytest.mark.browser
@pytest.mark.parametrize("language", ["ru", "zh"])
def test_no_letter_of_a_language_is_an_empty_box(page: Page, language: str) -> None:
    known = letters(language)
    assert len(known) > 60
    assert page.evaluate(BOXES, [FONT, [*known, NO_LETTER], NO_LETTER]) == [NO_LETTER]


@pytest.mark.browser
def test_a_browser_that_was_killed_is_replaced(renderer: Renderer) -> None:
    before = renderer.image(titled("before"), "png", 1)
    first = group_of(renderer)
    kill_browser_of(renderer)
    assert renderer.image(titled("before"), "png", 1) == before
    assert group_of(renderer) != first


@pytest.mark.browser
def test_a_browser_killed_while_it_draws_draws_again(renderer: Renderer) -> None:
    points = list(range(5_000))
    heavy = go.Figure(go.Scatter(x=points, y=points, mode="markers"))
    renderer.image(titled("warm"), "png", 1)
    with ThreadPoolExecutor(1) as threads:
        drawing = threads.submit(renderer.image, heavy, "png", 1)
        while not renderer._turns.locked():
            time.sleep(0.001)
        kill_browser_of(renderer)
        assert drawing.result().startswith(b"\x89PNG")


@pytest.mark.browser
def test_a_browser_that_hangs_is_given_up_after_its_seconds() -> None:
    impatient = Renderer(seconds=3)
    impatient.image(titled("warm"), "svg", 1)
    os.killpg(group_of(impatient), signal.SIGSTOP)
    with pytest.raises(DrawingError, match="longer than 3 seconds"):
        impatient.image(titled("stuck"), "svg", 1)
    assert impatient.image(titled("again"), "svg", 1).startswith(b"<svg")
    impatient.close()


@pytest.mark.browser
def test_a_renderer_that_was_closed_draws_for_several_again() -> None:
    once_more = Renderer()
    for _ in range(2):
        with ThreadPoolExecutor(3) as threads:  # so that some wait for their turn
            drawn = list(threads.map(lambda _: once_more.image(titled("a"), "svg", 1), range(3)))
        assert len(drawn) == 3
        once_more.close()


@pytest.mark.browser
def test_readers_at_once_get_each_their_own_picture(renderer: Renderer) -> None:
    names = [f"picture {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        drawn = list(threads.map(lambda name: renderer.image(titled(name), "svg", 1), names))
    assert all(f">{name}<".encode() in svg for name, svg in zip(names, drawn, strict=True))


@pytest.mark.browser
def test_a_figure_is_the_same_in_one_kind_and_among_others(renderer: Renderer) -> None:
    together = renderer.images(titled("several"), ["svg", "pdf", "png"], 2)
    assert list(together) == ["svg", "pdf", "png"]
    assert pixels(together["png"]) == (600, 320)
    assert renderer.image(titled("several"), "png", 2) == together["png"]
    page = PdfReader(io.BytesIO(together["pdf"])).pages[0]
    assert "several" in page.extract_text()
    assert [float(each) for each in page.mediabox[2:]] == pytest.approx([450, 240], abs=1)


def test_what_several_want_at_once_is_made_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = Pictures(Renderer(), places=4)
    places, asking, all_ask, made = pictures._drawn._places, [], Event(), []
    take = places.acquire

    def taken(**how: bool) -> bool:
        held = take(**how)
        asking.append(held)
        if len(asking) == 4:
            all_ask.set()
        return held

    def draw() -> bytes:
        made.append(1)
        assert all_ask.wait(10)
        return b"picture"

    monkeypatch.setattr(places, "acquire", taken)
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(pictures.get, "key", draw) for _ in range(4)]
        assert [each.result() for each in asked] == [b"picture"] * 4
    assert pictures.get("key", draw) == b"picture"
    assert (asking, len(made)) == ([True] * 4, 1)


def test_more_than_the_places_are_refused_and_the_places_come_back() -> None:
    pictures = Pictures(Renderer(), places=2)
    begun, go_on = Barrier(3), Event()

    def slow() -> bytes:
        begun.wait(10)
        go_on.wait(10)
        return b"slow"

    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(pictures.get, number, slow) for number in range(2)]
        begun.wait(10)
        with pytest.raises(BusyError):
            pictures.get("third", lambda: b"third")
        go_on.set()
        assert [each.result() for each in waiting] == [b"slow", b"slow"]
    assert pictures.get("third", lambda: b"third") == b"third"
    assert pictures.get(0, lambda: b"anew") == b"slow"


def test_a_failure_is_not_kept_and_old_pictures_make_room() -> None:
    pictures = Pictures(Renderer(), kept=10)

    def fail() -> bytes:
        raise DrawingError("no")

    with pytest.raises(DrawingError):
        pictures.get("key", fail)
    assert pictures.get("key", lambda: b"123456") == b"123456"
    pictures.get("other", lambda: b"1234567")
    assert pictures.get("key", lambda: b"anew") == b"anew"
