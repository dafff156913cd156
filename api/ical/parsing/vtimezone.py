"""A VTIMEZONE of a file as a time zone (RFC 5545 section 3.6.5), at a bounded cost.

Rules are read as calendar programs write them: yearly, on a day of the month or the n-th weekday
of a month. A definition that has other rules is no zone here. Where nothing is to be walked, no
file can make a look-up slow.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from api.ical.parsing.components import Component
from api.ical.parsing.dates import read_date_time
from api.ical.parsing.lines import Property
from api.ical.parsing.yearly import YearlyRule, read_yearly_rule

# A century of one place's law takes about ten. Each costs a look-up some microseconds.
_MOST_RULES = 20

# How many years of a zone are remembered. Calendars are about a few.
_MOST_YEARS = 200

_OFFSET = re.compile(r"([+-])(\d\d):?([0-5]\d)(?::?([0-5]\d))?", re.ASCII)

# When local clocks show the new offset's time for good, and which offset that is.
_Transition = tuple[datetime, timedelta]


@dataclass(frozen=True, slots=True)
class _Observance:
    """A STANDARD or DAYLIGHT: from its onsets (local time, by `offset_from`) `offset_to` holds."""

    offset_from: timedelta
    offset_to: timedelta
    onsets: tuple[datetime, ...]
    rule: YearlyRule | None

    def transition(self, onset: datetime) -> _Transition:
        """From when on `offset_to` is the answer for local times.

        The hour that clocks skip still has the offset before, and so has the hour that they show
        twice: the first of the two is meant (RFC 5545 section 3.3.5).
        """
        return onset + max(self.offset_to - self.offset_from, timedelta()), self.offset_to


class DefinedZone(tzinfo):
    """The zone that a VTIMEZONE defines. It turns local times into UTC, not the other way round."""

    def __init__(self, observances: list[_Observance]) -> None:
        first = min(observances, key=lambda observance: observance.onsets[0])
        self._before = first.offset_from
        self._ruled = [observance for observance in observances if observance.rule]
        self._single = sorted(
            observance.transition(onset)
            for observance in observances
            for onset in observance.onsets
        )
        self._years: dict[int, list[_Transition]] = {}

    def utcoffset(self, dt: datetime | None, /) -> timedelta | None:
        """The offset at a local time; before the first onset that from which it changed."""
        if dt is None:
            return None
        local = dt.replace(tzinfo=None, fold=0)
        single = _latest(self._single, local)
        ruled = _latest(self._ruled_transitions(local.year), local)
        latest = max(filter(None, (single, ruled)), default=None)
        return self._before if latest is None else latest[1]

    def dst(self, _dt: datetime | None, /) -> timedelta | None:
        """None: nothing here asks, and so a conversion from UTC raises instead of being wrong."""
        return None

    def tzname(self, _dt: datetime | None, /) -> str | None:
        """None: nothing here asks."""
        return None

    def _ruled_transitions(self, year: int) -> list[_Transition]:
        """The transitions by rule of that year, and the latest of each rule before it."""
        if year not in self._years:
            if len(self._years) == _MOST_YEARS:
                self._years.clear()
            self._years[year] = sorted(
                observance.transition(onset)
                for observance in self._ruled
                if observance.rule is not None
                for onset in observance.rule.onsets_up_to(year)
            )
        return self._years[year]


def defined_zone(definition: Component) -> DefinedZone | None:
    """The zone that a VTIMEZONE defines, or None if it cannot be read as one."""
    rules = sum(part.first("RRULE") is not None for part in definition.subcomponents)
    if not definition.subcomponents or rules > _MOST_RULES:
        return None
    try:
        return DefinedZone([_read_observance(part) for part in definition.subcomponents])
    except (ValueError, OverflowError):
        return None


def _read_observance(part: Component) -> _Observance:
    offset_from = _read_offset(part.first("TZOFFSETFROM"))
    start = part.first("DTSTART")
    rule = part.first("RRULE")
    if start is None:
        raise ValueError("an observance without its start")
    first_onset = read_date_time(start.value).wall
    more_onsets = [
        read_date_time(text).wall for line in part.all("RDATE") for text in line.value.split(",")
    ]
    return _Observance(
        offset_from=offset_from,
        offset_to=_read_offset(part.first("TZOFFSETTO")),
        onsets=(first_onset, *more_onsets),
        rule=read_yearly_rule(rule.value, first_onset, offset_from) if rule else None,
    )


def _read_offset(line: Property | None) -> timedelta:
    found = line and _OFFSET.fullmatch(line.value.strip())
    if not found:
        raise ValueError("an observance without its offsets")
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    if offset >= timedelta(days=1):
        raise ValueError("an offset of a day or more")
    return -offset if found[1] == "-" else offset


def _latest(transitions: list[_Transition], local: datetime) -> _Transition | None:
    position = bisect_right(transitions, (local, timedelta.max))
    return transitions[position - 1] if position else None
