"""Where things lie, read from the environment in one place.

`AMUR_DATA`     the folder of archive, store and exports (default: `data/` of the repository)
`AMUR_BUNDLED`  the folder of the bundled tables (default: `data/bundled/` of the repository)
`AMUR_ENGINE`   what builds the derived tables: `duckdb` in this process (the default), or Spark at
                its master, `spark://host:port` or `local[2]`
`AMUR_LOGO`     an image to put into the corner of every exported picture (default: none)
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """The folders that one run works on."""

    data: Path
    bundled: Path
    logo: Path | None = None

    @property
    def archive(self) -> Path:
        """Raw replies, kept for ever."""
        return self.data / "archive"

    @property
    def store(self) -> Path:
        """Published Parquet snapshots."""
        return self.data / "store"

    @property
    def inbox(self) -> Path:
        """Files that a person saved for `amur refresh` to read."""
        return self.data / "inbox"

    @property
    def health(self) -> Path:
        """How each source fared when it was last asked."""
        return self.data / "sources.json"

    @property
    def budgets(self) -> Path:
        """How many calls each source made today, where its publisher allows so many a day."""
        return self.data / "calls.json"

    @property
    def exports(self) -> Path:
        """Chart images made by `amur export`."""
        return self.data / "exports"


def load_settings() -> Settings:
    """Settings from the environment, with the repository's own folders as defaults."""
    return Settings(
        data=Path(os.environ.get("AMUR_DATA") or REPOSITORY / "data"),
        bundled=Path(os.environ.get("AMUR_BUNDLED") or REPOSITORY / "data" / "bundled"),
        logo=Path(os.environ["AMUR_LOGO"]) if os.environ.get("AMUR_LOGO") else None,
    )


def engine() -> str:
    """What builds the derived tables."""
    return os.environ.get("AMUR_ENGINE") or "duckdb"
