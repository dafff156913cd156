"""A bound on the time that a piece of work may take, which ends nothing that has been committed.

Whoever is told that the time was up may rely on it that nothing was written. So work that writes is
ended only before its first commit: from then on it comes to its end, however long that takes.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from api.errors import TimedOut

Keys = TypeVar("Keys")
Rows = TypeVar("Rows")


@dataclass
class _Bound:
    timeout: asyncio.Timeout
    keeps_commits: bool = False
    # Tasks beside the work's own, which would go on without it.
    beside: set[asyncio.Task[Any]] = field(default_factory=set)


# Copied into every task that the work starts. Empty as soon as the work is over: what it left
# behind, such as a rendering that others wait for too, is not bound.
_bounds: ContextVar[list[_Bound]] = ContextVar("time_bound")


def _bound() -> _Bound | None:
    return next(iter(_bounds.get([])), None)


@asynccontextmanager
async def time_bound(seconds: float) -> AsyncIterator[None]:
    """Ends the block when it takes longer than this: raises TimedOut, its transactions undone."""
    timeout = asyncio.timeout(seconds)
    bound = _Bound(timeout)
    bounds = [bound]
    token = _bounds.set(bounds)
    try:
        async with timeout:
            yield
    except TimeoutError:
        if not timeout.expired():
            raise  # somebody else's: the database's
        raise TimedOut from None
    finally:
        bounds.clear()
        _bounds.reset(token)
        if timeout.expired():
            for task in bound.beside:
                task.cancel()


def extend_time(seconds: float) -> None:
    """The work may take so long from now on: for what takes long by its nature."""
    bound = _bound()
    # After a commit there is no bound any more that could be moved.
    if bound is not None and not bound.timeout.expired() and bound.timeout.when() is not None:
        bound.timeout.reschedule(asyncio.get_running_loop().time() + seconds)


def keep_commits() -> None:
    """The work is there to write: it is not ended any more once something has been committed.

    What else is written, such as the address of a feed that is shown for the first time, may as
    well be written again.
    """
    bound = _bound()
    if bound is not None:
        bound.keeps_commits = True


def may_commit() -> bool:
    """Whether a transaction may commit, which it does at once then; not when the time is up."""
    bound = _bound()
    if bound is None or not bound.keeps_commits:
        return True
    if bound.timeout.expired():
        return False
    bound.timeout.reschedule(None)
    return True


def ends_with_work(load: Callable[[Keys], Awaitable[Rows]]) -> Callable[[Keys], Awaitable[Rows]]:
    """A loader that runs in a task of its own, ended with the work for which it loads."""

    async def bounded(keys: Keys) -> Rows:
        bound, task = _bound(), asyncio.current_task()
        if bound is None or task is None:
            return await load(keys)
        bound.beside.add(task)
        try:
            return await load(keys)
        finally:
            bound.beside.discard(task)

    return bounded
