"""Who proves an address, and what that feed may show now.

Access is asked at every fetch, before anything is answered, "not modified" included. Whether the
secret is right is asked first, by a statement of its own: whoever cannot prove an address learns
nothing, not even from the time that it takes (docs/adr/0005-a-fetch-in-two-statements.md).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.ical.facts import Stamp
from api.ical.feed_settings import (
    CalendarNameIn,
    CancelledEvents,
    CompletedTasks,
    Detail,
    FeedSettings,
    TaskFormat,
)
from api.models.database import fetch_rows
from api.models.feed import FeedKind
from api.models.fields import instant
from api.tokens import FEED, parse_token, verify_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """What of a feed decides what it says."""

    id: UUID
    user_id: UUID
    kind: FeedKind
    calendar_id: UUID | None
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
    revision: int
    detail: Detail


_FEED_COLUMNS: Final = """
    f.id, f.user_id, f.kind, f.calendar_id, f.label, f.detail, f.task_format, f.cancelled,
    f.completed_tasks, f.only_assigned_to_me, f.calendar_name, f.changed_at, f.generation
"""
_BY_SELECTOR: Final = f"""
SELECT t.secret_hash, t.retired_at, f.expires_at, {_FEED_COLUMNS}
FROM feed_tokens t LEFT JOIN feeds f ON f.id = t.feed_id
WHERE t.selector = $1
"""  # noqa: S608  (columns of our own)
_SHOWN: Final = """
SELECT c.id, c.name, c.color, c.revision, a.detail
FROM calendar_access a JOIN calendars c ON c.id = a.calendar_id
WHERE a.user_id = $1 AND a.detail <> 'OFF' {chosen}
ORDER BY c.id
"""
_IN_FEED: Final = """
  AND a.calendar_id IN (SELECT calendar_id FROM feed_calendars WHERE feed_id = $2)
"""


async def prove(address: str, now: datetime) -> FeedFacts | None:
    """The live feed of the address with this token; None for any other."""
    token = parse_token(address, FEED)
    if token is None:
        return None
    rows = await fetch_rows(_BY_SELECTOR, token.selector)
    row = rows[0] if rows else None
    proved = verify_secret(row["secret_hash"] if row else None, token.secret)
    if row is None or not proved or row["retired_at"] is not None or row["id"] is None:
        return None
    expires_at = instant(row["expires_at"])
    if expires_at is not None and expires_at <= now:
        return None
    return feed_facts(row, token.selector)


def feed_facts(row: dict[str, Any], selector: str = "") -> FeedFacts:
    """The facts in a row of `feeds`, as either engine returns it."""
    return FeedFacts(
        id=UUID(str(row["id"])),
        user_id=UUID(str(row["user_id"])),
        kind=FeedKind(row["kind"]),
        calendar_id=UUID(str(row["calendar_id"])) if row["calendar_id"] else None,
        label=row["label"],
        settings=FeedSettings(
            detail=Detail(row["detail"]),
            task_format=TaskFormat(row["task_format"]),
            cancelled=CancelledEvents(row["cancelled"]),
            completed_tasks=CompletedTasks(row["completed_tasks"]),
            only_assigned_to_me=bool(row["only_assigned_to_me"]),
            calendar_name=CalendarNameIn(row["calendar_name"]),
        ),
        stamp=Stamp(changed_at=instant(row["changed_at"]), generation=row["generation"]),
        selector=selector,
    )


async def shown_calendars(feed: FeedFacts) -> list[ShownCalendar]:
    """The calendars that the feed may show now, in the order of their keys."""
    chosen: dict[FeedKind, tuple[str, tuple[UUID | None, ...]]] = {
        FeedKind.ALL: ("", ()),
        FeedKind.CALENDAR: ("AND a.calendar_id = $2", (feed.calendar_id,)),
        FeedKind.ADDITIONAL: (_IN_FEED, (feed.id,)),
    }
    condition, values = chosen[feed.kind]
    rows = await fetch_rows(_SHOWN.format(chosen=condition), feed.user_id, *values)
    return [
        ShownCalendar(
            id=UUID(str(row["id"])),
            name=row["name"],
            color=row["color"],
            revision=row["revision"],
            detail=feed.settings.detail.within(Detail(row["detail"])),
        )
        for row in rows
    ]
