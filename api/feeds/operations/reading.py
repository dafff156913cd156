"""Reading a feed: through its address, or as its owner."""

from dataclasses import dataclass
from datetime import datetime

from api.errors import NotFound
from api.feeds.operations.bodies import BodyCache
from api.feeds.operations.deciding import NO_FEED, FeedFacts, feed_facts, prove, shown_calendars
from api.feeds.operations.rendering import filename_of, render
from api.ical.window import window_on
from api.models.feed import Feed
from api.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed as its address serves it now."""

    body: bytes
    etag: str
    item_count: int
    filename: str


async def read_address(
    address: str, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document:
    """What the address with this token serves now.

    Raises NotFound, always the same, for whatever is not a live address that shows a calendar.
    """
    feed = await prove(address, now)
    return await _document(feed, now, settings=settings, bodies=bodies)


async def export_feed(
    feed: Feed, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document | None:
    """What the address of this feed serves now, without going through it; None for nothing."""
    if feed.expires_at is not None and feed.expires_at <= now:
        return None
    try:
        facts = feed_facts(vars(feed))
        return await _document(facts, now, settings=settings, bodies=bodies)
    except NotFound:
        return None


async def _document(
    feed: FeedFacts, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document:
    calendars = await shown_calendars(feed)
    if not calendars:
        raise NotFound(NO_FEED)
    day = now.date()
    # What decides the bytes, and nothing else: users who may see the same share one rendering.
    owner = feed.user_id if feed.settings.only_assigned_to_me else None
    key = (owner, feed.kind, feed.label, feed.settings, feed.stamp, tuple(calendars), day)
    # The key was read before the rows are: a write in between costs a second rendering, never a
    # stale answer under a new key.
    body = bodies.get(key)
    if body is None:
        window = window_on(day, settings.window_past_days, settings.window_future_days)
        body = await render(feed, calendars, window, settings)
        bodies.put(key, body)
    return Document(
        body=body.content,
        etag=body.etag,
        item_count=body.item_count,
        filename=filename_of(feed, calendars),
    )
