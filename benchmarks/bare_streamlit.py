"""Overview's first chart as a Streamlit page, for comparison: its figure is read from a file."""

from __future__ import annotations

import os
from pathlib import Path

import plotly.io
import streamlit

streamlit.plotly_chart(plotly.io.from_json(Path(os.environ["FIGURE"]).read_text("utf-8")))
