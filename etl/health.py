"""How each source fared when it was last asked: kept beside the store until it heals."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from etl.files import write_atomically


@dataclass(frozen=True)
class Health:
    """The last visit of one source: when, what came, what failed, what is set aside, by address."""

    asked: str = field(
        default_factory=lambda: dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    )
    new_documents: int = 0
    bytes: int = 0
    failure: str | None = None
    set_aside: dict[str, str] = field(default_factory=dict)


def read_health(path: Path) -> dict[str, Health]:
    """The health of every source asked so far; empty where none was, or the file is damaged."""
    try:
        kept = json.loads(path.read_bytes())
        return {
            name: Health(**{**facts, "set_aside": dict(facts["set_aside"])})
            for name, facts in kept.items()
        }
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return {}


def write_health(path: Path, health: dict[str, Health]) -> None:
    """Replace the file; raises UnwritableError."""
    facts = {name: asdict(each) for name, each in sorted(health.items())}
    write_atomically(path, json.dumps(facts, indent=1).encode())
