"""Reading a file in a process of its own: whatever it holds, it holds up nobody else.

A thread would share the interpreter's lock with all that a server answers meanwhile, and cannot be
ended. A process is started anew for each file, so that nothing of one is left for the next; that
takes about a quarter of a second.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from pydantic import TypeAdapter

from api.errors import InvalidInput, Unavailable
from api.ical.parsing import BYTE_LIMIT, ParsedFile
from api.ical.parsing.transcript import NO_MEMORY, UNREADABLE
from api.models.batches.progress import Progress, unheard
from api.settings import PREFIX

# 50,000 events in 9.4 MB take 7 s and 210 MB, on a machine that is busy with more.
CPU_SECONDS: Final = 20
SECONDS: Final = 30
MEGABYTES: Final = 500

# How many files may be read or wait for that before the next is sent away.
QUEUE: Final = 4

_ADVICE: Final = "Export a shorter period, or import it in parts."
TOO_LONG: Final = f"Reading this file takes too long. {_ADVICE}"
TOO_LARGE: Final = f"This file takes too much memory to be read. {_ADVICE}"

# Where the system ends a process by itself: for its CPU time, and where memory runs out for all.
_OUT_OF_TIME: Final = -getattr(signal, "SIGXCPU", signal.SIGTERM)
_OUT_OF_MEMORY: Final = -getattr(signal, "SIGKILL", signal.SIGTERM)

# As much as is kept of what a process says that failed.
_KEPT: Final = 2_000

_PARTS: Final = TypeAdapter(ParsedFile)


class FileReader:
    """Reads files, one at a time: all imports of a server share one reader, and wait their turn."""

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        cpu_seconds: int = CPU_SECONDS,
        megabytes: int = MEGABYTES,
        queue: int = QUEUE,
    ) -> None:
        self._seconds = seconds
        self._limits = (str(cpu_seconds), str(megabytes))
        self._queue = queue
        self._waiting = 0
        self._turn = asyncio.Semaphore()
        self._process: asyncio.subprocess.Process | None = None
        self._is_closed = False

    async def read(
        self, content: bytes, time_zone: str, progress: Progress = unheard
    ) -> AsyncIterator[ParsedFile]:
        """The file in parts; floating times take this zone.

        Raises InvalidInput, for the person whose file it is, when it cannot be read at all, and
        Unavailable when too many others wait.
        """
        if self._waiting >= self._queue:
            raise Unavailable("Other files are being imported. Try again in half a minute.")
        self._waiting += 1
        try:
            async with self._turn:
                transcript = await self._transcript(content[: BYTE_LIMIT + 1], time_zone)
        finally:
            self._waiting -= 1
        lines = transcript.splitlines()
        for done, line in enumerate(lines, 1):
            yield _PARTS.validate_json(line)
            progress(done / len(lines))
            # Whoever else waits has a turn before the next part.
            await asyncio.sleep(0)

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read now."""
        return self._process is not None

    def close(self) -> None:
        """Ends what is being read, and reads no more."""
        self._is_closed = True
        if self._process is not None:
            _end(self._process)

    async def _transcript(self, content: bytes, time_zone: str) -> bytes:
        self._check_open()
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "api.ical.parsing", time_zone, *self._limits),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
        )
        try:
            self._end_if_closed(process)  # it may have been while the process was started
            async with asyncio.timeout(self._seconds):
                output, errors = await process.communicate(content)
        except TimeoutError:
            raise InvalidInput(TOO_LONG, ("content",)) from None
        finally:
            _end(process)
            await process.wait()
            self._process = None
        if process.returncode:
            self._check_open()
            raise _failure(process.returncode, output, errors)
        return output

    def _check_open(self) -> None:
        if self._is_closed:
            raise Unavailable("The service is stopping. Import the file again in half a minute.")

    def _end_if_closed(self, process: asyncio.subprocess.Process) -> None:
        if self._is_closed:
            _end(process)


def _end(process: asyncio.subprocess.Process) -> None:
    """Ends the process unless it has ended."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()


def _environment() -> dict[str, str]:
    """The same modules as here, and none of the settings: there are secrets among them."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return inherited | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _failure(status: int, output: bytes, errors: bytes) -> Exception:
    if status == UNREADABLE:
        return InvalidInput(output.decode(), ("content",))
    if status in {NO_MEMORY, _OUT_OF_MEMORY}:
        return InvalidInput(TOO_LARGE, ("content",))
    if status == _OUT_OF_TIME:
        return InvalidInput(TOO_LONG, ("content",))
    said = errors.decode("utf-8", "replace")[-_KEPT:]
    return RuntimeError(f"reading a file ended with status {status}: {said}")
