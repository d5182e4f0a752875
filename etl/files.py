"""Writing of files and folders in one step: a reader, or a crash, never meets half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from etl.errors import UnreadableError, UnwritableError


def is_local(path: Path) -> bool:
    """Whether a path lies on a disk; else it is one of object storage."""
    return isinstance(path, Path)


def make_folder(folder: Path) -> None:
    """Create a folder, or raise UnwritableError with what to do about it."""
    if not is_local(folder):
        return  # object storage has none
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` by `content`: complete and on the disk, or untouched.

    Raises UnwritableError if the folder cannot be written.
    """
    if not is_local(path):
        path.write_bytes(content)  # one PUT, which is whole or nothing
        return
    make_folder(path.parent)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
    except OSError as error:
        raise unwritable(path.parent, error) from error
    try:
        with os.fdopen(descriptor, "wb") as handle:
            os.fchmod(descriptor, 0o644)  # a server of another user may read what a job wrote
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise unwritable(path, error) from error
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename inside `folder` last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unreadable(path: Path, error: OSError) -> UnreadableError:
    """What the system said of a file that is to be read, with what to do about it."""
    return UnreadableError(
        f"Cannot read {path} ({error.strerror or error}). Mend its permissions or the disk, then "
        "try again."
    )


def unwritable(path: Path, error: OSError) -> UnwritableError:
    """What the system said of a path, with what to do about it."""
    return UnwritableError(
        f"Cannot write {path} ({error.strerror or error}). Free some space or mend the folder's "
        "permissions, or point AMUR_DATA at another folder."
    )
