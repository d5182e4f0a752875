"""One figure in a browser's tab: drawn once, taken out in every kind of file that is wanted.

Kaleido draws a figure anew for each kind and loads its page anew after each, which takes half the
time of an export; here the picture that Plotly draws is the source of all, and the page stays.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import Any

import choreographer
import plotly.graph_objects as go

from etl.errors import DrawingError

SVG_AND_PNG = """
async (figure, kinds, scale) => {
  const { width = 700, height = 500, paper_bgcolor: paper = "white" } = figure.layout;
  const svg = await Plotly.toImage(
    figure, { format: "svg", width, height, scale, imageDataOnly: true });
  if (kinds.length === 1 && kinds[0] === "svg") return { svg };
  const picture = document.getElementById("kaleido-image");
  picture.src = "data:image/svg+xml," + encodeURIComponent(svg);
  await picture.decode();
  const given = { svg };
  if (kinds.includes("png")) {
    const canvas = document.createElement("canvas");
    canvas.width = scale * width;
    canvas.height = scale * height;
    canvas.getContext("2d", { willReadFrequently: true })
      .drawImage(picture, 0, 0, scale * width, scale * height);
    given.png = canvas.toDataURL("image/png").split(",")[1];
  }
  document.getElementById("head-style").textContent = `
    @page { size: ${scale * width}px ${scale * height}px; }
    body { margin: 0; padding: 0; background-color: ${paper}; }`;
  return given;
}
"""
"""Leaves the picture alone in the page, ready to be printed."""
PRINTED = {
    "printBackground": True,
    "preferCSSPageSize": True,
    "pageRanges": "1",
    **{f"margin{side}": 0.1 for side in ("Top", "Bottom", "Left", "Right")},
}


async def images(
    tab: choreographer.Tab, figure: go.Figure, kinds: Sequence[str], scale: float
) -> dict[str, bytes]:
    """The figure in each kind ('png', 'svg', 'pdf'), `scale` pixels a unit of its layout.

    The tab shows Kaleido's page, and no one else uses it meanwhile. Raises DrawingError.
    """
    call = f"({SVG_AND_PNG})({figure.to_json()}, {list(kinds)}, {scale})"
    asked = {"expression": call, "awaitPromise": True, "returnByValue": True}
    given = (await answer(tab, "Runtime.evaluate", asked))["result"]["value"]
    drawn = {"svg": given["svg"].encode()}
    if "png" in kinds:
        drawn["png"] = base64.b64decode(given["png"])
    if "pdf" in kinds:
        drawn["pdf"] = base64.b64decode((await answer(tab, "Page.printToPDF", PRINTED))["data"])
    return {kind: drawn[kind] for kind in kinds}


async def answer(tab: choreographer.Tab, command: str, given: dict[str, Any]) -> dict[str, Any]:
    """What the browser answers to a command; raises DrawingError where it cannot, or has ended."""
    try:
        told = await tab.send_command(command, params=given)
    except asyncio.CancelledError as error:  # so choreographer ends what a dead browser leaves
        task = asyncio.current_task()
        if task and task.cancelling():  # whoever waited for this task has given it up
            raise
        raise DrawingError("The browser ended.") from error
    failure = told.get("error") or told["result"].get("exceptionDetails")
    if failure:
        raise DrawingError(f"The browser could not draw it: {failure}")
    result: dict[str, Any] = told["result"]
    return result
