"""vdirsyncer, which fetches a feed into files, with khal, which shows what is in them."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import anyio

_SYNC: Final = """
[general]
status_path = "{folder}/status/"

[pair feed]
a = "address"
b = "files"
collections = null

[storage address]
type = "http"
url = "{url}"

[storage files]
type = "filesystem"
path = "{folder}/files"
fileext = ".ics"
"""

_SHOW: Final = """
[calendars]
[[feed]]
path = {folder}/files
readonly = True

[locale]
local_timezone = Europe/London
default_timezone = Europe/London
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {folder}/khal.db
"""


@dataclass(frozen=True)
class Subscriber:
    """Somebody who has subscribed to a feed, with a home of their own."""

    folder: Path

    async def subscribe(self, url: str) -> None:
        """Notes the address, in place of another one if there is one, and fetches it."""
        (self.folder / "files").mkdir(exist_ok=True)
        (self.folder / "sync").write_text(_SYNC.format(folder=self.folder, url=url))
        (self.folder / "show").write_text(_SHOW.format(folder=self.folder))
        assert await self._run("vdirsyncer", "-c", "sync", "discover") is not None
        assert await self.fetch()

    async def fetch(self) -> bool:
        """Fetches the feed once; whether vdirsyncer says that all is well."""
        return await self._run("vdirsyncer", "-c", "sync", "sync") is not None

    async def shown(self, day: str, days: int = 30) -> list[str]:
        """What khal shows in London of so many days: each event once, with start, end, title."""
        form = ("--once", "--day-format", "", "--format", "{start-long}/{end-long} {title}")
        listed = await self._run("khal", "-c", "show", "list", *form, day, f"{days}d")
        assert listed is not None
        return listed.splitlines()

    async def _run(self, name: str, *arguments: str) -> str | None:
        """What the program prints, None when it fails."""
        command = [str(Path(sys.executable).parent / name), *arguments]
        # Nothing else: what the machine sets, a proxy say, is not the subscriber's.
        environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder)}
        with anyio.fail_after(60):
            ran = await anyio.run_process(command, cwd=self.folder, env=environ, check=False)
        return ran.stdout.decode() if ran.returncode == 0 else None
