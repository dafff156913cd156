"""Loads what is kept of fetches, for all feeds of a list at once."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from api.feeds.operations.programs import (
    DayCount,
    fetch_days,
    live_selectors,
    networks_of,
    programs_of,
)
from api.models.fetch import FeedNetwork, FeedProgram
from api.schema.loading import Loader, Turns

Row = TypeVar("Row", DayCount, FeedNetwork)
# A feed, and of how many days.
Days = tuple[UUID, int]


class FetchLoaders:
    """The loaders of one request."""

    def __init__(self, now: datetime, turns: Turns) -> None:
        self.programs: Loader[UUID, Sequence[FeedProgram]] = Loader(_programs, turns)
        self.selectors: Loader[UUID, str | None] = Loader(_selectors, turns)
        self.days: Loader[Days, Sequence[DayCount]] = _by_days(turns, fetch_days, now)
        self.networks: Loader[Days, Sequence[FeedNetwork]] = _by_days(turns, networks_of, now)


async def _programs(feed_ids: list[UUID]) -> list[Sequence[FeedProgram]]:
    found = await programs_of(feed_ids)
    return [found.get(feed_id, ()) for feed_id in feed_ids]


async def _selectors(feed_ids: list[UUID]) -> list[str | None]:
    found = await live_selectors(feed_ids)
    return [found.get(feed_id) for feed_id in feed_ids]


def _by_days(
    turns: Turns,
    load: Callable[[Collection[UUID], int, datetime], Awaitable[Mapping[UUID, Sequence[Row]]]],
    now: datetime,
) -> Loader[Days, Sequence[Row]]:
    """A loader of rows by feed and days: one load for each number of days that is asked for."""

    async def rows(keys: list[Days]) -> list[Sequence[Row]]:
        found = {
            days: await load([feed_id for feed_id, of in keys if of == days], days, now)
            for days in {days for _, days in keys}
        }
        return [found[days].get(feed_id, ()) for feed_id, days in keys]

    return Loader(rows, turns)
