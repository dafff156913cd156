"""Calendars and their members: create, share, and the question whether somebody may."""

from datetime import datetime
from uuid import UUID

from api.errors import Forbidden, InvalidInput, NotFound
from api.ical import limits
from api.models import validation
from api.models.access import CalendarRole
from api.models.audit import Action, record
from api.models.calendar import Calendar, Member
from api.models.database import transaction
from api.models.people import find_organization
from api.models.user import User, UserRole

EVERYONE_ROLES = (CalendarRole.FREE_BUSY_READER, CalendarRole.READER)
NO_CALENDAR = "There is no such calendar, or you have no access to it."
NO_USER = "There is no such user."


async def require_role(user: User, calendar_id: UUID, least: CalendarRole) -> Calendar:
    """The calendar, if the user has at least this role in it.

    Raises NotFound when the user does not see it, Forbidden when the role is less.
    """
    calendar = await Calendar.visible_to(user.id).get_or_none(id=calendar_id)
    if calendar is None:
        raise NotFound(NO_CALENDAR, ("calendarId",))
    if not CalendarRole(calendar.viewer_role).includes(least):
        raise Forbidden(f"This needs the role {least} in the calendar {calendar.name}.")
    return calendar


async def create_calendar(
    user: User,
    now: datetime,
    *,
    name: str,
    color: str,
    time_zone: str,
    everyone_role: CalendarRole | None = None,
) -> Calendar:
    """A new calendar of the user's organization, with the user as its owner."""
    if everyone_role is not None and everyone_role not in EVERYONE_ROLES:
        raise InvalidInput(
            "Everyone can have FREE_BUSY_READER or READER; add writers and owners as members.",
            ("everyoneRole",),
        )
    calendar = Calendar(
        organization_id=user.organization_id,
        name=validation.line(name, "name", length=limits.NAME_LENGTH, required=True),
        color=validation.color(color, "color"),
        time_zone=validation.time_zone(time_zone, "timeZone"),
        everyone_role=everyone_role,
        created_at=now,
        updated_at=now,
    )
    async with transaction():
        await calendar.save()
        await Member.create(
            calendar_id=calendar.id, user_id=user.id, role=CalendarRole.OWNER, created_at=now
        )
        await _record(Action.CALENDAR_CREATED, user, calendar, now, name=calendar.name)
    return calendar


async def set_member(
    user: User, now: datetime, *, calendar_id: UUID, user_id: UUID, role: CalendarRole
) -> Calendar:
    """Gives a user of the organization this role in the calendar, whatever the role was before."""
    async with transaction():
        calendar = await _managed_calendar(user, calendar_id)
        await _colleague(user, user_id)
        if role is not CalendarRole.OWNER:
            await _keep_an_owner(calendar, without=user_id)
        member = Member.filter(calendar_id=calendar.id, user_id=user_id)
        if not await member.update(role=role):
            await Member.create(calendar_id=calendar.id, user_id=user_id, role=role, created_at=now)
        await _record(Action.MEMBER_SET, user, calendar, now, user_id=str(user_id), role=role.value)
    return calendar


async def remove_member(user: User, now: datetime, *, calendar_id: UUID, user_id: UUID) -> Calendar:
    """Takes the user's membership away; NotFound when there is none."""
    async with transaction():
        calendar = await _managed_calendar(user, calendar_id)
        await _colleague(user, user_id)
        await _keep_an_owner(calendar, without=user_id)
        removed = await Member.filter(calendar_id=calendar.id, user_id=user_id).delete()
        if not removed:
            raise NotFound("This user is not a member of the calendar.", ("userId",))
        await _record(Action.MEMBER_REMOVED, user, calendar, now, user_id=str(user_id))
    return calendar


async def _managed_calendar(user: User, calendar_id: UUID) -> Calendar:
    """The calendar, if the user owns it or is an admin of its organization.

    The row is locked until the transaction ends, so that two changes of its members cannot each
    take the other for the remaining owner.
    """
    if user.role is UserRole.ADMIN:
        calendar = await Calendar.get_or_none(id=calendar_id, organization_id=user.organization_id)
        if calendar is None:
            raise NotFound(NO_CALENDAR, ("calendarId",))
    else:
        calendar = await require_role(user, calendar_id, CalendarRole.OWNER)
    await Calendar.filter(id=calendar.id).select_for_update(no_key=True)
    return calendar


async def _colleague(user: User, user_id: UUID) -> None:
    if not await User.exists(id=user_id, organization_id=user.organization_id):
        raise NotFound(NO_USER, ("userId",))


async def _keep_an_owner(calendar: Calendar, *, without: UUID) -> None:
    owners = Member.filter(calendar_id=calendar.id, role=CalendarRole.OWNER)
    if await owners.filter(user_id=without).exists() and await owners.count() == 1:
        raise InvalidInput(
            "This is the calendar's only owner. Make somebody else an owner first.", ("userId",)
        )


async def _record(
    action: Action, user: User, calendar: Calendar, now: datetime, **details: str
) -> None:
    await record(
        action,
        organization_id=user.organization_id,
        at=now,
        actor_id=user.id,
        subject_id=calendar.id,
        details=details,
    )


async def find_calendar(name: str, organization: str | None) -> Calendar:
    """The calendar of this name, or with this key, in the organization; for commands.

    Raises NotFound, or InvalidInput when several have the name.
    """
    tenant = await find_organization(organization)
    calendars = Calendar.filter(organization_id=tenant.id)
    try:
        found = await calendars.filter(id=UUID(name))
    except ValueError:
        found = await calendars.filter(name=name).order_by("id")
    if not found:
        raise NotFound(f"{tenant.name} has no calendar called {name}.", ("calendar",))
    if len(found) > 1:
        keys = ", ".join(str(calendar.id) for calendar in found)
        raise InvalidInput(f"Several calendars have this name; give a key: {keys}.", ("calendar",))
    return found[0]
