"""Calendars: create, change, remove and find them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.errors import InvalidInput, LimitReached, NotFound
from api.ical import limits
from api.models import validation
from api.models.access import CalendarRole
from api.models.acting import transaction_by
from api.models.audit import Action, Actor, AuditEntry, HostActor, entry_by, record_calendar
from api.models.calendar import Calendar, Member
from api.models.feed import Feed, RetiredReason
from api.models.people import find_organization
from api.models.retiring import (
    lock_colleagues,
    lock_viewers,
    retire_empty,
    retire_feeds,
    users_with_addresses,
)
from api.models.rezoning import Moves, find_move, steps_of_moves, store_move, with_moves
from api.models.roles import (
    managed_calendar,
    managed_calendars,
    refuse_host_managed,
    require_admin,
)
from api.models.stamps import mark_feeds_of_calendars, mark_feeds_that_chose, raise_revision
from api.models.user import User

EVERYONE_ROLES = (CalendarRole.FREE_BUSY_READER, CalendarRole.READER)
# Each is one more in its owner's feed of all calendars, and in that of whoever is made a member.
MOST_OWNED = 500


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
        _check_everyone_role(by.user, everyone_role)
        await _check_owned(by.user)
        await calendar.save()
        await Member.create(
            calendar_id=calendar.id, user_id=by.user.id, role=CalendarRole.OWNER, created_at=now
        )
        await record_calendar(Action.CALENDAR_CREATED, by, calendar, now, name=calendar.name)
    return calendar


def _check_everyone_role(
    user: User, role: CalendarRole | None, *, was: CalendarRole | None = None
) -> None:
    if role is None and was is None:
        return
    _checked_everyone_role(role)
    require_admin(user, "says what everyone may: it puts the calendar in every feed")


def _checked_everyone_role(role: CalendarRole | None) -> CalendarRole | None:
    if role not in {None, *EVERYONE_ROLES}:
        raise InvalidInput(
            "Everyone can have FREE_BUSY_READER or READER; add writers and owners as members.",
            ("everyoneRole",),
        )
    return role


async def _check_owned(user: User) -> None:
    owned = await Member.filter(user_id=user.id, role=CalendarRole.OWNER).count()
    if owned >= MOST_OWNED:
        raise LimitReached(f"You own {owned} calendars, and at most {MOST_OWNED} are possible.")


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
            _check_everyone_role(by.user, changed["everyone_role"], was=calendar.everyone_role)
        if changed:
            await apply_changes(calendar.organization_id, [(calendar, changed)], now, moves)
            await record_calendar(
                Action.CALENDAR_UPDATED, by, calendar, now, changed=sorted(changed)
            )
    return calendar


async def _own_to_manage(actor: Actor, calendar_id: UUID) -> Calendar:
    """The calendar, locked; raises HostManaged when the host application looks after it."""
    calendar = await managed_calendar(actor.user, calendar_id, "id")
    refuse_host_managed(calendar)
    return calendar


def changes(calendar: Calendar, checked: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the cleaned fields in which the calendar is to become another."""
    return {name: value for name, value in checked.items() if value != getattr(calendar, name)}


async def apply_changes(
    organization_id: UUID,
    changed: Sequence[tuple[Calendar, Mapping[str, Any]]],
    now: datetime,
    moves: Moves,
) -> None:
    """Writes these fields of calendars that are locked, and lets what shows them follow.

    To be called in `with_moves`: the move of each calendar that gets another zone is among them.
    """
    opened = [calendar.id for calendar, fields in changed if "everyone_role" in fields]
    if opened:
        await lock_colleagues(organization_id)
        # Whatever was made while there was nothing to show must not come alive with this.
        await retire_empty(await users_with_addresses(organization_id, opened), now)
    for calendar, fields in changed:
        calendar.update_from_dict(dict(fields))
        await calendar.save(update_fields=[*fields])
        is_moved = "time_zone" in fields
        latest = await store_move(calendar, moves, now) if is_moved else now
        await raise_revision(calendar.id, latest)
        await calendar.refresh_from_db()
    # Items name their calendar in feeds over several.
    shown = [each.id for each, fields in changed if {"name", "everyone_role"} & fields.keys()]
    await mark_feeds_of_calendars(organization_id, shown, now)
    await retire_empty(await users_with_addresses(organization_id, opened), now)


async def delete_calendar(actor: Actor, now: datetime, *, calendar_id: UUID) -> None:
    """Removes a calendar with all that it holds; addresses that showed it alone say so."""
    async with transaction_by(actor) as by:
        calendar = await _own_to_manage(by, calendar_id)
        await lock_viewers(calendar)
        await erase_calendars(by, [calendar], now)


async def erase_calendars(
    actor: Actor | HostActor, calendars: Sequence[Calendar], now: datetime
) -> None:
    """Removes calendars of the actor's organization that are locked, with all that they hold.

    The addresses that showed nothing else are retired. The caller has locked who may see them.
    """
    ids = [calendar.id for calendar in calendars]
    users = await users_with_addresses(actor.organization_id, ids)
    own = await Feed.filter(calendar_id__in=ids)
    await retire_feeds([feed.id for feed in own], now, RetiredReason.DELETED)
    await AuditEntry.bulk_create(
        entry_by(Action.CALENDAR_DELETED, actor, now, calendar.id, name=calendar.name)
        for calendar in calendars
    )
    await mark_feeds_that_chose(actor.organization_id, ids, now)
    await Calendar.filter(id__in=ids).delete()
    await retire_empty(users, now, RetiredReason.DELETED)


def checked_calendar(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a calendar, cleaned; InvalidInput names the one that cannot be stored."""
    checks: dict[str, Callable[[Any], Any]] = {
        "name": lambda value: validation.line(
            value, "name", length=limits.NAME_LENGTH, required=True
        ),
        "color": lambda value: validation.color(value, "color"),
        "time_zone": lambda value: validation.time_zone(value, "timeZone"),
        "everyone_role": _checked_everyone_role,
    }
    return {name: checks[name](value) for name, value in fields.items()}


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
