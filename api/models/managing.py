"""Calendars: create, change, remove and find them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.errors import InvalidInput, NotFound
from api.models.access import CalendarRole
from api.models.acting import transaction_by
from api.models.audit import Action, Actor, record_calendar, told_of_change
from api.models.calendar import Calendar, Member
from api.models.calendar_changes import (
    apply_changes,
    changes,
    checked_calendar,
    erase_calendars,
    told_of_new,
)
from api.models.membership import require_room_to_own
from api.models.people import find_organization
from api.models.retiring import lock_viewers
from api.models.rezoning import Moves, find_move, steps_of_moves, with_moves
from api.models.roles import (
    managed_calendar,
    managed_calendars,
    refuse_host_managed,
    require_admin,
)
from api.models.user import User


async def create_calendar(
    actor: Actor,
    now: datetime,
    *,
    name: str,
    color: str,
    time_zone: str,
    everyone_role: CalendarRole | None = None,
) -> Calendar:
    """A new calendar of the actor's organization, with the actor as its owner.

    Only an admin gives everyone a role in it; raises Forbidden for others, LimitReached
    for who owns very many.
    """
    fields = {"name": name, "color": color, "time_zone": time_zone, "everyone_role": everyone_role}
    calendar = Calendar(
        **checked_calendar(fields),
        organization_id=actor.organization_id,
        created_at=now,
        updated_at=now,
    )
    async with transaction_by(actor) as by:
        if everyone_role is not None:
            _require_to_admit_everyone(by.user)
        await require_room_to_own(by.user.id, calendar.id)
        await calendar.save()
        await Member.create(
            calendar_id=calendar.id, user_id=by.user.id, role=CalendarRole.OWNER, created_at=now
        )
        told = told_of_new(calendar)
        await record_calendar(Action.CALENDAR_CREATED, by, calendar, now, **told)
    return calendar


def _require_to_admit_everyone(user: User) -> None:
    require_admin(user, "says what everyone may: it puts the calendar in every feed")


async def update_calendar(
    actor: Actor, now: datetime, *, calendar_id: UUID, fields: Mapping[str, Any]
) -> Calendar:
    """Changes name, color, time_zone or everyone_role, by their columns; what is not given stays.

    Only an admin changes what everyone may. A series without a zone of its own follows the
    calendar's. Raises Unavailable when others write the calendar all the time meanwhile.
    """
    checked = checked_calendar(fields)

    async def find() -> Moves:
        seen = await managed_calendars(actor.user).get_or_none(id=calendar_id)
        return {} if seen is None else await find_move(seen, checked, steps_of_moves())

    return await with_moves(find, lambda moves: _update(actor, now, calendar_id, checked, moves))


async def _update(
    actor: Actor, now: datetime, calendar_id: UUID, checked: Mapping[str, Any], moves: Moves
) -> Calendar:
    async with transaction_by(actor) as by:
        calendar = await _own_to_manage(by, calendar_id)
        changed = changes(calendar, checked)
        if "everyone_role" in changed:
            _require_to_admit_everyone(by.user)
        if changed:
            await apply_changes(calendar.organization_id, [(calendar, changed)], now, moves)
            await calendar.refresh_from_db()
            told = told_of_change(changed)
            await record_calendar(Action.CALENDAR_UPDATED, by, calendar, now, **told)
    return calendar


async def _own_to_manage(actor: Actor, calendar_id: UUID) -> Calendar:
    """The calendar, locked; raises HostManaged when the host application looks after it."""
    calendar = await managed_calendar(actor.user, calendar_id, "id")
    refuse_host_managed(calendar)
    return calendar


async def delete_calendar(actor: Actor, now: datetime, *, calendar_id: UUID) -> None:
    """Removes a calendar with all that it holds; addresses that showed it alone say so."""
    async with transaction_by(actor) as by:
        calendar = await _own_to_manage(by, calendar_id)
        await lock_viewers(calendar)
        await erase_calendars(by, [calendar], now)


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
