"""Changes of calendars, whoever makes them: what may be stored, and what follows from it.

Who may, users and the host application each ask for themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.errors import InvalidInput
from api.ical import limits
from api.models import validation
from api.models.access import CalendarRole
from api.models.audit import Action, Actor, AuditEntry, HostActor, entry_by
from api.models.calendar import Calendar
from api.models.feed import RetiredReason
from api.models.retiring import lock_colleagues, retire_empty, retire_feeds_of, users_with_addresses
from api.models.rezoning import Moves, store_move
from api.models.stamps import mark_feeds_of_calendars, mark_feeds_that_chose, raise_revisions

EVERYONE_ROLES = (CalendarRole.FREE_BUSY_READER, CalendarRole.READER)


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


def _checked_everyone_role(role: CalendarRole | None) -> CalendarRole | None:
    if role not in {None, *EVERYONE_ROLES}:
        raise InvalidInput(
            "Everyone can have FREE_BUSY_READER or READER; add writers and owners as members.",
            ("everyoneRole",),
        )
    return role


def changes(calendar: Calendar, checked: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the cleaned fields in which the calendar is to become another."""
    return {name: value for name, value in checked.items() if value != getattr(calendar, name)}


def told_of_new(calendar: Calendar) -> dict[str, object]:
    """What the log says of a new calendar."""
    return {"name": calendar.name, "everyone_role": calendar.everyone_role}


async def apply_changes(
    organization_id: UUID,
    changed: Sequence[tuple[Calendar, Mapping[str, Any]]],
    now: datetime,
    moves: Moves,
) -> None:
    """Writes these fields of calendars that are locked, and lets what shows them follow.

    To be called in `with_moves`: the move of each calendar that gets another zone is among them.
    """
    of_everyone = [(each, fields) for each, fields in changed if "everyone_role" in fields]
    opened = [each.id for each, _ in of_everyone if each.everyone_role is None]
    closed = [each.id for each, fields in of_everyone if fields["everyone_role"] is None]
    if of_everyone:
        await lock_colleagues(organization_id)
        # Whatever was made while there was nothing to show must not come alive with this.
        await retire_empty(await users_with_addresses(organization_id, opened), now)
    stamps = {}
    for calendar, fields in changed:
        calendar.update_from_dict(dict(fields))
        is_moved = "time_zone" in fields
        stamps[calendar.id] = await store_move(calendar, moves, now) if is_moved else now
    columns = sorted({name for _, fields in changed for name in fields})
    if changed:
        await Calendar.bulk_update([calendar for calendar, _ in changed], fields=columns)
    await raise_revisions(stamps)
    # Items name their calendar in feeds over several.
    shown = [each.id for each, fields in changed if {"name", "everyone_role"} & fields.keys()]
    await mark_feeds_of_calendars(organization_id, shown, now)
    await retire_empty(await users_with_addresses(organization_id, closed), now)


async def erase_calendars(
    actor: Actor | HostActor, calendars: Sequence[Calendar], now: datetime
) -> None:
    """Removes calendars of the actor's organization that are locked, with all that they hold.

    The addresses that showed nothing else are retired. The caller has locked who may see them.
    """
    ids = [calendar.id for calendar in calendars]
    users = await users_with_addresses(actor.organization_id, ids)
    await retire_feeds_of(ids, now, RetiredReason.DELETED)
    await AuditEntry.bulk_create(
        entry_by(Action.CALENDAR_DELETED, actor, now, calendar.id, name=calendar.name)
        for calendar in calendars
    )
    await mark_feeds_that_chose(actor.organization_id, ids, now)
    await Calendar.filter(id__in=ids).delete()
    await retire_empty(users, now, RetiredReason.DELETED)
