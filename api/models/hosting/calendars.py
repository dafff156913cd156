"""Calendars of the host application, with the members that it gives them.

What an item leaves out stays as it is. Members are a list as a whole: whoever is not in it loses
the role that the host had given, and those that users added stay. Whom the host names is its member
from then on, also if users had added them: only so does the calendar have the members that it says.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tortoise.exceptions import IntegrityError

from api.errors import InvalidInput, Unavailable
from api.models.acting import transaction_by
from api.models.audit import Action, AuditEntry, HostActor, entry_by, told_of_change
from api.models.calendar import Calendar
from api.models.calendar_changes import (
    apply_changes,
    changes,
    checked_calendar,
    told_of_new,
)
from api.models.hosting.finding import locked_calendars_called
from api.models.hosting.members import Members, set_members, wanted_members
from api.models.hosting.refusals import Refusals, check_external_ids
from api.models.hosting.upserted import Outcome, Upserted
from api.models.organization import Organization
from api.models.rezoning import Move, Moves, find_move, steps_of_moves, with_moves

_COLOR: Final = "#1a73e8"


async def upsert_calendars(
    actor: HostActor, now: datetime, *, items: Mapping[int, Mapping[str, Any]], refusals: Refusals
) -> Upserted:
    """Makes the organization have these calendars, by their indexes in the batch.

    Each has `external_id`, and perhaps `name`, `color`, `time_zone`, `everyone_role`, and `members`
    (`members.MemberName`). A new one needs a name. Raises UserErrors with all that cannot be taken.
    """
    usable = check_external_ids(items, refusals).values()
    checked = _checked({index: items[index] for index in usable}, refusals)
    wanted = await wanted_members(actor.organization_id, checked, refusals)

    async def write(moves: Moves) -> Upserted:
        # Alone: two batches come one after the other.
        async with transaction_by(actor, alone=True):
            tenant = await Organization.get(id=actor.organization_id)
            names = [fields["external_id"] for fields in checked.values()]
            found = await locked_calendars_called(actor.organization_id, names)
            for index, fields in checked.items():
                with refusals.of(index):
                    if fields["external_id"] not in found and "name" not in fields:
                        raise InvalidInput("A new calendar needs a name. Give it one.", ("name",))
            refusals.raise_any()
            return await _write(actor, now, tenant, found, checked, wanted, moves)

    try:
        return await with_moves(lambda: _moves(actor.organization_id, checked, refusals), write)
    except IntegrityError:
        raise Unavailable(
            "Something of this batch was added by somebody else at the same moment. Send it again.",
            1,
        ) from None


def _checked(
    items: Mapping[int, Mapping[str, Any]], refusals: Refusals
) -> dict[int, dict[str, Any]]:
    checked: dict[int, dict[str, Any]] = {}
    for index, fields in items.items():
        with refusals.of(index):
            apart = {name: fields[name] for name in ("external_id", "members") if name in fields}
            own = {name: value for name, value in fields.items() if name not in apart}
            checked[index] = checked_calendar(own) | apart
    return checked


async def _moves(
    organization_id: UUID, items: Mapping[int, Mapping[str, Any]], refusals: Refusals
) -> Moves:
    """What becomes of the series of calendars that get another time zone."""
    names = [fields["external_id"] for fields in items.values() if "time_zone" in fields]
    rows = await Calendar.filter(organization_id=organization_id, external_id__in=names)
    seen = {row.external_id: row for row in rows}
    steps, moves = steps_of_moves(), dict[UUID, Move]()
    for index, fields in items.items():
        if fields["external_id"] in seen:
            with refusals.of(index):
                moves |= await find_move(seen[fields["external_id"]], fields, steps)
    return moves


async def _write(
    actor: HostActor,
    now: datetime,
    tenant: Organization,
    found: Mapping[str, Calendar],
    items: Mapping[int, Mapping[str, Any]],
    wanted: Mapping[int, Members],
    moves: Moves,
) -> Upserted:
    calendars = {
        index: found.get(fields["external_id"]) or _new(tenant, fields, now)
        for index, fields in items.items()
    }
    changed = {
        index: changes(calendars[index], _own(fields))
        for index, fields in items.items()
        if fields["external_id"] in found
    }
    new = [calendar for index, calendar in calendars.items() if index not in changed]
    await Calendar.bulk_create(new)
    await AuditEntry.bulk_create(
        entry_by(Action.CALENDAR_CREATED, actor, now, calendar.id, **told_of_new(calendar))
        for calendar in new
    )
    different = [(calendars[index], fields) for index, fields in changed.items() if fields]
    await _change(actor, now, different, moves)
    lists = {calendars[index].id: members for index, members in wanted.items()}
    moved = await set_members(actor, now, lists)
    upserted = Upserted()
    for index, calendar in calendars.items():
        is_same = index in changed and not changed[index] and calendar.id not in moved
        outcome = Outcome.UNCHANGED if is_same else Outcome.UPDATED
        outcome = outcome if index in changed else Outcome.CREATED
        upserted.add(calendar.external_id, calendar.id, outcome)
    return upserted


def _own(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the row of the calendar has of an item, but its external id."""
    return {name: fields[name] for name in fields.keys() - {"external_id", "members"}}


def _new(tenant: Organization, fields: Mapping[str, Any], now: datetime) -> Calendar:
    return Calendar(
        organization_id=tenant.id,
        external_id=fields["external_id"],
        created_at=now,
        updated_at=now,
        **{"color": _COLOR, "time_zone": tenant.time_zone} | _own(fields),
    )


async def _change(
    actor: HostActor,
    now: datetime,
    changed: Sequence[tuple[Calendar, Mapping[str, Any]]],
    moves: Moves,
) -> None:
    await apply_changes(actor.organization_id, changed, now, moves)
    await AuditEntry.bulk_create(
        entry_by(Action.CALENDAR_UPDATED, actor, now, calendar.id, **told_of_change(fields))
        for calendar, fields in changed
    )
