"""Where things lie, read from the environment in one place.

`AMUR_DATA`     the folder of archive, store, inbox and exports (default: `data/` of the
                repository), or an address in object storage, `s3://bucket/prefix`
`AMUR_CACHE`    where stills of pages and snapshots from object storage are kept (default: the
                user's cache)
`AMUR_BUNDLED`  the folder of the bundled tables (default: `data/bundled/` of the repository)
`AMUR_ENGINE`   what builds the derived tables: `duckdb` in this process (the default), or Spark at
                its master, `spark://host:port` or `local[2]`
`AMUR_MEMORY`   how much of the machine's memory DuckDB may hold before it spills to the disk
                (default: `1GB`)
`AMUR_LOGO`     an image to put into the corner of every exported picture (default: none)
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from etl.errors import AmurError
from etl.files import is_local

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """The folders that one run works on; `data` may be a path in object storage."""

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
        return self._here / "inbox"

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
        return self._here / "exports"

    @property
    def _here(self) -> Path:
        """The folder of what a person puts in or takes out: on this machine in any case."""
        return self.data if is_local(self.data) else REPOSITORY / "data"


def load_settings() -> Settings:
    """Settings from the environment, with the repository's own folders as defaults."""
    return Settings(
        data=data_folder(os.environ.get("AMUR_DATA") or str(REPOSITORY / "data")),
        bundled=Path(os.environ.get("AMUR_BUNDLED") or REPOSITORY / "data" / "bundled"),
        logo=Path(os.environ["AMUR_LOGO"]) if os.environ.get("AMUR_LOGO") else None,
    )


def data_folder(address: str) -> Path:
    """The folder of that name, or the path in object storage.

    Raises AmurError where the address is of a kind that Amur does not know, or the packages for
    object storage are not installed.
    """
    scheme, separator, bucket = address.partition("://")
    if not separator:
        return Path(address)
    if scheme != "s3" or not bucket.strip("/"):
        raise AmurError(f"AMUR_DATA={address}: a folder or s3://bucket/prefix was expected.")
    try:
        from etl.object_storage import path_of
    except ImportError as error:
        raise AmurError(
            f"AMUR_DATA={address} needs the packages for object storage ({error.name} is missing): "
            ".venv/bin/pip install -e '.[objects]'."
        ) from error
    return path_of(address)


def cache_folder() -> Path:
    """Where stills of pages and snapshots from object storage are kept."""
    return Path(os.environ.get("AMUR_CACHE") or user_cache_path("amur"))


def engine() -> str:
    """What builds the derived tables."""
    return os.environ.get("AMUR_ENGINE") or "duckdb"


def memory() -> str:
    """How much DuckDB may hold."""
    return os.environ.get("AMUR_MEMORY") or "1GB"
