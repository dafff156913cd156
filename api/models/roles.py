"""Whether somebody may: the question that every write of a calendar or a user begins with."""

from collections.abc import Set as AbstractSet
from uuid import UUID

from tortoise.expressions import RawSQL, Subquery
from tortoise.queryset import QuerySet

from api.errors import Forbidden, HostManaged, NotFound
from api.models.access import CalendarAccess, CalendarRole
from api.models.calendar import Calendar
from api.models.entry import Event, Task
from api.models.user import User, UserRole

NO_CALENDAR = (
    "There is no such calendar, or you have no access to it. Load your calendars again, or ask an "
    "owner or an admin for a role in it."
)
NO_USER = "There is no such user in your organization. Look for the user again, by e-mail address."


def require_admin(user: User, what: str) -> None:
    """Raises Forbidden, which says what only an admin does, unless the user is one."""
    if user.role is not UserRole.ADMIN:
        raise Forbidden(f"Only an admin {what}. Ask one to do it.")


def refuse_host_managed(row: Calendar | Event | Task) -> None:
    """Raises HostManaged for what the host application looks after: it has an id of the host's."""
    if row.external_id is not None:
        raise HostManaged("This comes from the host application; change it there.", ("id",))


async def require_role(
    user: User, calendar_id: UUID, least: CalendarRole, field: str = "calendarId"
) -> Calendar:
    """The calendar, if the user has at least this role in it.

    Raises NotFound, which names the field, when the user does not see it, Forbidden when the role
    is less.
    """
    calendar = await Calendar.visible_to(user.id).get_or_none(id=calendar_id)
    if calendar is None:
        raise NotFound(NO_CALENDAR, (field,))
    if not CalendarRole(calendar.viewer_role).includes(least):
        raise Forbidden(
            f"This needs the role {least} in the calendar {calendar.name}. Ask an owner for it."
        )
    return calendar


async def colleague(admin: User, user_id: UUID, field: str = "id") -> User:
    """The user, if this is an admin of their organization; else Forbidden or NotFound.

    Who was erased is nobody any more.
    """
    require_admin(admin, "manages users")
    colleagues = User.filter(organization_id=admin.organization_id, erased_at__isnull=True)
    user = await colleagues.get_or_none(id=user_id)
    if user is None:
        raise NotFound(NO_USER, (field,))
    return user


async def managed_user(admin: User, user_id: UUID) -> User:
    """The user as `colleague` finds them, the row locked until the transaction ends."""
    require_admin(admin, "manages users")
    await User.filter(id=user_id, organization_id=admin.organization_id).select_for_update(
        no_key=True
    )
    return await colleague(admin, user_id)


async def leaves_no_admin(organization_id: UUID, user_ids: AbstractSet[UUID]) -> bool:
    """Whether the last active admin of the organization is among these users.

    To be asked where no other transaction changes who is one (`acting.transaction_by`, alone).
    """
    admins = User.filter(organization_id=organization_id, role=UserRole.ADMIN, active=True)
    left = {admin.id for admin in await admins.only("id")}
    return bool(left) and left <= user_ids


def managed_calendars(user: User) -> QuerySet[Calendar]:
    """The calendars that the user may manage: those that they own, for an admin all of the firm.

    Managing is not reading: `viewer_role` is None where an admin has no role.
    """
    if user.role is not UserRole.ADMIN:
        return Calendar.visible_to(user.id).filter(viewer_role=CalendarRole.OWNER.value)
    # For each calendar: neither engine pushes a joined column into the view.
    own = CalendarAccess.filter(user_id=user.id, calendar_id=RawSQL('"calendars"."id"'))
    calendars = Calendar.filter(organization_id=user.organization_id)
    return calendars.annotate(viewer_role=Subquery(own.values("role")))


def unmanaged_calendars(user: User) -> QuerySet[Calendar]:
    """The calendars that the user may see and not manage."""
    visible = Calendar.visible_to(user.id)
    if user.role is UserRole.ADMIN:
        return visible.filter(id__in=[])
    return visible.filter(viewer_role__not=CalendarRole.OWNER.value)


def reachable_calendars(user: User) -> QuerySet[Calendar]:
    """The calendars that the user may see or manage, with `viewer_role` as `managed_calendars`."""
    is_admin = user.role is UserRole.ADMIN
    return managed_calendars(user) if is_admin else Calendar.visible_to(user.id)


async def managed_calendar(user: User, calendar_id: UUID, field: str = "calendarId") -> Calendar:
    """The calendar, if the user owns it or is an admin of its organization.

    The row is locked until the transaction ends, so that two changes of its members cannot each
    take the other for the remaining owner.
    """
    await lock_calendar(user, calendar_id)
    if user.role is not UserRole.ADMIN:
        return await require_role(user, calendar_id, CalendarRole.OWNER, field)
    calendar = await managed_calendars(user).get_or_none(id=calendar_id)
    if calendar is None:
        raise NotFound(NO_CALENDAR, (field,))
    return calendar


async def own_calendar(user: User, calendar_id: UUID) -> Calendar:
    """The calendar, if the user may see or manage it; locked like `managed_calendar`'s."""
    if user.role is UserRole.ADMIN:
        return await managed_calendar(user, calendar_id)
    await lock_calendar(user, calendar_id)
    return await require_role(user, calendar_id, CalendarRole.FREE_BUSY_READER)


async def lock_calendar(user: User, calendar_id: UUID) -> None:
    """Locks a calendar of the user's organization; what is read of it from now on stays so."""
    calendars = Calendar.filter(id=calendar_id, organization_id=user.organization_id)
    await calendars.select_for_update(no_key=True)


async def locked_calendar(calendar_id: UUID, field: str = "calendarId") -> Calendar:
    """The calendar as it is now, locked until the transaction ends; NotFound when it is gone."""
    locked = Calendar.filter(id=calendar_id).select_for_update(no_key=True)
    calendar = await locked.first()
    if calendar is None:
        raise NotFound(NO_CALENDAR, (field,))
    return calendar


async def require_colleague(user: User, user_id: UUID) -> None:
    """Raises NotFound unless this is a user of the same organization."""
    colleagues = User.filter(organization_id=user.organization_id, erased_at__isnull=True)
    if not await colleagues.filter(id=user_id).exists():
        raise NotFound(NO_USER, ("userId",))
