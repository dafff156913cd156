"""Fetches for tests, and what is kept of them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from api.feeds.fetches import Fetch
from api.models import Feed, FeedNetwork, FeedProgram, FetchDay, User
from api.models.fetch import FetchResult
from tests.clock import NOON
from tests.factories import make_added_feeds, make_user


def fetch(feed_id: UUID | None = None, **given: Any) -> Fetch:
    """A fetch by Thunderbird at noon, of some feed unless one is named."""
    values: dict[str, Any] = {
        "feed_id": feed_id or uuid4(),
        "selector": "0123456789ABCDEF",
        "program": "thunderbird",
        "network": "192.0.2.0/24",
        "result": FetchResult.FULL,
        "etag": '"e"',
        "at": NOON,
    }
    return Fetch(**values | given)


async def make_feeds(count: int = 1, user: User | None = None) -> list[Feed]:
    """So many feeds of one user."""
    return await make_added_feeds(user or await make_user(), count, label="")


async def make_feed() -> Feed:
    [feed] = await make_feeds()
    return feed


async def counted() -> int:
    """How many fetches the database knows of."""
    days = await FetchDay.all()
    return sum(day.full_count + day.not_modified_count + day.notice_count for day in days)


async def programs_kept(feed: Feed) -> dict[str, FeedProgram]:
    return {row.program: row for row in await FeedProgram.filter(feed_id=feed.id)}


async def networks_kept(feed: Feed) -> dict[str, datetime]:
    rows = await FeedNetwork.filter(feed_id=feed.id)
    return {row.network: row.last_seen_at for row in rows}
