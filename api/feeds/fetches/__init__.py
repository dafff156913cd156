"""Records of fetches: in memory first, then written in batches. A fetch never awaits a write.

What a feed's owner sees of them is read by `api.feeds.operations.programs`. A process that is
killed loses those of the last seconds; one that is told to stop writes them first.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from api.feeds.fetches.tallies import Fetch, Key, Tally
from api.feeds.fetches.writing import cleanup, write
from api.models.availability import is_unavailable

logger = logging.getLogger(__name__)

# Tallies in memory, of about a kilobyte each. Over this number the oldest are dropped: the database
# is away, or does not keep up.
MOST_WAITING: Final = 10_000
# In one transaction: some dozens of milliseconds, in which on SQLite every other write waits.
_BATCH: Final = 100
# Seconds between writes: what a killed process loses, and how old the owner's picture is. Each
# costs a commit.
PAUSE: Final = 5.0
# For the last write, when the program is told to stop.
_SECONDS_TO_END: Final = 5.0
_SECONDS_TO_TRY_AGAIN: Final = 0.05
_CLEANUP_EVERY: Final = timedelta(hours=1)


class FetchRecords:
    """Fetches of this process that wait to be written: never more than so many tallies.

    They are written after every pause (in seconds), and early when half of the most wait.
    """

    def __init__(self, most: int = MOST_WAITING, pause: float = PAUSE) -> None:
        self._most = most
        self._pause = pause
        self._waiting: dict[Key, Tally] = {}
        self._dropped = 0
        self._early = asyncio.Event()
        self._stopping = asyncio.Event()
        self._one_flush = asyncio.Lock()

    def __len__(self) -> int:
        """How many tallies wait."""
        return len(self._waiting)

    def record(self, fetch: Fetch) -> None:
        """Notes a fetch, in microseconds."""
        key = fetch.key
        known = self._waiting.get(key)
        if known is not None:
            known.note(fetch)
            return
        self._keep(key, Tally.of(fetch))
        if len(self._waiting) == self._most // 2:
            self._early.set()

    async def flush(self) -> None:
        """Writes what waits. What cannot be written waits on; the error says why.

        So does what belongs to a feed for which another process writes at this moment.
        """
        async with self._one_flush:
            busy: list[tuple[Key, Tally]] = []
            try:
                while batch := list(islice(self._waiting.items(), _BATCH)):
                    busy += await self._write(batch)
            finally:
                self._put_back(busy)
        if self._dropped:
            logger.warning("fetches that were not recorded: %d", self._dropped)
            self._dropped = 0

    @asynccontextmanager
    async def written(self, clock: Callable[[], datetime], days: int) -> AsyncIterator[None]:
        """While the block lasts, records are written every few seconds and kept so many days."""
        await _clean_up(clock(), days)
        writer = asyncio.create_task(self._write_on(clock, days))
        try:
            yield
        finally:
            self._stopping.set()
            self._early.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(_SECONDS_TO_END):
                    await writer
            lost = self._dropped + sum(each.counts.total() for each in self._waiting.values())
            if lost:
                logger.warning("fetches that were not recorded: %d", lost)

    async def _write_on(self, clock: Callable[[], datetime], days: int) -> None:
        cleaned_at, written = clock(), True
        # After a failure only time helps, however much is waiting.
        while await self._goes_on_after(self._early if written else self._stopping):
            written = await self._try_to_flush()
            if clock() - cleaned_at >= _CLEANUP_EVERY:
                cleaned_at = clock()
                await _clean_up(cleaned_at, days)
        # The last of it, also of feeds for which another process was writing.
        while self._waiting and await self._try_to_flush():  # noqa: ASYNC110  (no event tells)
            await asyncio.sleep(_SECONDS_TO_TRY_AGAIN if self._waiting else 0)

    async def _goes_on_after(self, event: asyncio.Event) -> bool:
        """Pauses, at most until this happens; False when the program is told to stop."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pause):
                await event.wait()
        self._early.clear()
        return not self._stopping.is_set()

    async def _try_to_flush(self) -> bool:
        try:
            await self.flush()
        except Exception as error:  # noqa: BLE001  (whatever it is, feeds are still to be served)
            _log("fetches could not be recorded", error)
            return False
        return True

    async def _write(self, batch: list[tuple[Key, Tally]]) -> list[tuple[Key, Tally]]:
        """Writes a batch; returns what must wait for another process."""
        for key, _ in batch:
            del self._waiting[key]
        try:
            busy = await write([tally for _, tally in batch])
        except BaseException:
            self._put_back(batch)
            raise
        return [(key, tally) for key, tally in batch if tally.last.feed_id in busy]

    def _put_back(self, older: list[tuple[Key, Tally]]) -> None:
        """Lets these wait again, before all that came meanwhile."""
        if not older:
            return
        newer, self._waiting = self._waiting, dict(older)
        for key, tally in newer.items():
            self._keep(key, tally)

    def _keep(self, key: Key, tally: Tally) -> None:
        known = self._waiting.get(key)
        if known is not None:
            known.add(tally)
            return
        self._waiting[key] = tally
        if len(self._waiting) > self._most:
            oldest = self._waiting.pop(next(iter(self._waiting)))
            if not self._dropped:
                logger.warning("fetches wait to be recorded; the oldest are dropped")
            self._dropped += oldest.counts.total()


async def _clean_up(now: datetime, days: int) -> None:
    try:
        await cleanup(now, days)
    except Exception as error:  # noqa: BLE001  (in an hour it may succeed)
        _log("old records of fetches could not be deleted", error)


def _log(message: str, error: Exception) -> None:
    if is_unavailable(error):
        logger.warning("%s, the database is away: %s", message, type(error).__name__)
    else:
        logger.error(message, exc_info=error)


__all__ = ["MOST_WAITING", "PAUSE", "Fetch", "FetchRecords"]
