"""Retiring addresses: from that moment they show nothing of a calendar, and never will again.

Whatever takes the last calendar of a feed away retires the feed's address in its own transaction.
Access that is given back gives a new address: the old one may have been the reason for taking it.

Whatever makes or retires an address holds the lock of its user's row, so that no address is made of
a feed that another transaction is emptying. Locks are taken in one order, or two transactions would
wait for each other: the organization (`api.models.acting`), calendars by their keys, users by
theirs, then feeds and addresses.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from api.models.calendar import Calendar, Member
from api.models.database import execute, execute_many, fetch_rows
from api.models.feed import Feed, FeedToken, RetiredReason, over_calendars
from api.models.fields import key
from api.models.user import User

# Retired addresses that are kept to explain themselves: of one feed, and of all that a user had and
# that are gone, together. A person resets a feed once in a while; a calendar of everybody's may go
# with hundreds of others.
MOST_RETIRED: Final = 20
MOST_RETIRED_OF_GONE: Final = 500
# As many statements as are sent together (`database.execute_many`).
_AT_ONCE: Final = 500

# Whether a feed `f` of the user shows something. The user is a value, not a join: neither engine
# pushes a joined column into the view (docs/adr/0005-a-fetch-in-two-statements.md). What they see
# is asked once, not for each feed.
_SEEN = """
WITH seen AS MATERIALIZED (
    SELECT calendar_id FROM calendar_access WHERE user_id = $1 AND detail <> 'OFF'
)
"""
_SHOWS = """CASE
    WHEN f.kind = 'ALL' OR f.all_calendars THEN EXISTS (SELECT 1 FROM seen)
    WHEN f.calendar_id IS NOT NULL THEN f.calendar_id IN (SELECT calendar_id FROM seen)
    ELSE EXISTS (
        SELECT 1 FROM feed_calendars fc JOIN seen ON seen.calendar_id = fc.calendar_id
        WHERE fc.feed_id = f.id
    )
END"""
_SHOWING = f"{_SEEN} SELECT f.id FROM feeds f WHERE f.user_id = $1 AND {_SHOWS}"  # noqa: S608  (conditions of our own)
_RETIRE_EMPTY = f"""{_SEEN}
UPDATE feed_tokens SET retired_at = $2, retired_reason = $3
WHERE user_id = $1 AND retired_at IS NULL
    AND feed_id IN (SELECT f.id FROM feeds f WHERE f.user_id = $1 AND NOT {_SHOWS})
"""  # noqa: S608  (conditions of our own)
_FORGET = f"""
DELETE FROM feed_tokens WHERE id IN (
    SELECT id FROM (
        SELECT id, feed_id, leaves_notice, retired_at, ROW_NUMBER() OVER (
            PARTITION BY feed_id ORDER BY retired_at DESC, id DESC
        ) AS place
        FROM feed_tokens WHERE user_id = $1 AND retired_at IS NOT NULL
    ) retired
    WHERE NOT leaves_notice OR retired_at <= $2
        OR place > CASE WHEN feed_id IS NULL THEN {MOST_RETIRED_OF_GONE} ELSE {MOST_RETIRED} END
)
"""  # noqa: S608  (numbers of our own)
_WITH_ADDRESSES = """
SELECT DISTINCT t.user_id FROM feed_tokens t JOIN feeds f ON f.id = t.feed_id
WHERE t.retired_at IS NULL AND {over}
    AND f.user_id IN (SELECT id FROM users WHERE organization_id = $1)
ORDER BY t.user_id
"""


async def lock_user(user_id: UUID) -> None:
    """Lets others wait who make or retire addresses of this user, until the transaction ends."""
    await _lock(User.filter(id=user_id))


async def lock_users(user_ids: Collection[UUID]) -> None:
    """The same of these users."""
    await _lock(User.filter(id__in=list(user_ids)))


async def lock_viewers(calendar: Calendar) -> None:
    """The same of all who may see this calendar, whose own lock is held."""
    # Asked again: it was read before its lock was there.
    if await Calendar.filter(id=calendar.id, everyone_role__isnull=False).exists():
        await lock_colleagues(calendar.organization_id)
        return
    members = Member.filter(calendar_id=calendar.id).values("user_id")
    await _lock(User.filter(id__in=Subquery(members)))


async def lock_colleagues(organization_id: UUID) -> None:
    """The same of all users of this organization."""
    await _lock(User.filter(organization_id=organization_id))


async def _lock(users: QuerySet[User]) -> None:
    # The ORM leaves the lock out on SQLite, where a transaction has the whole file's.
    await users.order_by("id").select_for_update(no_key=True).only("id")


async def retire_feeds(
    feed_ids: Sequence[UUID],
    now: datetime,
    reason: RetiredReason,
    *,
    leaves_notice: bool = True,
) -> None:
    """Retires the live addresses of these feeds."""
    await FeedToken.filter(feed_id__in=feed_ids, retired_at__isnull=True).update(
        retired_at=now, retired_reason=reason, leaves_notice=leaves_notice
    )


async def retire_feeds_of(
    calendar_ids: Sequence[UUID], now: datetime, reason: RetiredReason
) -> None:
    """Retires the live addresses of the feeds of these calendars, each of one alone."""
    own = Feed.filter(calendar_id__in=list(calendar_ids)).values("id")
    live = FeedToken.filter(feed_id__in=Subquery(own), retired_at__isnull=True)
    await live.update(retired_at=now, retired_reason=reason, leaves_notice=True)


async def retire_empty(
    user_ids: Sequence[UUID],
    now: datetime,
    reason: RetiredReason = RetiredReason.ACCESS_WITHDRAWN,
) -> None:
    """Retires the addresses of these users, who are locked, whose feeds show no calendar any more.

    Of who has no address nothing else is looked at: most have none.
    """
    for start in range(0, len(user_ids), _AT_ONCE):
        part = user_ids[start : start + _AT_ONCE]
        await execute_many(_RETIRE_EMPTY, [[user_id, now, reason.value] for user_id in part])


async def forget_retired(user_id: UUID, now: datetime, notice_days: int) -> None:
    """Deletes the user's retired addresses that have nothing to say any more, or are too many.

    They answer like addresses that never were, before and after. Whoever makes a new address asks
    for this, so that the retired ones cannot pile up.
    """
    await execute(_FORGET, user_id, now - timedelta(days=notice_days))


async def showing_something(user_id: UUID) -> set[UUID]:
    """The feeds of this user that have a calendar to show."""
    return {key(row["id"]) for row in await fetch_rows(_SHOWING, user_id)}


async def users_with_addresses(organization_id: UUID, calendar_ids: Collection[UUID]) -> list[UUID]:
    """The users of live addresses whose feeds are over any of these calendars, if they see it."""
    if not calendar_ids:
        return []
    statement = _WITH_ADDRESSES.format(over=over_calendars(len(calendar_ids), after=1))
    rows = await fetch_rows(statement, organization_id, *calendar_ids)
    return [key(row["user_id"]) for row in rows]
