"""A bare Dash page with one empty-handed graph and the same component library, for comparison."""

from __future__ import annotations

import sys

import dash_mantine_components as dmc
from dash import Dash, dcc

from dashboard.server import serve_application

app = Dash("bare")
app.layout = dmc.MantineProvider(dcc.Graph())

if __name__ == "__main__":
    app.server.test_client().get("/")
    serve_application(app.server, "127.0.0.1", int(sys.argv[1]), workers=2)
