"""Two charts, or one chart in two periods, side by side at one address."""

from __future__ import annotations

from dashboard.charts import Chart, discover
from dashboard.pages import Page
from dashboard.view import PARAMETERS, View, right_side
from dashboard.words import message


def chosen(view: View) -> list[tuple[Chart, View]]:
    """The chart on the left in the view's period, the one on the right in its own."""
    return [(_chart(view.left, "left"), view), (_chart(view.right, "right"), right_side(view))]


def _chart(name: str, side: str) -> Chart:
    """The chart of that name; the side's default where there is none."""
    charts = discover()
    return charts.get(name) or charts[PARAMETERS[side].default]


PAGE = Page(
    path="/compare",
    name=message("Compare"),
    title=message("Side by side"),
    intro=message("Two charts, or one chart in two periods. The address keeps both."),
    order=7,
    charts=(),
    chosen=chosen,
    own_controls=("left", "right", "from", "to", "from2", "to2"),
)
