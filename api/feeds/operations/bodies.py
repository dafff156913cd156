"""Rendered feeds, kept in a memory that is bounded in bytes, each rendered once at a time."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final

from cachetools import LRUCache

from api.feeds.operations.entries import Skipped
from api.ical.facts import Stamp

# Rendering takes a core, and Python has one for all: more at once would only make each take longer.
# Two, so that a very large feed does not hold up every small one.
_AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a feed with their ETag, quotes included (RFC 9110 section 8.8.3)."""

    content: bytes
    etag: str
    item_count: int
    skipped: tuple[Skipped, ...] = ()
    # Whether a description was longer than feeds show.
    descriptions_cut: bool = False
    # Whether there were more items than a feed shows.
    too_many: bool = False

    @classmethod
    def of(
        cls,
        content: bytes,
        *,
        item_count: int,
        skipped: tuple[Skipped, ...] = (),
        descriptions_cut: bool = False,
        too_many: bool = False,
    ) -> "Body":
        """A body with the hash of its bytes as ETag: the same on every replica and engine."""
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        return cls(content, etag, item_count, skipped, descriptions_cut, too_many)


class BodyCache:
    """Bodies by the key of everything that decides them, the longest unused dropped first.

    A key that changes is simply not found again, so nothing is ever invalidated. `renderer` is the
    stamp of what renders them.
    """

    renderer = Stamp(changed_at=None, generation=0)

    def __init__(self, max_bytes: int) -> None:
        self._bodies: LRUCache[bytes, Body] = LRUCache(max_bytes, getsizeof=_size)
        self._rendering: dict[bytes, asyncio.Task[Body]] = {}
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def get_or_render(self, key: Hashable, render: Callable[[], Awaitable[Body]]) -> Body:
        """The body under this key; where it is not kept, `render` makes it.

        All who ask for it meanwhile wait for the same rendering, which goes on when one of them
        goes away: a program that gives up and comes back finds it done.
        """
        digest = _digest(key)
        kept = self._bodies.get(digest)
        if kept is not None:
            return kept
        task = self._rendering.get(digest)
        if task is None:
            task = asyncio.ensure_future(self._render(key, render))
            self._rendering[digest] = task
            task.add_done_callback(lambda done: self._finish(digest, done))
        return await asyncio.shield(task)

    async def _render(self, key: Hashable, render: Callable[[], Awaitable[Body]]) -> Body:
        async with self._turn:
            body = await render()
        self.put(key, body)
        return body

    def _finish(self, digest: bytes, done: asyncio.Task[Body]) -> None:
        del self._rendering[digest]
        if not done.cancelled():
            done.exception()  # looked at, also when all who waited for it have gone

    async def close(self) -> None:
        """Ends what is still being rendered for nobody."""
        tasks = list(self._rendering.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def get(self, key: Hashable) -> Body | None:
        """The body under this key, if it is kept."""
        return self._bodies.get(_digest(key))

    def put(self, key: Hashable, body: Body) -> None:
        """Keeps the body, unless it is larger than the whole memory."""
        if _size(body) <= self._bodies.maxsize:
            self._bodies[_digest(key)] = body


def _size(body: Body) -> int:
    # A key's digest and the bookkeeping of an entry take about a kilobyte.
    return len(body.content) + 1024 + sum(_size_of_skipped(item) for item in body.skipped)


def _size_of_skipped(item: Skipped) -> int:
    # Four bytes a character at most, and the objects themselves.
    return 4 * (len(item.title) + len(item.reason)) + 512


def _digest(key: object) -> bytes:
    """A key of many calendars in 32 bytes: kept whole it would outweigh a small body."""
    return hashlib.sha256(repr(key).encode()).digest()
