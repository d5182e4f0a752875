"""What this process has started: who, how busy, how large."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import typer

TICKS = os.sysconf("SC_CLK_TCK")
LOOK_SECONDS = 3.0
QUIET = 0.05
"""Of one core: less than this over a look is quiet."""
PATIENCE_SECONDS = 420
GONE = (FileNotFoundError, ProcessLookupError)
"""What reading of a process raises once it has ended."""


class Cost(NamedTuple):
    """What a build took of a process and all that it started."""

    seconds: float
    processor_seconds: float
    peak_gigabytes: float


def apart(build: Callable[..., None], *given: Any) -> Cost:
    """What a build takes in a process of its own, with all that stands beside it."""
    context = multiprocessing.get_context("spawn")
    told = context.SimpleQueue()
    process = context.Process(target=_measured, args=(told, build, *given))
    process.start()
    process.join()
    if process.exitcode:
        raise typer.Exit(process.exitcode)
    return Cost(*told.get())


def _measured(told: Any, build: Callable[..., None], *given: Any) -> None:
    started, used = time.monotonic(), seconds_by_process(all_below(os.getppid()))
    build(*given)
    processes = all_below(os.getppid())
    peak = sum(map(peak_kilobytes, processes)) / 1e6
    busy = sum(seconds_by_process(processes).values()) - sum(used.values())
    told.put((time.monotonic() - started, busy, peak))


def below(process: int) -> list[int]:
    """All that a process's main thread has started, and what that has: a server's workers."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *below(child))]


def all_below(process: int) -> list[int]:
    """The same of every thread: the workers' browsers too, as far as they still run."""
    children: list[int] = []
    with suppress(*GONE):
        for listed in Path(f"/proc/{process}/task").glob("*/children"):
            with suppress(*GONE):
                children += map(int, listed.read_text().split())
    return [each for child in children for each in (child, *all_below(child))]


def peak_kilobytes(process: int) -> int:
    """The most memory that a process ever held."""
    return _kilobytes(process, "VmHWM")


def kilobytes(process: int) -> int:
    """The memory that a process holds now."""
    return _kilobytes(process, "VmRSS")


def await_quiet() -> None:
    """Wait until what this process has started is idle, as servers are that have drawn ahead."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    used = seconds_by_process(all_below(os.getpid()))
    while time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        before, used = used, seconds_by_process(all_below(os.getpid()))
        busy = sum(seconds - before.get(each, 0) for each, seconds in used.items())
        if busy < QUIET * LOOK_SECONDS:
            return
    raise RuntimeError(f"what was started is still busy after {PATIENCE_SECONDS} seconds")


def seconds_by_process(processes: Iterable[int]) -> dict[int, float]:
    """Processor time so far of each process that still runs."""
    used = {}
    for each in processes:
        with suppress(*GONE):
            used[each] = seconds_used([each])
    return used


def seconds_used(processes: list[int]) -> float:
    """Processor time of processes so far."""
    stats = [Path(f"/proc/{each}/stat").read_text() for each in processes]
    fields = [stat.rpartition(")")[2].split() for stat in stats]
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


def _kilobytes(process: int, name: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
