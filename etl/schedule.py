"""Refreshing on each source's own cadence.

What is due follows from the release days and from `sources.json`, so it outlives a restart: a run
that was missed while the machine slept is made up for by the next one, once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from etl import sources
from etl.health import read_health
from etl.refresh import Outcome, Wish, refresh
from etl.releases import is_due
from etl.settings import Settings


def due(settings: Settings, today: dt.date) -> list[str]:
    """Names of the sources that are due, in order."""
    health = read_health(settings.health)
    found = sources.discover().items()
    return sorted(name for name, source in found if is_due(source, health.get(name), today))


def run_due(settings: Settings, today: dt.date, wish: Wish | None = None) -> Outcome | None:
    """Refresh what is due; None where nothing is."""
    names = due(settings, today)
    if not names:
        return None
    limits = (wish or Wish()).limits
    return refresh(settings, Wish(tuple(names), limits=limits), today)


def run_daily(job: Callable[[], None], hour: int) -> None:
    """Run the job now and every day at an hour (UTC) until interrupted; never two at once."""
    scheduler = BlockingScheduler(timezone=dt.UTC)
    scheduler.add_job(
        job,
        CronTrigger(hour=hour, timezone=dt.UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        next_run_time=dt.datetime.now(dt.UTC),
    )
    scheduler.start()
