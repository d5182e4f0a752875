"""Finding the Chromium that draws images and runs the browser tests."""

from __future__ import annotations

import os
import shutil

from etl.errors import BrowserMissingError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_browser() -> str:
    """Path of a Chromium: `BROWSER_PATH`, else the first of `NAMES` on the path.

    Raises BrowserMissingError with what to install.
    """
    candidates = [os.environ.get("BROWSER_PATH"), *map(shutil.which, NAMES)]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    raise BrowserMissingError(
        "No Chromium was found for drawing images. Install one ('apt-get install chromium'), or "
        "set BROWSER_PATH to a Chrome or Chromium program."
    )
