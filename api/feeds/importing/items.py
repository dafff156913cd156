"""Events or tasks of a file beside the rows that are stored under their UIDs.

An override has the stamps of its series, so the write of a series waits until its overrides have
been compared.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.feeds.importing.preparing import PreparedItem
from api.feeds.importing.report import NotImported
from api.models.batches import stored
from api.models.batches.changes import Changes, Stamp
from api.models.batches.kinds import Kind
from api.models.batches.stored import Row
from api.models.calendar import Calendar
from api.models.fields import new_id, stored_instant
from api.models.stamps import stamp_after

AGAIN: Final = "The same UID appears again in this file."
OF_HOST: Final = "It comes from the host application. Change it there."


@dataclass(slots=True)
class ItemWrite:
    """What may have to be written of an item; `row` is what is stored of it, None if it is new.

    `differs` is whether the file says something else of the item itself. `starts` are the original
    starts of the overrides that the file has of a series. One that is not `in_file` is written for
    the sake of its overrides only.
    """

    id: UUID
    columns: Mapping[str, Any]
    row: Row | None
    stamp: Stamp
    wanted: AbstractSet[UUID] = frozenset()
    assigned: AbstractSet[UUID] = frozenset()
    differs: bool = False
    stamped: bool = False
    in_file: bool = True
    starts: set[datetime] = field(default_factory=set)


class Items:
    """The items of one kind, and what came of them so far. `series` waits for `finish`.

    `seen` are all UIDs so far, `hosted` those of items that come from the host application.
    """

    def __init__(
        self, calendar: Calendar, kind: Kind, users: Mapping[str, UUID], at: datetime
    ) -> None:
        self.changes = Changes(kind)
        self.refused: list[NotImported] = []
        self.latest = at
        self.series: dict[str, ItemWrite] = {}
        self.seen: set[str] = set()
        self.hosted: set[str] = set()
        self._calendar = calendar
        self._kind = kind
        self._users = users
        self._at = at
        blank = kind.model(calendar_id=calendar.id, created_at=at, updated_at=at)
        self._defaults = {name: getattr(blank, name) for name in kind.created_columns}

    async def compare(self, items: Sequence[PreparedItem]) -> None:
        """Adds what these items change."""
        rows = await stored.rows(self._kind, self._calendar.id, [item.ical_uid for item in items])
        assigned = await stored.assigned(self._kind, [row["id"] for row in rows.values()])
        for item in items:
            row = rows.get(item.ical_uid)
            if item.ical_uid in self.seen:
                self.refuse(item, AGAIN)
            elif row is not None and row["external_id"] is not None:
                self.refuse(item, OF_HOST)
                self.hosted.add(item.ical_uid)
            else:
                self._compare(item, row, assigned.get(row["id"], set()) if row else set())
            self.seen.add(item.ical_uid)

    def refuse(self, item: PreparedItem, reason: str) -> None:
        """Notes that the calendar cannot take the item."""
        self.refused.append(item.not_imported(reason))

    def create(
        self, columns: Mapping[str, Any], users: AbstractSet[UUID], stamp: Stamp | None = None
    ) -> UUID:
        """Notes a new row, and returns its key; without a stamp it is as new as can be."""
        sequence, updated_at = stamp or Stamp(0, self._at)
        key = new_id()
        own = {"id": key, "sequence": sequence, "updated_at": updated_at}
        self.changes.create({**self._defaults, **columns, **own}, users)
        return key

    def write_of(self, row: Row, columns: Mapping[str, Any], *, in_file: bool = True) -> ItemWrite:
        """What may have to be written of a stored row."""
        stamp = Stamp(row["sequence"], stored_instant(row["updated_at"]))
        return ItemWrite(UUID(str(row["id"])), columns, row, stamp, in_file=in_file)

    def stamp(self, write: ItemWrite) -> Stamp:
        """The stamp that the item gets by being written, the same however often it is asked."""
        if write.row is not None and not write.stamped:
            write.stamp = Stamp(*stamp_after(*write.stamp, self._at))
            write.stamped = True
            self.latest = max(self.latest, write.stamp.updated_at)
        return write.stamp

    def finish(self, write: ItemWrite) -> None:
        """Counts the item, and notes what has to be written of it."""
        if write.row is None:
            return
        if write.differs:
            self.stamp(write)
        if write.in_file:
            self.changes.updated += write.differs
            self.changes.unchanged += not write.differs
        if write.stamped:
            self.changes.write(write.row["id"], write.columns, write.stamp)
            self.changes.assign(write.row["id"], write.wanted, write.assigned)

    def _compare(self, item: PreparedItem, row: Row | None, assigned: set[UUID]) -> None:
        wanted = {self._users[email] for email in item.attendees if email in self._users}
        if row is None:
            key = self.create(item.columns, wanted)
            write = ItemWrite(key, item.columns, None, Stamp(0, self._at))
        else:
            write = self.write_of(row, item.columns)
            write.wanted, write.assigned = wanted, assigned
            write.differs = wanted != assigned or stored.differs(row, item.columns)
        if item.columns.get("rrule") is not None or (row and row.get("rrule") is not None):
            self.series[item.ical_uid] = write
        else:
            self.finish(write)
