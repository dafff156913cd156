"""Occurrences that a file says apart and whose series are not in it: strays."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from api.feeds.importing.items import OF_HOST, Items
from api.feeds.importing.kinds import EVENTS
from api.feeds.importing.preparing import PreparedItem
from api.ical.recurrence import (
    InvalidRule,
    RecurrenceId,
    Series,
    Steps,
    check_series,
    original_start,
    with_occurrences,
)
from api.ical.recurrence.stored import exdate_texts, rdate_texts
from api.models.batches import stored
from api.models.batches.stored import Row
from api.models.calendar import Calendar
from api.models.series import series_of

_ALL_LATER: Final = (
    "It changes all later occurrences of a series that is not in the file. Export the whole series."
)
_UNREADABLE: Final = "Its series is stored in a form that cannot be read."

_NOT_RECURRING: Final[Mapping[str, Any]] = {
    "rrule": None,
    "rdates": [],
    "exdates": [],
    "last_starts_at": None,
    "series_ends_at": None,
    "exact_seconds": 0,
}
# Strays are placed by the process that answers others meanwhile: this is about a fifth of a second.
_STEPS: Final = 20_000


class Strays:
    """Places of the strays of a file: each is found before anything of it is compared.

    They are overrides of series that the calendar has (`placed`), or single events (`alone`).
    `in_file` are the UIDs of the file.
    """

    def __init__(self, calendar: Calendar, events: Items, in_file: Collection[str]) -> None:
        self.alone: list[PreparedItem] = []
        self.placed: list[PreparedItem] = []
        self._calendar = calendar
        self._events = events
        self._in_file = in_file
        self._steps = Steps(_STEPS)

    async def place(self, strays: Sequence[PreparedItem]) -> None:
        """Finds the series of these strays. What the file has under the UID of one is no series."""
        uids = {item.ical_uid for item in strays}.difference(self._in_file)
        rows = await stored.rows(EVENTS, self._calendar.id, uids)
        for item in strays:
            row = rows.get(item.ical_uid)
            if row is None or row["rrule"] is None or item.recurrence_id is None:
                columns = {"ical_uid": item.own_uid, "original_start": None}
                self.alone.append(replace(item, columns={**item.columns, **columns}))
            elif row["external_id"] is not None:
                self._events.refuse(item, OF_HOST)
            else:
                self._place(item, item.recurrence_id, row)
                await asyncio.sleep(0)

    def _place(self, item: PreparedItem, named: RecurrenceId, row: Row) -> None:
        """Makes the item an override of a stored series, which gets an occurrence for it."""
        if named.all_later:
            self._events.refuse(item, _ALL_LATER)
            return
        write = self._events.series.get(item.ical_uid)
        if write is None:
            write = self._events.write_of(row, stored.columns(EVENTS, row), in_file=False)
        steps = Steps(whole=self._steps)
        try:
            series = series_of(write.columns, self._calendar.time_zone)
            start = original_start(series, named, steps)
            changed = with_occurrences(series, {start}, steps)
            if changed is not series:
                write.columns = {**write.columns, **_columns(check_series(changed, steps))}
                self._events.stamp(write)
        except InvalidRule as invalid:
            self._events.refuse(item, str(invalid))
        except (ValueError, TypeError, OverflowError):
            self._events.refuse(item, _UNREADABLE)
        else:
            self._events.series[item.ical_uid] = write
            self._events.seen.add(item.ical_uid)
            columns = {**item.columns, **_NOT_RECURRING, "original_start": start}
            self.placed.append(replace(item, columns=columns))


def _columns(series: Series) -> dict[str, Any]:
    return {
        "rdates": rdate_texts(series.rdates),
        "exdates": exdate_texts(series.exdates),
        "last_starts_at": series.last_starts_at,
        "series_ends_at": series.last_ends_at,
    }
