"""What a file changes in a calendar: its items beside the rows that are stored under their UIDs.

Nothing is written here. Rows are read without the ORM's instances: a file may hold 50,000 items.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.errors import NotFound
from api.feeds.importing import related
from api.feeds.importing.adopting import adopt
from api.feeds.importing.items import Items
from api.feeds.importing.kinds import EVENTS, TASKS
from api.feeds.importing.overrides import Overrides
from api.feeds.importing.preparing import PreparedFile, PreparedItem
from api.feeds.importing.report import NotImported
from api.feeds.importing.strays import Strays
from api.models.batches.changes import Changes
from api.models.batches.progress import Progress, unheard
from api.models.calendar import Calendar
from api.models.roles import NO_CALENDAR
from api.models.stamps import time_of_write

# As many items as are compared before the event loop has its turn: a few milliseconds.
_BATCH: Final = 200

Compare = Callable[[Sequence[PreparedItem]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file changes in a calendar that is at this revision."""

    revision: int
    # The time of the write, and the latest stamp that it gives.
    at: datetime
    latest: datetime
    changes: tuple[Changes, ...]
    # Items that the calendar cannot take, beside what it holds already.
    refused: list[NotImported]

    @property
    def created(self) -> int:
        """Items that the calendar has not."""
        return sum(changes.created for changes in self.changes)

    @property
    def updated(self) -> int:
        """Items that the calendar has otherwise."""
        return sum(changes.updated for changes in self.changes)

    @property
    def unchanged(self) -> int:
        """Items that the calendar has as they are in the file."""
        return sum(changes.unchanged for changes in self.changes)

    @property
    def is_change(self) -> bool:
        """Whether anything has to be written."""
        return bool(self.created or self.updated)


async def compare(
    calendar: Calendar, prepared: PreparedFile, now: datetime, progress: Progress = unheard
) -> Comparison:
    """What the file changes in the calendar. Raises NotFound when the calendar is gone.

    The revision is read first: as long as it stands, nobody has written what was read after it.
    """
    revision = await current_revision(calendar)
    users = await related.users(calendar.organization_id, prepared.emails)
    at = await time_of_write(calendar.organization_id, now)
    events = Items(calendar, EVENTS, users, at)
    tasks = Items(calendar, TASKS, users, at)
    strays = Strays(calendar, events, {item.ical_uid for item in prepared.events})
    overrides = Overrides(calendar, events)
    stages: tuple[tuple[Compare, Sequence[PreparedItem]], ...] = (
        (strays.place, prepared.strays),
        (events.compare, prepared.events),
        (events.compare, strays.alone),
        (overrides.compare, prepared.overrides),
        (overrides.compare_placed, strays.placed),
        (tasks.compare, prepared.tasks),
    )
    total = len(prepared) + len(prepared.strays)  # placed, then compared
    done = 0
    for compare_batch, items in stages:
        for start in range(0, len(items), _BATCH):
            batch = items[start : start + _BATCH]
            await compare_batch(batch)
            done += len(batch)
            progress(min(1, done / total))
    await adopt(calendar, events, overrides.written)
    await overrides.finish()
    latest = max(events.latest, tasks.latest)
    return Comparison(
        revision, at, latest, (events.changes, tasks.changes), [*events.refused, *tasks.refused]
    )


async def current_revision(calendar: Calendar, *, lock: bool = False) -> int:
    """The calendar's revision; locked, it stays until the transaction ends."""
    found = Calendar.filter(id=calendar.id)
    row = await (found.select_for_update(no_key=True) if lock else found).first()
    if row is None:
        raise NotFound(NO_CALENDAR, ("calendarId",))
    return int(row.revision)
