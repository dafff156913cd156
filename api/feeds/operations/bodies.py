"""Rendered feeds, kept in a memory that is bounded in bytes."""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass

from cachetools import LRUCache


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a feed with their ETag, quotes included (RFC 9110 section 8.8.3)."""

    content: bytes
    etag: str
    item_count: int

    @classmethod
    def of(cls, content: bytes, *, item_count: int) -> "Body":
        """A body with the hash of its bytes as ETag: the same on every replica and engine."""
        return cls(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"', item_count)


class BodyCache:
    """Bodies by the key of everything that decides them, the longest unused dropped first.

    A key that changes is simply not found again, so nothing is ever invalidated.
    """

    def __init__(self, max_bytes: int) -> None:
        self._bodies: LRUCache[bytes, Body] = LRUCache(max_bytes, getsizeof=_size)

    def get(self, key: Hashable) -> Body | None:
        """The body under this key, if it is kept."""
        return self._bodies.get(_digest(key))

    def put(self, key: Hashable, body: Body) -> None:
        """Keeps the body, unless it is larger than the whole memory."""
        if _size(body) <= self._bodies.maxsize:
            self._bodies[_digest(key)] = body


def _size(body: Body) -> int:
    # A key's digest and the bookkeeping of an entry take about a kilobyte.
    return len(body.content) + 1024


def _digest(key: object) -> bytes:
    """A key of many calendars in 32 bytes: kept whole it would outweigh a small body."""
    return hashlib.sha256(repr(key).encode()).digest()
