"""GNOME Evolution's calendar backend, without its window, with a home of its own."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import anyio
import anyio.abc
import pytest
from anyio.streams.buffered import BufferedByteReceiveStream

# Debian's, whatever is first in PATH: the bindings are installed for it alone.
PYTHON: Final = "/usr/bin/python3"
CLIENT: Final = Path(__file__).with_name("evolution_client.py")

_BINDINGS: Final = (
    "import gi; gi.require_version('ECal', '2.0'); gi.require_version('EDataServer', '1.2')"
)
_SOURCE: Final = """
[Data Source]
DisplayName=Feed
Enabled=true
Parent=webcal-stub

[Calendar]
BackendName=webcal

[Authentication]
Host={address.hostname}
Port={address.port}
Method=none

[Security]
Method=none

[WebDAV Backend]
ResourcePath={address.path}

[Refresh]
Enabled=false
"""

# In place of the one that comes with it, whose output is lost.
_SERVICE: Final = """
[D-BUS Service]
Name=org.gnome.evolution.dataserver.Calendar8
Exec=/bin/sh -c "exec /usr/libexec/evolution-calendar-factory >>{log} 2>&1"
"""


def _is_installed() -> bool:
    programs = (PYTHON, "dbus-run-session", "/usr/libexec/evolution-calendar-factory")
    if not all(map(shutil.which, programs)):
        return False
    return (
        subprocess.run([PYTHON, "-c", _BINDINGS], capture_output=True, check=False).returncode == 0
    )


needs_evolution = pytest.mark.skipif(
    not _is_installed(),
    reason="Evolution's calendar backend is not here. Debian, Ubuntu: apt-get install "
    "--no-install-recommends dbus evolution-data-server gir1.2-ecal-2.0 python3-gi",
)


@dataclass(frozen=True)
class Evolution:
    """The running backend, subscribed to one feed."""

    session: anyio.abc.Process
    answers: BufferedByteReceiveStream
    log: Path

    async def fetch(self) -> None:
        """Fetches the feed, and returns when what came is in Evolution's cache."""
        # All that can be seen of a refresh is its answer, in the log. The first may have been asked
        # for before; the second is new; when the third is there, the second is in the cache.
        for _ in range(3):
            before = self._fetches()
            while self._fetches() == before:
                await self._ask("refresh")  # without effect while another one runs
                await anyio.sleep(0.05)

    async def shown(self) -> list[str]:
        """Each event with start, end and title."""
        return [" ".join(event) for event in await self._ask("show")]

    def _fetches(self) -> int:
        return self.log.read_text(errors="replace").count("\n< HTTP/")

    async def _ask(self, command: str) -> Any:
        assert self.session.stdin is not None
        await self.session.stdin.send(f"{command}\n".encode())
        return json.loads(await self.answers.receive_until(b"\n", 1_000_000))


@asynccontextmanager
async def evolution(folder: Path, url: str) -> AsyncIterator[Evolution]:
    """Starts the backend in a D-Bus session of its own, and ends it with all that it started."""
    log = folder / "log"
    log.touch()
    for path, text in (
        ("config/evolution/sources/feed.source", _SOURCE.format(address=urlsplit(url))),
        ("share/dbus-1/services/calendar.service", _SERVICE.format(log=log)),
    ):
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text(text)
    environ = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "GSETTINGS_BACKEND": "memory",
        "WEBCAL_DEBUG": "all",  # logs each answer
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "share"),
    }
    command = ["dbus-run-session", "--", PYTHON, str(CLIENT), "feed"]
    session = await anyio.open_process(command, env=environ, stderr=None, start_new_session=True)
    assert session.stdout is not None
    try:
        with anyio.fail_after(60):
            yield Evolution(session, BufferedByteReceiveStream(session.stdout), log)
    finally:
        # The backend's own processes outlive their D-Bus session.
        os.killpg(session.pid, signal.SIGTERM)
        await session.wait()
        # Its output ends, and is closed, with the last of them.
        async for _ in session.stdout:
            pass
