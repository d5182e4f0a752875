"""Screenshots of every page, to look at before a change is published.

Run `make screenshots`; pictures go to `data/exports/screenshots/`: every page in every language,
theme and size. With `--readme` only the picture in the README is made anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from dashboard import pages
from dashboard.browser import find_browser
from dashboard.words import LANGUAGES
from etl.settings import REPOSITORY, load_settings
from tests.serving import CHROMIUM_FLAGS, serving

SIZES = {"desktop": (1440, 900), "phone": (375, 812)}
THEMES = ("light", "dark")
DRAWN = """
() => document.querySelector('.js-plotly-plot .main-svg')
  && !document.querySelector('.dash-graph--pending')
"""


def take(shots: list[tuple[str, str, str, str, Path]]) -> None:
    """Take each (path, size, theme, language, file) shot of a server over the current store."""
    with serving(load_settings()) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=CHROMIUM_FLAGS)
        for path, size, theme, language, file in shots:
            width, height = SIZES[size]
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{address}{path}?theme={theme}&lang={language}")
            page.wait_for_function(DRAWN)
            page.wait_for_timeout(600)  # fonts and figure transitions settle
            file.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=file, full_page=size == "phone" or "--readme" not in sys.argv)
            page.close()
        browser.close()


def main() -> None:
    """Every page in all sizes, themes and languages, or the README's picture."""
    if "--readme" in sys.argv:
        take([("/", "desktop", "light", "en", REPOSITORY / "docs" / "overview.png")])
        return
    folder = load_settings().exports / "screenshots"
    take(
        [
            (
                page.path,
                size,
                theme,
                language,
                folder / f"{page.name.lower()}.{size}.{theme}.{language}.png",
            )
            for page in pages.discover()
            for size in SIZES
            for theme in THEMES
            for language in LANGUAGES
        ]
    )


if __name__ == "__main__":
    main()
