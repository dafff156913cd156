"""What a file changes in a calendar: its items beside the rows that are stored under their UIDs.

Nothing is written here. Rows are read without the ORM's instances: a file may hold 50,000 items.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.errors import NotFound
from api.feeds.importing import stored
from api.feeds.importing.kinds import KINDS, Kind
from api.feeds.importing.preparing import PreparedFile, PreparedItem
from api.feeds.importing.progress import Progress, unheard
from api.models.calendar import Calendar
from api.models.fields import new_id, stored_instant
from api.models.roles import NO_CALENDAR
from api.models.stamps import stamp_write, time_of_write

# As many items as are compared before the event loop has its turn: a few milliseconds.
_BATCH: Final = 200

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be written of one kind of items: values as they are bound, row by row.

    `created` in the order of the kind's `created_columns`, `updated` in that of `updated_columns`
    and then the id, assignments as id, item and user, or as item and user.
    """

    kind: Kind
    created: list[list[object]] = field(default_factory=list)
    updated: list[list[object]] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    assigned: list[list[object]] = field(default_factory=list)
    unassigned: list[list[object]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file changes in a calendar that is at this revision."""

    revision: int
    # The time of the write, and the latest stamp that it gives.
    at: datetime
    latest: datetime
    changes: tuple[Changes, ...]

    @property
    def created(self) -> int:
        """Items that the calendar has not."""
        return sum(len(changes.created) for changes in self.changes)

    @property
    def updated(self) -> int:
        """Items that the calendar has otherwise."""
        return sum(len(changes.updated) for changes in self.changes)

    @property
    def unchanged(self) -> int:
        """Items that the calendar has as they are in the file."""
        return sum(len(changes.unchanged) for changes in self.changes)


async def compare(
    calendar: Calendar, prepared: PreparedFile, now: datetime, progress: Progress = unheard
) -> Comparison:
    """What the file changes in the calendar. Raises NotFound when the calendar is gone.

    The revision is read first: as long as it stands, nobody has written what was read after it.
    """
    revision = await current_revision(calendar)
    users = await stored.users(calendar.organization_id, prepared.emails)
    at = latest = await time_of_write(calendar.organization_id, now)
    total = sum(len(prepared.items(kind)) for kind in KINDS)
    done = 0
    changes = []
    for kind in KINDS:
        comparing = _Comparing(calendar, kind, users, at)
        items = prepared.items(kind)
        for start in range(0, len(items), _BATCH):
            batch = items[start : start + _BATCH]
            await comparing.compare(batch)
            done += len(batch)
            progress(done / total)
        changes.append(comparing.changes)
        latest = max(latest, comparing.latest)
    return Comparison(revision, at, latest, tuple(changes))


async def current_revision(calendar: Calendar, *, lock: bool = False) -> int:
    """The calendar's revision; locked, it stays until the transaction ends."""
    found = Calendar.filter(id=calendar.id)
    row = await (found.select_for_update(no_key=True) if lock else found).first()
    if row is None:
        raise NotFound(NO_CALENDAR, ("calendarId",))
    return int(row.revision)


class _Comparing:
    """The items of one kind beside the stored rows, and what came of it so far."""

    def __init__(
        self, calendar: Calendar, kind: Kind, users: Mapping[str, UUID], at: datetime
    ) -> None:
        self.changes = Changes(kind)
        self.latest = at
        self._calendar = calendar
        self._kind = kind
        self._users = users
        self._at = at
        self._blank = kind.model(calendar_id=calendar.id, created_at=at, updated_at=at)
        self._defaults = {name: getattr(self._blank, name) for name in kind.created_columns}

    async def compare(self, items: Sequence[PreparedItem]) -> None:
        """Adds what these items change."""
        uids = [item.ical_uid for item in items]
        rows = await stored.rows(self._kind, self._calendar.id, uids)
        assigned = await stored.assigned(self._kind, [row["id"] for row in rows.values()])
        for item in items:
            row = rows.get(item.ical_uid)
            wanted = {self._users[email] for email in item.attendees if email in self._users}
            if row is None:
                self._create(item, wanted)
            else:
                self._update(item, row, wanted, assigned.get(row["id"], set()))

    def _create(self, item: PreparedItem, wanted: set[UUID]) -> None:
        row = self._defaults | item.columns | {"id": new_id()}
        self.changes.created.append(stored.bound(row.values()))
        self._assign(row["id"], wanted, set())

    def _update(self, item: PreparedItem, row: Row, wanted: set[UUID], before: set[UUID]) -> None:
        if wanted == before and not stored.differs(row, item.columns):
            self.changes.unchanged.append(item.ical_uid)
            return
        self._blank.sequence = row["sequence"]
        self._blank.updated_at = stored_instant(row["updated_at"])
        stamp_write(self._blank, self._at)
        self.latest = max(self.latest, self._blank.updated_at)
        stamp = (self._blank.sequence, self._blank.updated_at)
        self.changes.updated.append(stored.bound((*item.columns.values(), *stamp, row["id"])))
        self._assign(row["id"], wanted, before)

    def _assign(self, item_id: object, wanted: set[UUID], before: set[UUID]) -> None:
        self.changes.assigned.extend([new_id(), item_id, user] for user in sorted(wanted - before))
        self.changes.unassigned.extend([item_id, user] for user in sorted(before - wanted))
