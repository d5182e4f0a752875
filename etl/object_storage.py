"""A bucket of object storage as a folder: paths that read, write and list as those of a disk do.

Whatever the storage refuses, and whatever keeps it from being reached, becomes one sentence here.
Endpoint, keys and region come from the variables that every client of such storage reads:
`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_DEFAULT_REGION`, or from the
files of `AWS_PROFILE`.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError
from s3fs import S3FileSystem
from upath import UPath
from upath.implementations.cloud import S3Path
from upath.registry import register_implementation

from etl.errors import ObjectStorageError, UnwritableError

CONNECT_SECONDS = 5
TRIES = 3
READING = ("get", "head", "list")
NOT_AS_ASKED = ("PreconditionFailed", "ConditionalRequestConflict")
"""Codes of a PUT whose condition did not hold, or that met another of the same object."""


class ObjectStorage(S3FileSystem):
    """The client: told errors, and listings that are never older than the question."""

    retries = TRIES

    def __init__(self, **options: Any) -> None:
        patience = {"connect_timeout": CONNECT_SECONDS, "retries": {"max_attempts": 1}}
        super().__init__(use_listings_cache=False, config_kwargs=patience, **options)

    async def _call_s3(self, method: str, *several: Any, **parameters: Any) -> Any:
        kind = ObjectStorageError if method.startswith(READING) else UnwritableError
        bucket = parameters.get("Bucket")
        try:
            return await super()._call_s3(method, *several, **parameters)
        except FileExistsError:
            raise
        except FileNotFoundError as error:
            if _code(error) == "NoSuchBucket":
                raise kind(
                    f"There is no bucket '{bucket}' in the object storage. Create it, or point "
                    "AMUR_DATA at another."
                ) from error
            raise
        except (OSError, BotoCoreError) as error:
            if method == "put_object" and _code(error) in NOT_AS_ASKED:
                raise FileExistsError(parameters.get("Key")) from error
            raise kind(
                f"The object storage s3://{bucket} cannot be used ({error}). Check "
                "AWS_ENDPOINT_URL, the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY and "
                "what they allow, or point AMUR_DATA at a folder."
            ) from error

    async def _find(self, path: str, maxdepth: int | None = None, **options: Any) -> Any:
        """One flat listing, which costs a call a thousand objects instead of one a subfolder."""
        detail = options.pop("detail", False)
        found = await super()._find(path, detail=True, **options)
        start = self._strip_protocol(path).count("/")
        near = {
            name: facts
            for name, facts in found.items()
            if maxdepth is None or name.count("/") - start <= maxdepth
        }
        return near if detail else list(near)


def _code(error: Exception) -> str | None:
    """The code with which the storage refused."""
    return getattr(error.__cause__, "response", {}).get("Error", {}).get("Code")


class ObjectPath(S3Path):
    """A path in object storage that outlives a fork: each process has a client of its own."""

    @property
    def fs(self) -> ObjectStorage:
        """The client of this process."""
        return _client(os.getpid())


def path_of(address: str) -> UPath:
    """The path of an address as 's3://bucket/prefix'."""
    return UPath(address)


def content(path: Any) -> bytes | None:
    """What a small object holds, or None where there is none.

    In one reply: `read_bytes` asks for size and content one after the other, and fails on an object
    that is replaced between the two.
    """
    with suppress(FileNotFoundError):
        return bytes(path.fs.cat_file(path.path))
    return None


register_implementation("s3", ObjectPath, clobber=True)


@cache
def _client(process: int) -> ObjectStorage:
    return ObjectStorage(skip_instance_cache=True)
