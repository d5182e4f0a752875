"""Keys of publishers: from the environment, or from a file that its owner alone may read."""

from __future__ import annotations

import os
from pathlib import Path

from etl.errors import AmurError

OTHERS = 0o077
"""The rights of group and others."""


def secret(variable: str) -> str | None:
    """The secret that a variable holds, or the file that `<variable>_FILE` names; None if neither.

    Raises AmurError where others may read the file, or it cannot be read.
    """
    named = os.environ.get(f"{variable}_FILE")
    if not named:
        return os.environ.get(variable) or None
    path = Path(named)
    try:
        if path.stat().st_mode & OTHERS:
            raise AmurError(f"{path} holds a key that others may read. Run 'chmod 600 {path}'.")
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise AmurError(
            f"{variable}_FILE names {path}, which cannot be read ({error.strerror})."
        ) from error
