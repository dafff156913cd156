"""Where the occurrences that a file says apart stand in its series (RFC 5545 section 3.8.4.4).

An event with a RECURRENCE-ID and the UID of a series in the file is an override of that. With
RANGE=THISANDFUTURE it ends the series, and begins another one, whose UID is derived. An occurrence
that the series does not have, or excepts, is added to it: so it is shown as the file says, and
nothing that the file says is lost. Without its series in the file the event stays as it is.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.ical.parsing.components import Component
from api.ical.parsing.items import ParsedEvent
from api.ical.parsing.readings import Reading, refused
from api.ical.parsing.series import series_fields
from api.ical.parsing.times import OUT_OF_RANGE
from api.ical.recurrence import (
    Change,
    InvalidRule,
    RecurrenceId,
    Series,
    Steps,
    check_series,
    original_start,
    parts_of,
    with_occurrences,
)


@dataclass(frozen=True, slots=True)
class _Override:
    """An override of a series of the file; `series` has the times and zone of a RANGE's first."""

    number: int
    component: Component
    event: ParsedEvent
    recurrence_id: RecurrenceId
    series: Series | None


@dataclass(frozen=True, slots=True)
class _Master:
    """A series of the file."""

    number: int
    component: Component
    event: ParsedEvent
    series: Series


def place_overrides(readings: Sequence[Reading], steps: Steps) -> list[Reading]:
    """The readings in their order, with each override of a series of the file in its place there.

    One that cannot have a place is refused. `steps` are what the whole file may take.
    """
    placed = list(readings)
    masters = {master.event.ical_uid: (master, list[_Override]()) for master in _masters(readings)}
    for override in _overrides(readings):
        if override.event.ical_uid in masters:
            masters[override.event.ical_uid][1].append(override)
    for master, overrides in masters.values():
        for number, reading in _placed(master, overrides, steps):
            placed[number] = reading
    return placed


def _masters(readings: Sequence[Reading]) -> Iterator[_Master]:
    for number, reading in enumerate(readings):
        event = reading.outcome
        if isinstance(event, ParsedEvent) and event.recurrence_id is None and reading.series:
            yield _Master(number, reading.component, event, reading.series)


def _overrides(readings: Sequence[Reading]) -> Iterator[_Override]:
    for number, reading in enumerate(readings):
        event = reading.outcome
        if isinstance(event, ParsedEvent) and event.recurrence_id is not None:
            yield _Override(number, reading.component, event, event.recurrence_id, reading.series)


def _placed(
    master: _Master, overrides: Sequence[_Override], steps: Steps
) -> Iterator[tuple[int, Reading]]:
    """What becomes of a series and its overrides, by number; those that it cannot have are refused.

    Where some cannot be had, those that end the series are the first to go.
    """
    while overrides:
        try:
            yield from list(_in_series(master, overrides, Steps(whole=steps)))
        except (InvalidRule, OverflowError) as error:
            reason = str(error) if isinstance(error, InvalidRule) else OUT_OF_RANGE
            refusable = [each for each in overrides if each.recurrence_id.all_later] or overrides
            yield from ((each.number, refused(each.component, reason)) for each in refusable)
            gone = {each.number for each in refusable}
            overrides = [each for each in overrides if each.number not in gone]
        else:
            return


def _in_series(
    master: _Master, overrides: Sequence[_Override], steps: Steps
) -> Iterator[tuple[int, Reading]]:
    """The series, of which only a first part may be left, and the overrides in their places."""
    starts = {
        each.number: original_start(master.series, each.recurrence_id, steps) for each in overrides
    }
    ordered = sorted(overrides, key=lambda each: starts[each.number])
    single = [each for each in ordered if not each.recurrence_id.all_later]
    later = [each for each in ordered if each.recurrence_id.all_later]
    changes = [Change(starts[each.number], each.series) for each in later if each.series]
    series = with_occurrences(master.series, {starts[each.number] for each in single}, steps)
    if series is not master.series:
        series = check_series(series, steps)
    parts = parts_of(series, changes, steps)
    uids = [master.event.ical_uid, *(each.event.own_uid for each in later)]
    heads: list[_Master | _Override] = [master, *later]
    for head, uid, part in zip(heads, uids, parts, strict=True):
        event = replace(head.event, ical_uid=uid, recurrence_id=None, **series_fields(part.series))
        yield head.number, Reading(head.component, event, part.series)
    begins = [part.begin for part in parts[1:]]
    for each in single:
        at = bisect_right(begins, starts[each.number])
        start = parts[at].moved(starts[each.number])
        yield each.number, Reading(each.component, _override(each.event, uids[at], start))


def _override(event: ParsedEvent, uid: str, original_start: datetime) -> ParsedEvent:
    """The event as an override, which does not recur itself, whatever the file says."""
    return replace(
        event,
        ical_uid=uid,
        original_start=original_start,
        rrule=None,
        rdates=(),
        exdates=(),
        last_starts_at=None,
        series_ends_at=None,
        exact_seconds=0,
    )
