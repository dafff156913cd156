"""Who proves an address, and what that feed may show now.

Access is asked at every fetch, before anything is answered, "not modified" included. Whether the
secret is right is asked first, by a statement of its own: whoever cannot prove an address learns
nothing, not even from the time that it takes (docs/adr/0005-a-fetch-in-two-statements.md).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.feeds.notice import Retired
from api.ical.facts import Stamp
from api.ical.feed_settings import (
    CalendarNamePlacement,
    CancelledEvents,
    CompletedTasks,
    Detail,
    FeedSettings,
    TaskFormat,
)
from api.models.access import CalendarRole
from api.models.database import fetch_rows
from api.models.feed import FeedKind, RetiredReason
from api.models.fields import instant
from api.tokens import FEED, parse_token, verify_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What of a feed decides what it says."""

    id: UUID
    user_id: UUID
    kind: FeedKind
    calendar_id: UUID | None
    all_calendars: bool
    # Whether it is over several calendars by its nature, also while the user sees one of them only.
    several_calendars: bool
    label: str
    settings: FeedSettings
    stamp: Stamp
    # Of the token that proved it; empty when its owner reads it without one.
    selector: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCalendar:
    """A calendar that the feed may show now, and how much of it."""

    id: UUID
    name: str
    color: str
    time_zone: str
    revision: int
    detail: Detail
    # The feed is of what concerns its user, who sees times only here and is not to learn whom they
    # concern: nothing is known to concern the user, and nothing is shown.
    assignees_hidden: bool


_FEED_COLUMNS: Final = """
    f.id, f.user_id, f.kind, f.calendar_id, f.all_calendars, f.label, f.detail, f.task_format,
    f.cancelled, f.completed_tasks, f.only_assigned_to_me, f.calendar_name, f.changed_at,
    f.generation, f.expires_at,
    (SELECT COUNT(*) FROM feed_calendars fc WHERE fc.feed_id = f.id) AS chosen
"""
_BY_SELECTOR: Final = f"""
SELECT t.id AS token_id, t.secret_hash, t.retired_at, t.retired_reason, t.leaves_notice,
    {_FEED_COLUMNS}
FROM feed_tokens t LEFT JOIN feeds f ON f.id = t.feed_id
WHERE t.selector = $1
"""  # noqa: S608  (columns of our own)
_BY_ID: Final = f"SELECT {_FEED_COLUMNS} FROM feeds f WHERE f.id = $1"  # noqa: S608  (as above)
_SHOWN: Final = """
SELECT c.id, c.name, c.color, c.time_zone, c.revision, a.detail, a.role
FROM calendar_access a JOIN calendars c ON c.id = a.calendar_id
WHERE a.user_id = $1 AND a.detail <> 'OFF' {chosen}
ORDER BY c.id
"""
_IN_FEED: Final = """
  AND a.calendar_id IN (SELECT calendar_id FROM feed_calendars WHERE feed_id = $2)
"""


async def prove(address: str, now: datetime) -> FeedFacts | Retired | None:
    """The feed of a live address, or why and since when a retired one shows nothing.

    None for an address that is not proved, and for a retired one that is to leave no notice.
    """
    token = parse_token(address, FEED)
    if token is None:
        return None
    rows = await fetch_rows(_BY_SELECTOR, token.selector)
    row = rows[0] if rows else None
    proved = verify_secret(row["secret_hash"] if row else None, token.secret)
    if row is None or not proved:
        return None
    retired = _retired(row, token.selector, now)
    if retired is not None:
        return retired if row["leaves_notice"] else None
    return _feed_facts(row, token.selector) if row["id"] is not None else None


def _retired(row: dict[str, Any], selector: str, now: datetime) -> Retired | None:
    at, reason = instant(row["retired_at"]), row["retired_reason"]
    expires_at = instant(row["expires_at"])
    if at is None and expires_at is not None and expires_at <= now:
        at, reason = expires_at, RetiredReason.EXPIRED
    if at is None:
        return None
    return Retired(
        token_id=UUID(str(row["token_id"])),
        feed_id=UUID(str(row["id"])) if row["id"] is not None else None,
        selector=selector,
        at=at,
        reason=RetiredReason(reason),
    )


async def facts_of(feed_id: UUID, now: datetime) -> FeedFacts | None:
    """The feed with this id; None when it has expired or is gone."""
    rows = await fetch_rows(_BY_ID, feed_id)
    expires_at = instant(rows[0]["expires_at"]) if rows else None
    if not rows or (expires_at is not None and expires_at <= now):
        return None
    return _feed_facts(rows[0])


def _feed_facts(row: dict[str, Any], selector: str = "") -> FeedFacts:
    everything = row["kind"] == FeedKind.ALL or bool(row["all_calendars"])
    return FeedFacts(
        several_calendars=everything or row["chosen"] > 1,
        id=UUID(str(row["id"])),
        user_id=UUID(str(row["user_id"])),
        kind=FeedKind(row["kind"]),
        calendar_id=UUID(str(row["calendar_id"])) if row["calendar_id"] else None,
        all_calendars=bool(row["all_calendars"]),
        label=row["label"],
        settings=FeedSettings(
            detail=Detail(row["detail"]),
            task_format=TaskFormat(row["task_format"]),
            cancelled=CancelledEvents(row["cancelled"]),
            completed_tasks=CompletedTasks(row["completed_tasks"]),
            only_assigned_to_me=bool(row["only_assigned_to_me"]),
            calendar_name=CalendarNamePlacement(row["calendar_name"]),
        ),
        stamp=Stamp(changed_at=instant(row["changed_at"]), generation=row["generation"]),
        selector=selector,
    )


async def shown_calendars(feed: FeedFacts) -> list[ShownCalendar]:
    """The calendars that the feed may show now, in the order of their keys."""
    condition: str = ""
    values: tuple[UUID | None, ...] = ()
    if feed.kind is FeedKind.CALENDAR:
        condition, values = "AND a.calendar_id = $2", (feed.calendar_id,)
    elif feed.kind is FeedKind.ADDITIONAL and not feed.all_calendars:
        condition, values = _IN_FEED, (feed.id,)
    rows = await fetch_rows(_SHOWN.format(chosen=condition), feed.user_id, *values)
    return [
        ShownCalendar(
            id=UUID(str(row["id"])),
            name=row["name"],
            color=row["color"],
            time_zone=row["time_zone"],
            revision=row["revision"],
            detail=feed.settings.detail.within(Detail(row["detail"])),
            assignees_hidden=feed.settings.only_assigned_to_me
            and row["role"] == CalendarRole.FREE_BUSY_READER,
        )
        for row in rows
    ]
