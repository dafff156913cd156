"""What lists can be narrowed to, and calendars ordered by.

A filter chooses among what whoever asks sees or manages, so that it tells nothing of what they do
neither.
"""

from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

import strawberry
from tortoise.queryset import QuerySet

from api.feeds.operations.listing import feeds_over
from api.models.access import CalendarRole
from api.models.audit import Action, AuditEntry
from api.models.calendar import Calendar
from api.models.directory import listed_users
from api.models.feed import Feed, FeedKind
from api.models.roles import managed_calendars, unmanaged_calendars
from api.models.searching import matching
from api.models.user import User, UserRole
from api.schema.context import Context
from api.schema.cursors import Order
from api.schema.ids import key_of
from api.schema.ranges import utc


@strawberry.input(description="Which calendars; what is left out does not matter.")
class CalendarFilter:
    """Which calendars."""

    search: str | None = strawberry.field(
        default=None, description="Part of the name, in any case; at most 200 characters."
    )
    role: CalendarRole | None = strawberry.field(
        default=None, description="The viewer's role, at least this one."
    )
    managed: bool | None = strawberry.field(
        default=None,
        description="Calendars that the viewer may manage (true): those that they own, for an "
        "admin all of the organization, also those that they do not see. Or those that they see "
        "and may not manage (false). The host application manages by its own ids: none here.",
    )


@strawberry.enum(description="In which order calendars come.")
class CalendarOrder(Enum):
    """In which order calendars come."""

    NAME = strawberry.enum_value("NAME", description="By name.")
    NEWEST = strawberry.enum_value("NEWEST", description="The one that was made last first.")


@strawberry.input(description="Which feeds; what is left out does not matter.")
class CalendarFeedFilter:
    """Which feeds."""

    kind: FeedKind | None = strawberry.field(default=None, description="Only feeds of this kind.")
    calendar_id: strawberry.ID | None = strawberry.field(
        default=None, description="A calendar that they show."
    )
    user_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whose; of `calendarFeeds` nobody's but the viewer's."
    )


@strawberry.input(description="Which users; what is left out does not matter.")
class UserFilter:
    """Which users."""

    search: str | None = strawberry.field(
        default=None,
        description="Part of the name or the e-mail address, in any case; at most 200 characters.",
    )
    email: str | None = strawberry.field(
        default=None, description="The whole e-mail address, in any case."
    )
    role: UserRole | None = strawberry.field(default=None, description="Role in the organization.")
    active: bool | None = strawberry.field(default=None, description="Whether they may sign in.")


@strawberry.input(description="Which entries; what is left out does not matter.")
class AuditLogFilter:
    """Which entries."""

    action: Action | None = strawberry.field(default=None, description="What was done.")
    actor_id: strawberry.ID | None = strawberry.field(default=None, description="By which user.")
    from_: datetime | None = strawberry.field(
        default=None, name="from", description="Entries from this moment on."
    )
    to: datetime | None = strawberry.field(default=None, description="Entries before this moment.")


CALENDAR_ORDERS: Final = {
    CalendarOrder.NAME: Order("calendars", [(Calendar, "name"), (Calendar, "id")]),
    CalendarOrder.NEWEST: Order(
        "calendars by age", [(Calendar, "created_at"), (Calendar, "id")], descending=True
    ),
}


def chosen_calendars(context: Context, filter: CalendarFilter | None) -> QuerySet[Calendar]:
    """The calendars that whoever asks sees or manages, and that the filter chooses."""
    filter = filter or CalendarFilter()
    seen = _calendars(context, filter.managed)
    if filter.search is not None:
        seen = matching(seen, filter.search, "name")
    if filter.role is not None:
        roles = [role.value for role in CalendarRole if role.includes(filter.role)]
        seen = seen.filter(viewer_role__in=roles)
    return seen


def _calendars(context: Context, managed: bool | None) -> QuerySet[Calendar]:
    if managed is None:
        return context.seen(Calendar)
    if context.host is not None:
        seen = context.seen(Calendar)
        return seen.filter(id__in=[]) if managed else seen
    user = context.require_viewer().user
    return managed_calendars(user) if managed else unmanaged_calendars(user)


def chosen_feeds(
    feeds: QuerySet[Feed], filter: CalendarFeedFilter | None, user_id: UUID | None = None
) -> QuerySet[Feed]:
    """Those of the feeds that the filter chooses. `user_id` says whose, if all are one user's."""
    filter = filter or CalendarFeedFilter()
    if filter.kind is not None:
        feeds = feeds.filter(kind=filter.kind)
    if filter.user_id is not None:
        chosen = key_of(filter.user_id, "User")
        feeds, user_id = feeds.filter(user_id=chosen), user_id or chosen
    if filter.calendar_id is not None:
        feeds = feeds_over(feeds, key_of(filter.calendar_id, "Calendar"), user_id)
    return feeds


def chosen_users(context: Context, filter: UserFilter | None) -> QuerySet[User]:
    """The users whom whoever asks may list, or find, and whom the filter chooses."""
    viewer = context.viewer
    return listed_users(
        context.require_organization(),
        viewer.user if viewer else None,
        **vars(filter or UserFilter()),
    )


def chosen_entries(
    entries: QuerySet[AuditEntry], filter: AuditLogFilter | None
) -> QuerySet[AuditEntry]:
    """Those of the entries that the filter chooses."""
    filter = filter or AuditLogFilter()
    if filter.action is not None:
        entries = entries.filter(action=filter.action)
    if filter.actor_id is not None:
        entries = entries.filter(actor_id=key_of(filter.actor_id, "User"))
    if filter.from_ is not None:
        entries = entries.filter(at__gte=utc(filter.from_))
    if filter.to is not None:
        entries = entries.filter(at__lt=utc(filter.to))
    return entries
