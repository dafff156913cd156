"""Removing what the host application has no more, by its own ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.models.acting import transaction_by
from api.models.audit import HostActor
from api.models.batches.kinds import Kind
from api.models.batches.stored import texts
from api.models.calendar_changes import erase_calendars
from api.models.database import execute
from api.models.hosting.finding import CalendarRef, host_calendar, locked_calendars_called
from api.models.retiring import lock_colleagues
from api.models.roles import locked_calendar
from api.models.stamps import raise_revision, time_of_write
from api.models.validation import is_external_id


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many of the named were there, and how many were not."""

    deleted: int
    absent: int


async def delete_items(
    actor: HostActor,
    now: datetime,
    *,
    kind: Kind,
    calendar: CalendarRef,
    external_ids: Sequence[str],
) -> Deleted:
    """Removes the items that the calendar has under these ids; those it has not are no error."""
    found = await host_calendar(actor, calendar)
    named = set(external_ids)
    possible = [name for name in named if is_external_id(name)]
    if not possible:
        return Deleted(0, len(named))
    async with transaction_by(actor):
        await locked_calendar(found.id)
        rows = await execute(
            f"DELETE FROM {kind.table} WHERE calendar_id = $1"  # noqa: S608  (names of our own)
            f" AND external_id IN ({texts(len(possible), after=1)}) RETURNING id",
            found.id,
            *possible,
        )
        if rows:
            await raise_revision(found.id, await time_of_write(found.organization_id, now))
    return Deleted(len(rows), len(named) - len(rows))


async def delete_calendars(
    actor: HostActor, now: datetime, *, external_ids: Sequence[str]
) -> Deleted:
    """Removes the host's calendars with these ids, with all that they hold, items of users too."""
    named = set(external_ids)
    async with transaction_by(actor, alone=True):
        found = await locked_calendars_called(actor.organization_id, named)
        if found:
            await lock_colleagues(actor.organization_id)
            await erase_calendars(actor, list(found.values()), now)
    return Deleted(len(found), len(named) - len(found))
