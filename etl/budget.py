"""How many calls a source made today, counted over runs, failed ones too."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from etl.files import write_atomically


@dataclass(frozen=True)
class Budget:
    """The calls of one source on one day; each is written down before it is made."""

    path: Path
    source: str
    today: dt.date

    @property
    def spent(self) -> int:
        """Calls made today."""
        return int(self._days().get(self.source, {}).get(self.today.isoformat(), 0))

    def spend(self) -> None:
        """Count one call; raises UnwritableError."""
        days = self._days()
        days[self.source] = {self.today.isoformat(): self.spent + 1}
        write_atomically(self.path, json.dumps(days, indent=1).encode())

    def _days(self) -> dict[str, dict[str, int]]:
        try:
            return dict(json.loads(self.path.read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return {}
