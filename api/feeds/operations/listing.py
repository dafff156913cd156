"""Which feeds a user has."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from api.errors import BadRequest, Unavailable
from api.ical.recurrence import Steps, TooManySteps
from api.models.access import CalendarAccess
from api.models.database import fetch_rows
from api.models.feed import Feed, FeedCalendar, FeedKind
from api.models.roles import require_admin
from api.models.user import User, UserRole

_TRIES: Final = 3
# A page of 100 feeds over 100 calendars each.
_MOST_CALENDARS: Final = 10_000
_TOO_MANY_CALENDARS: Final = (
    f"These feeds show more than {_MOST_CALENDARS:,} calendars, each counted as often as a feed "
    "shows it. Ask for smaller pages, or for `calendars` of fewer feeds."
)
_MISSING = """
SELECT a.calendar_id FROM calendar_access a
WHERE a.user_id = $1 AND NOT EXISTS (
    SELECT 1 FROM feeds f
    WHERE f.user_id = $1 AND f.kind = 'CALENDAR' AND f.calendar_id = a.calendar_id
)
ORDER BY a.calendar_id
"""


async def make_default_feeds(user_id: UUID, now: datetime) -> None:
    """Makes the default feeds that the user should have by now: one for each calendar, one of all.

    Access changes in many places and feeds are listed in one, so they are made here; usually there
    is nothing to do.
    """
    for _ in range(_TRIES):
        missing = await _missing_feeds(user_id, now)
        if not missing:
            return
        # One of the calendars may be deleted before its feed is there.
        with suppress(IntegrityError):
            # Another request may be making the same ones.
            await Feed.bulk_create(missing, ignore_conflicts=True)
            return
    raise Unavailable("Calendars are being deleted. Try again in some seconds.", 1)


def calendars_of_request() -> Steps:
    """How many calendars of feeds a request may tell, each counted as often as a feed shows it."""
    return Steps(_MOST_CALENDARS, _TOO_MANY_CALENDARS)


def take_calendars(told: Steps, count: int) -> None:
    """Notes that so many calendars of a feed are told. Raises BadRequest beyond the most."""
    try:
        told.take(count)
    except TooManySteps as error:
        raise BadRequest(str(error)) from None


async def _missing_feeds(user_id: UUID, now: datetime) -> list[Feed]:
    rows = await fetch_rows(_MISSING, user_id)
    has_all = await Feed.exists(user_id=user_id, kind=FeedKind.ALL)
    if has_all and not rows:
        return []
    user = await User.get(id=user_id)
    values = {"organization_id": user.organization_id, "user_id": user_id, "created_at": now}
    # First, so that its id is the lowest and it stands first in the list.
    first = [] if has_all else [Feed(kind=FeedKind.ALL, **values)]
    return first + [
        Feed(kind=FeedKind.CALENDAR, calendar_id=row["calendar_id"], **values) for row in rows
    ]


async def default_feeds_of(
    user_id: UUID, calendar_ids: Collection[UUID], now: datetime
) -> dict[UUID, Feed]:
    """The user's default feed of each of these calendars that the user may see."""
    await make_default_feeds(user_id, now)
    feeds = visible_feeds(user_id).filter(kind=FeedKind.CALENDAR, calendar_id__in=calendar_ids)
    return {feed.calendar_id: feed for feed in await feeds if feed.calendar_id is not None}


def visible_feeds(user_id: UUID) -> QuerySet[Feed]:
    """The user's own feeds, without those of calendars that the user no longer sees."""
    seen = CalendarAccess.filter(user_id=user_id).values("calendar_id")
    return Feed.filter(
        ~Q(kind=FeedKind.CALENDAR) | Q(calendar_id__in=Subquery(seen)), user_id=user_id
    )


def feeds_over(
    feeds: QuerySet[Feed], calendar_id: UUID, user_id: UUID | None = None
) -> QuerySet[Feed]:
    """Those of the feeds that show the calendar: none of a user who does not see it.

    `user_id` says whose they are if all are one user's: then nobody else's access is looked up.
    """
    seeing = CalendarAccess.filter(calendar_id=calendar_id)
    seen = (seeing if user_id is None else seeing.filter(user_id=user_id)).values("user_id")
    chosen = FeedCalendar.filter(calendar_id=calendar_id).values("feed_id")
    return feeds.filter(
        Q(kind=FeedKind.ALL)
        | Q(all_calendars=True)
        | Q(calendar_id=calendar_id)
        | Q(id__in=Subquery(chosen)),
        user_id__in=Subquery(seen),
    )


def feeds_of_organization(admin: User) -> QuerySet[Feed]:
    """All feeds of the admin's organization; Forbidden for others."""
    require_admin(admin, "lists other people's feeds")
    return Feed.filter(organization_id=admin.organization_id)


def known_feeds(user: User) -> QuerySet[Feed]:
    """The feeds that the user may know of: their own, for an admin all of the organization."""
    is_admin = user.role is UserRole.ADMIN
    return feeds_of_organization(user) if is_admin else visible_feeds(user.id)
