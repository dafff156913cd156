"""Loads what is kept of fetches, for all feeds of a list at once."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from api.feeds.operations.programs import fetch_days, live_selectors, networks_of, programs_of
from api.models.fetch import FeedNetwork, FeedProgram, FetchDay
from api.models.time_bound import ends_with_work

Row = TypeVar("Row", FetchDay, FeedNetwork)
# A feed, and of how many days.
Days = tuple[UUID, int]


class FetchLoaders:
    """The loaders of one request."""

    def __init__(self, now: datetime) -> None:
        self.programs: DataLoader[UUID, Sequence[FeedProgram]] = DataLoader(
            ends_with_work(_programs)
        )
        self.selectors: DataLoader[UUID, str | None] = DataLoader(ends_with_work(_selectors))
        self.days: DataLoader[Days, Sequence[FetchDay]] = _by_days(fetch_days, now)
        self.networks: DataLoader[Days, Sequence[FeedNetwork]] = _by_days(networks_of, now)


async def _programs(feed_ids: list[UUID]) -> list[Sequence[FeedProgram]]:
    found = await programs_of(feed_ids)
    return [found.get(feed_id, ()) for feed_id in feed_ids]


async def _selectors(feed_ids: list[UUID]) -> list[str | None]:
    found = await live_selectors(feed_ids)
    return [found.get(feed_id) for feed_id in feed_ids]


def _by_days(
    load: Callable[[Collection[UUID], int, datetime], Awaitable[Mapping[UUID, Sequence[Row]]]],
    now: datetime,
) -> DataLoader[Days, Sequence[Row]]:
    """A loader of rows by feed and days: one load for each number of days that is asked for."""

    async def rows(keys: list[Days]) -> list[Sequence[Row]]:
        found = {
            days: await load([feed_id for feed_id, of in keys if of == days], days, now)
            for days in {days for _, days in keys}
        }
        return [found[days].get(feed_id, ()) for feed_id, days in keys]

    return DataLoader(ends_with_work(rows))
