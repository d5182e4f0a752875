"""A chart in another site's frame: a page of its own, whose texts wrap in a narrow frame."""

from __future__ import annotations

from html import escape

from dashboard import charts, pages, plotly_file, theme
from dashboard.charts import Chart
from dashboard.printing import told_below
from dashboard.shelf import SnapshotTables
from dashboard.summary import summary
from dashboard.view import View, query
from dashboard.words import words

LEAST_HEIGHT = 280
"""Of a chart that states no height of its own; in a lower frame the page scrolls."""
PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>
body {{ margin: 0; padding: 12px 16px; box-sizing: border-box; min-height: 100vh; display: flex;
  flex-direction: column; gap: 4px; background: {colours.paper}; color: {colours.muted};
  font: 13px/1.45 {font}; }}
header {{ display: flex; justify-content: space-between; gap: 16px; }}
h1 {{ margin: 0; font-size: 19px; line-height: 1.3; color: {colours.text}; }}
p {{ margin: 0; overflow-wrap: anywhere; }} header p {{ font-size: 14px; }}
header img {{ max-width: 30%; max-height: 48px; }}
.chart {{ position: relative; flex: 1 0 {least}px; }}
.chart > div {{ position: absolute; inset: 0; }}
footer {{ order: 1; }}
.unseen {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
a {{ color: inherit; }}
</style></head>
<body><header><div><h1>{title}</h1><p>{subtitle}</p></div>{logo}</header>
<footer>
{told}
<p>{links}</p>
</footer><p class="unseen">{summary}</p>
<div class="chart">{figure}</div></body></html>
"""
"""What stands below the chart is written before it, for the room that it leaves to be known."""


def page(chart: Chart, tables: SnapshotTables, view: View, logo: str = "") -> str:
    """The chart with title, sources and links to its data and its page, as HTML.

    `logo` is an image's address, such as `printing.logo_address` gives.
    """
    data, drawn, _ = charts.drawing(chart, tables, view)
    figure = drawn.figure()
    least = figure.layout.height or LEAST_HEIGHT
    figure.update_layout(height=None)
    script = plotly_file.ADDRESS.partition("?")[0]
    config = {"displayModeBar": False, "responsive": True}
    told = [text for text in told_below(chart, data, tables, view) if text]
    return PAGE.format(
        language=view.lang,
        title=escape(words(view.lang)(chart.title)),
        subtitle=escape(chart.subtitle(view)),
        colours=theme.palette(view.theme),
        font=theme.FONT,
        least=least,
        logo=f'<img alt="" src="{escape(logo)}">' if logo else "",
        figure=figure.to_html(config, include_plotlyjs=script, full_html=False, div_id=chart.id),
        summary=escape(summary(drawn, view)),
        told="\n".join(f"<p>{escape(text)}</p>" for text in told),
        links=_links(chart, view),
    )


def _links(chart: Chart, view: View) -> str:
    """To the chart's data and to the page that it stands on."""
    say = words(view.lang)
    chosen = query(view)
    links = {
        f"/charts/{chart.id}.csv{chosen}": say("Data, CSV"),
        f"{pages.of(chart).path}{chosen}#{chart.id}": say("Open in Amur"),
    }
    return " · ".join(
        f'<a href="{escape(address)}" target="_blank" rel="noopener">{escape(text)}</a>'
        for address, text in links.items()
    )
