"""Occurrences that a file says apart, beside the overrides that are stored of their series."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from api.feeds.importing import related
from api.feeds.importing.items import OF_HOST, Items, ItemWrite
from api.feeds.importing.kinds import EVENTS
from api.feeds.importing.preparing import PreparedItem
from api.models.batches import stored
from api.models.batches.stored import Row
from api.models.calendar import Calendar
from api.models.pacing import paced

_AGAIN: Final = "Another change of the same occurrence appears in this file."
_WITHOUT_SERIES: Final = "Its series is not imported, so there is nothing that it would change."


class Overrides:
    """The overrides of a file, and what came of them so far.

    `written` are the own UIDs of the occurrences that it has in their places.
    """

    def __init__(self, calendar: Calendar, events: Items) -> None:
        self.written: set[str] = set()
        self._calendar = calendar
        self._events = events

    async def compare_placed(self, items: Sequence[PreparedItem]) -> None:
        """As `compare`, of strays in their places: they stay by UIDs of their own."""
        await self.compare(items, apart=True)

    async def compare(self, items: Sequence[PreparedItem], *, apart: bool = False) -> None:
        """Adds what these items change, as overrides of the series that have their UIDs."""
        series = self._events.series
        having = [item for item in items if item.ical_uid in series]
        ids = {series[item.ical_uid].id for item in having}
        rows = await related.overrides(ids, {item.columns["original_start"] for item in having})
        lone = await self._lone(having)
        assigned = await stored.assigned(EVENTS, [row["id"] for row in lone.values()])
        for item in items:
            if item.ical_uid not in series:
                of_host = item.ical_uid in self._events.hosted
                self._events.refuse(item, OF_HOST if of_host else _WITHOUT_SERIES)
                continue
            write = series[item.ical_uid]
            key = (write.id, item.columns["original_start"])
            row = rows.get(key) or lone.get(item.own_uid)
            columns = {**item.columns, "series_id": write.id}
            if apart:
                columns["ical_uid"] = rows[key]["ical_uid"] if key in rows else item.own_uid
            self.written.add(item.own_uid)
            users = assigned.get(row["id"], set()) if row else set()
            self._compare(item, columns, write, row, users)

    async def finish(self) -> None:
        """Drops overrides that the file has no more, and ends the comparison of all series."""
        series = {write.id: write for write in self._events.series.values()}
        known = [write.id for write in series.values() if write.row is not None and write.in_file]
        for override in await related.overrides_of(known):
            write = series[override.series_id]
            stays = override.apart and write.columns["rrule"] is not None
            if override.original_start not in write.starts and not stays:
                self._events.changes.deleted.append([override.id])
                write.differs = True
        async for write in paced(series.values()):
            self._events.finish(write)

    async def _lone(self, items: Sequence[PreparedItem]) -> dict[str, Row]:
        """Rows of occurrences that were imported alone, and have their series now."""
        uids = {item.own_uid for item in items} - self._events.seen
        rows = await stored.rows(EVENTS, self._calendar.id, uids)
        return {
            uid: row
            for uid, row in rows.items()
            if row["rrule"] is None and row["external_id"] is None
        }

    def _compare(
        self,
        item: PreparedItem,
        columns: Mapping[str, Any],
        write: ItemWrite,
        row: Row | None,
        assigned: set[UUID],
    ) -> None:
        start = item.columns["original_start"]
        if start in write.starts:
            self._events.refuse(item, _AGAIN)
            return
        write.starts.add(start)
        changes = self._events.changes
        # Whom an override concerns, its series says.
        if row is None:
            self._events.create(columns, set(), self._events.stamp(write))
        elif assigned or stored.differs(row, columns):
            changes.updated += 1
            changes.write(row["id"], columns, self._events.stamp(write))
            changes.assign(row["id"], set(), assigned)
        else:
            changes.unchanged += 1
