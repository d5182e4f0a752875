"""A real server over a store, as `amur serve` starts it, for tests and screenshots."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from etl.settings import Settings

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60
STOP_SECONDS = 20


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment with the settings' folders."""
    folders = {"AMUR_DATA": str(settings.data), "AMUR_BUNDLED": str(settings.bundled)}
    return {"AMUR_AHEAD": "cards"} | os.environ | folders


@contextmanager
def serving(settings: Settings, **variables: str) -> Iterator[str]:
    """Run `amur serve` with these variables until the block ends; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "etl", "serve", "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with tempfile.NamedTemporaryFile() as told:  # a pipe that nobody reads would fill
        process = subprocess.Popen(
            command, env=environment(settings) | variables, stderr=told, start_new_session=True
        )
        try:
            await_up(address, process, Path(told.name))
            yield address
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:  # the server and whatever it started
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def await_up(address: str, process: subprocess.Popen[bytes], told: Path) -> None:
    """Wait until a server answers; raises RuntimeError with what it told where it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {told.read_text()}")
        try:
            if requests.get(f"{address}/healthz", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {address} in {START_SECONDS} s")


def workers() -> list[int]:
    """The processes that the server, the last child of this process, has forked."""
    return _children(_children(os.getpid())[-1])


def _children(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(each) for each in listed.split()]
