"""Reading a feed: through its address, or as its owner."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from api.feeds.notice import Retired, render_notice
from api.feeds.operations.bodies import Body, BodyCache
from api.feeds.operations.deciding import (
    FeedFacts,
    ShownCalendar,
    facts_of,
    prove,
    shown_calendars,
)
from api.feeds.operations.rendering import filename_of, render, render_options
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
    # None when the feed is gone, and this the notice of its address.
    feed_id: UUID | None
    # Of the token at whose address it is served; empty when its owner reads it without one.
    selector: str
    is_notice: bool = False


async def read_address(
    address: str, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document | None:
    """What the address with this token serves now.

    A calendar; for some days after the address was retired, the notice; else None.
    """
    proved = await prove(address, now)
    if isinstance(proved, FeedFacts):
        return await _document(proved, now, settings=settings, bodies=bodies)
    if proved is not None and proved.has_notice(now, settings.reset_notice_days):
        return _notice(proved, now, settings)
    return None


async def export_feed(
    feed: Feed, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document | None:
    """What the address of this feed serves now, without going through it; None for nothing."""
    facts = await facts_of(feed.id, now)
    if facts is None:
        return None
    return await _document(facts, now, settings=settings, bodies=bodies)


def _notice(retired: Retired, now: datetime, settings: Settings) -> Document:
    content = render_notice(
        retired, now, public_url=settings.base_url, options=render_options(settings)
    )
    body = Body.of(content, item_count=1)
    return Document(
        body=body.content,
        etag=body.etag,
        item_count=1,
        filename="calendar.ics",
        feed_id=retired.feed_id,
        selector=retired.selector,
        is_notice=True,
    )


async def _document(
    feed: FeedFacts, now: datetime, *, settings: Settings, bodies: BodyCache
) -> Document | None:
    calendars = await shown_calendars(feed)
    if not calendars:
        return None
    body = await body_of(feed, calendars, now, settings=settings, bodies=bodies)
    return Document(
        body=body.content,
        etag=body.etag,
        item_count=body.item_count,
        filename=filename_of(feed, calendars),
        feed_id=feed.id,
        selector=feed.selector,
    )


async def body_of(
    feed: FeedFacts,
    calendars: Sequence[ShownCalendar],
    now: datetime,
    *,
    settings: Settings,
    bodies: BodyCache,
) -> Body:
    """The feed over these calendars as it is now, kept or rendered."""
    feed = replace(feed, stamp=feed.stamp.and_of(bodies.renderer))
    day = now.date()
    # What decides the bytes, and nothing else: users who may see the same share one rendering.
    owner = feed.user_id if feed.settings.only_assigned_to_me else None
    key = (
        owner,
        feed.kind,
        feed.several_calendars,
        feed.label,
        feed.settings,
        feed.stamp,
        tuple(calendars),
        day,
    )

    # The key was read before the rows are: a write in between costs a second rendering, never a
    # stale answer under a new key.
    async def rendered() -> Body:
        window = window_on(day, settings.window_past_days, settings.window_future_days)
        return await render(feed, calendars, window, settings)

    return await bodies.get_or_render(feed.user_id, key, rendered)
