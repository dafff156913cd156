"""Rendered feeds, kept in a memory that is bounded in bytes, each rendered once at a time."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from cachetools import LRUCache

from api.feeds.operations.entries import Skipped
from api.ical.facts import Stamp

# Rendering takes a core, and Python has one for all: more at once would only make each take longer.
# Two, so that a very large feed does not hold up every small one.
_AT_ONCE: Final = 2

Key = TypeVar("Key", bound=Hashable)


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
        self._asked: dict[tuple[UUID, bytes], asyncio.Task[Body]] = {}
        self._rendering: dict[bytes, asyncio.Task[Body]] = {}
        self._turn = asyncio.Semaphore(_AT_ONCE)
        # One for each user with something to be rendered; gone when nobody holds it or waits.
        self._turns_of_users: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def get_or_render(
        self, user_id: UUID, key: Hashable, render: Callable[[], Awaitable[Body]]
    ) -> Body:
        """The body under this key; where it is not kept, `render` makes it.

        One at a time for each user, whose further ones wait: with many feeds nobody takes the turns
        of others. All who ask for it meanwhile wait for the same rendering, which goes on when one
        of them goes away: a program that gives up and comes back finds it done.
        """
        digest = _digest(key)
        kept = self._bodies.get(digest)
        if kept is not None:
            return kept
        return await _shared(
            self._asked, (user_id, digest), lambda: self._in_turn(user_id, digest, render)
        )

    async def _in_turn(
        self, user_id: UUID, digest: bytes, render: Callable[[], Awaitable[Body]]
    ) -> Body:
        async with self._turns_of_users.setdefault(user_id, asyncio.Lock()):
            # Somebody else who may see as much may have asked for it, and does not wait here.
            kept = self._bodies.get(digest)
            if kept is not None:
                return kept
            return await _shared(self._rendering, digest, lambda: self._render(digest, render))

    async def _render(self, digest: bytes, render: Callable[[], Awaitable[Body]]) -> Body:
        async with self._turn:
            body = await render()
        self._keep(digest, body)
        return body

    async def close(self) -> None:
        """Ends what is still being rendered for nobody."""
        tasks = [*self._asked.values(), *self._rendering.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def get(self, key: Hashable) -> Body | None:
        """The body under this key, if it is kept."""
        return self._bodies.get(_digest(key))

    def put(self, key: Hashable, body: Body) -> None:
        """Keeps the body, unless it is larger than the whole memory."""
        self._keep(_digest(key), body)

    def _keep(self, digest: bytes, body: Body) -> None:
        if _size(body) <= self._bodies.maxsize:
            self._bodies[digest] = body


def _shared(
    tasks: dict[Key, asyncio.Task[Body]], key: Key, begin: Callable[[], Coroutine[Any, Any, Body]]
) -> asyncio.Future[Body]:
    """What the task under this key makes, begun if it is not under way; it outlives who waits."""
    task = tasks.get(key)
    if task is None:
        task = tasks[key] = asyncio.ensure_future(begin())

        def finish(done: asyncio.Task[Body]) -> None:
            del tasks[key]
            if not done.cancelled():
                done.exception()  # looked at, also when all who waited for it have gone

        task.add_done_callback(finish)
    return asyncio.shield(task)


def _size(body: Body) -> int:
    # A key's digest and the bookkeeping of an entry take about a kilobyte.
    return len(body.content) + 1024 + sum(_size_of_skipped(item) for item in body.skipped)


def _size_of_skipped(item: Skipped) -> int:
    # Four bytes a character at most, and the objects themselves.
    return 4 * (len(item.title) + len(item.reason)) + 512


def _digest(key: object) -> bytes:
    """A key of many calendars in 32 bytes: kept whole it would outweigh a small body."""
    return hashlib.sha256(repr(key).encode()).digest()
