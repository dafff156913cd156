"""From what the host application sends of events or tasks to columns that can be stored."""

import asyncio
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.errors import NotFound
from api.ical.recurrence import Steps
from api.models.batches import stored
from api.models.batches.kinds import Kind
from api.models.batches.stored import Row
from api.models.calendar import Calendar
from api.models.checking import set_fields
from api.models.entry import Event
from api.models.fields import instant
from api.models.hosting.finding import NO_SUCH_USER, users_called
from api.models.hosting.refusals import Refusals, check_external_ids
from api.models.pacing import paced
from api.models.series import check_recurrence

# As many items as are checked before the event loop has its turn: a few milliseconds.
_BATCH: Final = 50
# All rules of a batch together: some seconds, in a thread. A weekly series takes about a hundred.
_MOST_STEPS: Final = 1_000_000
# What decides where a series ends.
_SERIES: Final = ("rrule", "rdates", "exdates", "starts_at", "ends_at", "all_day", "time_zone")
_TOO_MANY_STEPS: Final = (
    "The recurrence rules of this batch have too many days to try. Send fewer series at once."
)


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """An item as columns, and the users whom it concerns."""

    columns: Mapping[str, Any]
    assignees: frozenset[UUID]

    @property
    def external_id(self) -> str:
        """The host's own id of it."""
        return str(self.columns["external_id"])


async def prepare(
    kind: Kind,
    calendar: Calendar,
    items: Mapping[int, Mapping[str, Any]],
    refusals: Refusals,
    now: datetime,
) -> list[PreparedItem]:
    """The items of a batch, by their indexes, checked as every write of one is.

    Raises UserErrors when any of them, or of those that were refused before, cannot be stored.
    """
    rows = await stored.rows(kind, calendar.id, check_external_ids(items, refusals))
    names = {name for fields in items.values() for name in fields.get("assignees", ())}
    users = await users_called(calendar.organization_id, names)
    # Copied for each item: making one costs more than checking it.
    blank = kind.model(calendar_id=calendar.id, created_at=now, updated_at=now)
    steps = Steps(_MOST_STEPS, _TOO_MANY_STEPS)
    prepared = []
    async for index, fields in paced(items.items(), _BATCH):
        with refusals.of(index):
            values = dict(fields)
            assignees = _assignees(values.pop("assignees", ()), users)
            item = copy(blank)
            set_fields(item, values)
            if isinstance(item, Event) and item.rrule is not None:
                await _check_series(item, calendar, rows.get(item.external_id), steps)
            columns = {name: getattr(item, name) for name in kind.columns}
            prepared.append(PreparedItem(columns, assignees))
    refusals.raise_any()
    return prepared


async def _check_series(event: Event, calendar: Calendar, row: Row | None, steps: Steps) -> None:
    """Checks a series off the event loop, a fifth of a second at worst, unless it is stored so."""
    columns = {name: getattr(event, name) for name in _SERIES}
    if row is not None and not stored.differs(row, columns):
        event.last_starts_at = instant(row["last_starts_at"])
        event.series_ends_at = instant(row["series_ends_at"])
        return
    zone = event.time_zone or calendar.time_zone
    await asyncio.to_thread(check_recurrence, event, zone, steps)


def _assignees(names: list[str], users: Mapping[str, UUID]) -> frozenset[UUID]:
    if not users.keys() >= set(names):
        raise NotFound(NO_SUCH_USER, ("assigneeExternalIds",))
    return frozenset(users[name] for name in names)
