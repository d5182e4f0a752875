"""When each source is worth asking: from the days of the month on which its publisher releases."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from etl.health import Health
from etl.sources import is_on

if TYPE_CHECKING:
    from etl.sources import Source

_TWO_MONTHS = 62
CUSTOMS_DAY = 20
"""China Customs' calendar has its trade by country for a month out by this day of the next."""


def next_release(source: Source, today: dt.date) -> dt.date | None:
    """The next day after today on which the publisher may have something new."""
    days = (today + dt.timedelta(days=ahead) for ahead in range(1, _TWO_MONTHS))
    return next((day for day in days if day.day in source.release_days), None)


def last_month_out(today: dt.date) -> dt.date:
    """The first day of the last month for which China Customs has published trade with Russia.

    January comes with February.
    """
    last = today.replace(day=1) - dt.timedelta(days=1)
    if today.day < CUSTOMS_DAY:
        last = last.replace(day=1) - dt.timedelta(days=1)
    if last.month == 1:
        last = last.replace(day=1) - dt.timedelta(days=1)
    return last.replace(day=1)


def is_due(source: Source, health: Health | None, today: dt.date) -> bool:
    """Whether a release day has passed since the source was last asked with success."""
    if not source.live or not is_on(source.name):
        return False
    if health is None or health.failure:
        return True
    asked = dt.datetime.fromisoformat(health.asked).date()
    released = next_release(source, asked)
    return released is not None and released <= today
