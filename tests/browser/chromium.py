"""Chromium without a window: whether it is there, and what a page shows in it."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

from tests.missing import skipped_while

_NAMES: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_SECONDS: Final = 180

PROGRAM: Final = next(filter(None, map(shutil.which, _NAMES)), None)
needs_chromium: Final = skipped_while(
    ""
    if PROGRAM
    else "there is no Chromium: install it (Debian: apt-get install chromium-headless-shell)"
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
        """Says nothing: tests print what they find."""


@contextmanager
def pages_of(folder: Path) -> Iterator[str]:
    """Serves the files of a folder; gives their origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def shown(address: str, profile: Path) -> str:
    """The page at this address as HTML, when its scripts are done with what they asked for."""
    assert PROGRAM is not None
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        "--headless",
        "--disable-gpu",
        # The sandbox wants privileges that containers do not give; the page is ours.
        "--no-sandbox",
        f"--user-data-dir={profile}",
        # The browser's own time, which stands still while it waits for an answer.
        "--virtual-time-budget=60000",
        "--dump-dom",
        address,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"HOME": str(profile)},
    )
    async with asyncio.timeout(_SECONDS):
        html, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return html.decode()
