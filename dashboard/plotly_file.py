"""Which Plotly draws pages and pictures: Amur's own bundle where it was built, else the whole."""

from __future__ import annotations

from pathlib import Path

import plotly

WHOLE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
OWN = Path(__file__).parent / "assets" / "plotly.min.js"
"""Only what Amur's charts need, a third of the whole; `make plotly` builds it."""
FILE = OWN if OWN.exists() else WHOLE
ADDRESS = (
    f"/assets/{OWN.name}?m={OWN.stat().st_mtime_ns}"
    if FILE == OWN
    else f"/_dash-component-suites/plotly/package_data/{WHOLE.name}"
)
"""Where the server has it; another version has another address."""
