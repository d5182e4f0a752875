"""What this process has started: who, how busy, how large."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
LOOK_SECONDS = 3.0
QUIET = 0.05
"""Of one core: less than this over a look is quiet."""
PATIENCE_SECONDS = 420


def below(process: int) -> list[int]:
    """All that a process has started, and what that has."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [each for child in map(int, children) for each in (child, *below(child))]


def peak_kilobytes(process: int) -> int:
    """The most memory that a process ever held."""
    return _kilobytes(process, "VmHWM")


def kilobytes(process: int) -> int:
    """The memory that a process holds now."""
    return _kilobytes(process, "VmRSS")


def await_quiet() -> None:
    """Wait until what this process has started is idle, as servers are that have drawn ahead."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    used = seconds_used(below(os.getpid()))
    while time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        before, used = used, seconds_used(below(os.getpid()))
        if used - before < QUIET * LOOK_SECONDS:
            return
    raise RuntimeError(f"what was started is still busy after {PATIENCE_SECONDS} seconds")


def seconds_used(processes: list[int]) -> float:
    """Processor time of processes so far."""
    stats = [Path(f"/proc/{each}/stat").read_text() for each in processes]
    fields = [stat.rpartition(")")[2].split() for stat in stats]
    return sum(int(each[11]) + int(each[12]) for each in fields) / TICKS


def _kilobytes(process: int, name: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
