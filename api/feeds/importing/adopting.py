"""Occurrences that were imported alone, when their series comes in a later file without them."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from api.feeds.importing import related
from api.feeds.importing.items import Items, ItemWrite
from api.feeds.importing.kinds import EVENTS
from api.ical.recurrence import RecurrenceId, Steps, occurrence_at, original_start
from api.models.batches import stored
from api.models.batches.stored import Row
from api.models.calendar import Calendar
from api.models.series import series_of

# As far as rules are walked by the process that answers others meanwhile.
_STEPS: Final = 20_000
_BATCH: Final = 200


async def adopt(calendar: Calendar, events: Items, written: Collection[str]) -> None:
    """Makes single events the overrides of series of the file; those `written` are so already.

    An event for which the series has no occurrence stays: nothing is shown twice then.
    """
    series = {uid: write for uid, write in events.series.items() if write.in_file}
    if not series:
        return
    found = []
    for row in await related.lone_occurrences(calendar.id):
        uid, named = _of_series(row["ical_uid"])
        if named is not None and uid in series and row["ical_uid"] not in written:
            found.append((row, series[uid], named))
    overrides = await related.overrides_of(list({write.id for _, write, _ in found}))
    taken = {(override.series_id, override.original_start) for override in overrides}
    steps = Steps(_STEPS)
    for start in range(0, len(found), _BATCH):
        batch = found[start : start + _BATCH]
        assigned = await stored.assigned(EVENTS, [row["id"] for row, _, _ in batch])
        for row, write, named in batch:
            place = _place(write, named, calendar, Steps(whole=steps))
            if place is not None and (write.id, place) not in taken:
                _write(events, row, write, place, assigned.get(row["id"], set()))
            await asyncio.sleep(0)


def _place(
    write: ItemWrite, named: RecurrenceId, calendar: Calendar, steps: Steps
) -> datetime | None:
    """The start of the occurrence that is meant, if the series has it and no override of it."""
    try:
        series = series_of(write.columns, calendar.time_zone)
        start = original_start(series, named, steps)
        has_it = occurrence_at(series, start, steps) is not None
    except (ValueError, TypeError, OverflowError):
        return None
    return start if has_it and start not in write.starts else None


def _write(events: Items, row: Row, write: ItemWrite, place: datetime, assigned: set[UUID]) -> None:
    write.starts.add(place)
    write.differs = True
    columns = {**stored.columns(EVENTS, row), "series_id": write.id, "original_start": place}
    events.changes.write(row["id"], columns, events.stamp(write))
    # Whom an override concerns, its series says.
    events.changes.assign(row["id"], set(), assigned)


def _of_series(own_uid: str) -> tuple[str, RecurrenceId | None]:
    """The UID of the series, and the occurrence, that `occurrence_uid` made this of."""
    uid, _, text = own_uid.rpartition("/")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return uid, None
    is_date = "T" not in text
    if not is_date and at.tzinfo is None:
        return uid, None
    return uid, RecurrenceId(at=at.replace(tzinfo=UTC), day=at.date(), is_date=is_date)
