"""Events and tasks of the host application: they become as they were sent.

What an item does not say is not kept from before. Nobody else changes them: users are refused
with HOST_MANAGED, an import leaves them alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.errors import Unavailable
from api.models.acting import transaction_by
from api.models.audit import HostActor
from api.models.batches import stored
from api.models.batches.changes import Changes, Stamp
from api.models.batches.kinds import Kind
from api.models.batches.stored import Row
from api.models.batches.storing import store
from api.models.calendar import Calendar
from api.models.fields import key, new_id, stored_instant
from api.models.hosting.finding import CalendarRef, host_calendar
from api.models.hosting.preparing import PreparedItem, prepare
from api.models.hosting.refusals import Refusals
from api.models.hosting.syncing import check_run, mark
from api.models.hosting.upserted import Outcome, Upserted
from api.models.roles import locked_calendar
from api.models.stamps import raise_revision, stamp_after, time_of_write


@dataclass(slots=True)
class Comparison:
    """What a batch changes in a calendar that is at this revision."""

    revision: int
    # The time of the write, and the latest stamp that it gives.
    at: datetime
    latest: datetime
    changes: Changes
    upserted: Upserted


async def upsert_items(
    actor: HostActor,
    now: datetime,
    *,
    kind: Kind,
    calendar: CalendarRef,
    items: Mapping[int, Mapping[str, Any]],
    refusals: Refusals,
    sync_run: str | None = None,
) -> Upserted:
    """Makes the calendar hold these items, by their indexes in the batch, just as they are.

    `items` are columns, `external_id` among them, and `assignees` by the host's own ids; they are
    named by this run of a complete sync, or by the one that is under way (`syncing`). Raises
    UserErrors with all that cannot be taken, also what is in `refusals` already; nothing is written
    then.
    """
    if sync_run is not None:
        check_run(sync_run)
    found_calendar = await host_calendar(actor, calendar)
    prepared = await prepare(kind, found_calendar, items, refusals, now)
    found = await _compare(kind, found_calendar, prepared, now)
    if found.upserted.is_change or sync_run is not None or found_calendar.sync_run is not None:
        found = await _write(actor, kind, found_calendar, prepared, found, now, sync_run)
    return found.upserted


async def _write(
    actor: HostActor,
    kind: Kind,
    calendar: Calendar,
    prepared: Sequence[PreparedItem],
    found: Comparison,
    now: datetime,
    sync_run: str | None,
) -> Comparison:
    """Writes what was found to differ, and which run named it; returns what was written."""
    async with transaction_by(actor):
        current = await locked_calendar(calendar.id)
        if current.time_zone != calendar.time_zone:
            # Series were checked in the other one.
            raise Unavailable("The calendar's time zone was changed meanwhile. Send it again.", 1)
        at = await time_of_write(calendar.organization_id, now)
        if (current.revision, at) != (found.revision, found.at):
            # Somebody has written since: what was read may be out of date.
            found = await _compare(kind, current, prepared, now)
        await store([found.changes])
        if found.upserted.is_change:
            await raise_revision(calendar.id, found.latest)
        await mark(kind, current, [item.external_id for item in prepared], sync_run)
    return found


async def _compare(
    kind: Kind, calendar: Calendar, prepared: Sequence[PreparedItem], now: datetime
) -> Comparison:
    """What the items change. The revision was read before the rows."""
    rows = await stored.rows(kind, calendar.id, [item.external_id for item in prepared])
    assigned = await stored.assigned(kind, [row["id"] for row in rows.values()])
    at = await time_of_write(calendar.organization_id, now)
    found = Comparison(calendar.revision, at, at, Changes(kind), Upserted())
    blank = kind.model(calendar_id=calendar.id, created_at=at, updated_at=at)
    defaults = {name: getattr(blank, name) for name in kind.created_columns}
    for item in prepared:
        row = rows.get(item.external_id)
        if row is None:
            own = {**defaults, **item.columns, "id": new_id()}
            found.changes.create(own, item.assignees)
            found.upserted.add(item.external_id, own["id"], Outcome.CREATED)
        else:
            _update(found, item, row, assigned.get(row["id"], set()), at)
    return found


def _update(
    found: Comparison, item: PreparedItem, row: Row, assigned: set[UUID], at: datetime
) -> None:
    if assigned == item.assignees and not stored.differs(row, item.columns):
        found.upserted.add(item.external_id, key(row["id"]), Outcome.UNCHANGED)
        return
    stamp = Stamp(*stamp_after(row["sequence"], stored_instant(row["updated_at"]), at))
    found.latest = max(found.latest, stamp.updated_at)
    found.changes.write(row["id"], item.columns, stamp)
    found.changes.assign(row["id"], item.assignees, assigned)
    found.upserted.add(item.external_id, key(row["id"]), Outcome.UPDATED)
