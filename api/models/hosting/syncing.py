"""Runs of a complete sync: the host names all that a calendar has, then the rest is removed.

A run is an id of the host's own choice that its batches bear. To be named by a run is no write:
neither the item nor the calendar changes by it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api.errors import ConfirmationNeeded
from api.models import validation
from api.models.acting import transaction_by
from api.models.audit import Action, HostActor, record_calendar
from api.models.batches.kinds import Kind
from api.models.batches.stored import texts
from api.models.calendar import Calendar
from api.models.database import execute
from api.models.hosting.finding import CalendarRef, host_calendar
from api.models.hosting.kinds import KINDS
from api.models.roles import locked_calendar
from api.models.stamps import raise_revision, time_of_write

RUN_LENGTH: Final = 64

_UNNAMED = "calendar_id = $1 AND external_id IS NOT NULL AND (sync_run IS NULL OR sync_run <> $2)"


@dataclass(frozen=True, slots=True)
class Removed:
    """How many items are gone."""

    events: int
    tasks: int


def check_run(run: str) -> None:
    """Refuses what cannot be the id of a run."""
    validation.external_id(run, "syncRunId", length=RUN_LENGTH)


async def mark(
    kind: Kind, calendar: Calendar, external_ids: Collection[str], run: str | None
) -> None:
    """Notes that the run named these items; without one, that under way in the locked calendar.

    What is sent by itself while a run is under way is not for that to remove.
    """
    run = run or calendar.sync_run
    if run is None:
        return
    if run not in {calendar.sync_run, calendar.finished_sync_run}:
        await Calendar.filter(id=calendar.id).update(sync_run=run)
    if external_ids:
        await execute(
            f"UPDATE {kind.table} SET sync_run = $2"  # noqa: S608  (names of our own)
            " WHERE calendar_id = $1 AND (sync_run IS NULL OR sync_run <> $2)"
            f" AND external_id IN ({texts(len(external_ids), after=2)})",
            calendar.id,
            run,
            *external_ids,
        )


async def finish_sync(
    actor: HostActor, now: datetime, *, calendar: CalendarRef, run: str, confirm: bool
) -> Removed:
    """Removes the host's events and tasks of the calendar that no batch of this run named.

    Raises ConfirmationNeeded, with the numbers, when that is more than half of them, unless the
    host confirms it: a run of which half failed must not empty a calendar. A run that was the last
    to be finished changes nothing, whatever was sent since.
    """
    check_run(run)
    found = await host_calendar(actor, calendar)
    async with transaction_by(actor):
        locked = await locked_calendar(found.id)
        if locked.finished_sync_run == run:
            return Removed(0, 0)
        held, unnamed = 0, 0
        for kind in KINDS:
            counted = await _count(kind, found.id, run)
            held, unnamed = held + counted["held"], unnamed + counted["unnamed"]
        if unnamed * 2 > held and not confirm:
            raise ConfirmationNeeded(
                f"This would remove {unnamed:,} of the {held:,} events and tasks that you manage "
                "in this calendar. Send what is missing with this syncRunId, or say `confirm: true`"
                " if it is meant.",
                ("confirm",),
            )
        await Calendar.filter(id=found.id).update(sync_run=None, finished_sync_run=run)
        if not unnamed:
            return Removed(0, 0)
        events, tasks = [await _remove_unnamed(kind, found.id, run) for kind in KINDS]
        await raise_revision(found.id, await time_of_write(found.organization_id, now))
        await record_calendar(
            Action.SYNC_FINISHED, actor, locked, now, events=events, tasks=tasks, run=run
        )
    return Removed(events, tasks)


async def _count(kind: Kind, calendar_id: UUID, run: str) -> dict[str, int]:
    (row,) = await execute(
        f"SELECT COUNT(*) AS held, SUM(CASE WHEN {_UNNAMED} THEN 1 ELSE 0 END) AS unnamed"  # noqa: S608  (names of our own)
        f" FROM {kind.table} WHERE calendar_id = $1 AND external_id IS NOT NULL",
        calendar_id,
        run,
    )
    return {"held": row["held"], "unnamed": row["unnamed"] or 0}


async def _remove_unnamed(kind: Kind, calendar_id: UUID, run: str) -> int:
    removed = await execute(
        f"DELETE FROM {kind.table} WHERE {_UNNAMED} RETURNING id",  # noqa: S608  (names of our own)
        calendar_id,
        run,
    )
    return len(removed)
