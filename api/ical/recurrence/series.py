"""A series and its occurrences, as plain facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

# The last year in which every local time, and every end that is a day later, has its place in UTC.
LAST_YEAR = 9998


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One instance of a series: aware instants in UTC, the end exclusive; dates as 00:00 UTC.

    An override (an occurrence that was moved, changed or cancelled) names the start that the series
    would have given it (RECURRENCE-ID, RFC 5545 section 3.8.4.4), and replaces the occurrence whose
    `original_start` that is, wherever it was moved.
    """

    starts_at: datetime
    ends_at: datetime

    @property
    def original_start(self) -> datetime:
        """Where the series places it: an occurrence by the series itself has not been moved."""
        return self.starts_at


@dataclass(frozen=True, slots=True)
class ExtraDate:
    """An RDATE: an occurrence beside the rule; without an end of its own, as long as the others."""

    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Series:
    """A recurring event. Instants are aware and in UTC, and dates count as 00:00 UTC.

    `starts_at` and `ends_at` are those of its first occurrence (DTSTART), which always is one,
    whether the rule gives it or not. `time_zone` is the IANA name of the zone in which it is
    planned, None for an all-day series. `rule` is the canonical text of `check_rule`, empty for a
    series by RDATEs alone. `exdates` are starts of occurrences that are left out, or local dates,
    whose occurrences are all left out.

    Two facts follow from these and are found when the series is checked. `last_starts_at` is the
    latest start that COUNT allows, whether it is left out or not; without it a COUNT is counted.
    `last_ends_at` is what `last_end` gave, None if that is not known or if there is no end.

    An occurrence is as long as the first one on the clock, but for the last `exact_length` of it:
    so much time passes, whichever clocks change in it (the hours, minutes and seconds of a
    DURATION, RFC 5545 section 3.3.6).
    """

    starts_at: datetime
    ends_at: datetime
    time_zone: str | None
    rule: str
    rdates: tuple[ExtraDate, ...] = ()
    exdates: frozenset[date] = frozenset()  # a datetime is a date, too
    exact_length: timedelta = timedelta()
    last_starts_at: datetime | None = None
    last_ends_at: datetime | None = None

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which clocks show the times of the series."""
        return ZoneInfo(self.time_zone) if self.time_zone else UTC

    def local(self, instant: datetime) -> datetime:
        """What clocks show at an instant there, without saying which of two equal times it is."""
        return instant.astimezone(self.zone).replace(tzinfo=None, fold=0)

    def instant(self, local: datetime) -> datetime:
        """When clocks show this there.

        A time that they skip has the offset before the gap, and one that they show twice is the
        first of the two (RFC 5545 section 3.3.5).
        """
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def occurrence(self, local_start: datetime) -> Occurrence:
        """The occurrence that starts when clocks show this."""
        starts_at = self.instant(local_start)
        return Occurrence(starts_at, self._end(local_start, starts_at))

    def occurrences_added(self, rdates: Iterable[ExtraDate]) -> Iterator[Occurrence]:
        """Those of these RDATEs."""
        for extra in rdates:
            by_length = self._end(self.local(extra.starts_at), extra.starts_at)
            yield Occurrence(extra.starts_at, extra.ends_at or by_length)

    def excludes(self, starts_at: datetime) -> bool:
        """Whether an EXDATE names this start, or its local date."""
        if not self.exdates:
            return False
        return starts_at in self.exdates or self.local(starts_at).date() in self.exdates

    def longest(self) -> timedelta:
        """More than any occurrence by the rule lasts, whichever clocks change while it runs."""
        return self.ends_at - self.starts_at + timedelta(days=2)

    def _end(self, local_start: datetime, starts_at: datetime) -> datetime:
        """The end: as long after the start as that of the first occurrence, as clocks show it.

        So a night shift ends at six also when clocks change in that night, and one of exactly eight
        hours does not. An end that would not be after the start is as many minutes after it as that
        of the first occurrence.
        """
        by_clock = self._local_length
        ends_at = self.instant(local_start + by_clock) if by_clock else starts_at
        ends_at += self.exact_length
        return ends_at if ends_at > starts_at else starts_at + (self.ends_at - self.starts_at)

    @cached_property
    def _local_length(self) -> timedelta:
        """How long the first occurrence is on the clock, without what is exact."""
        return self.local(self.ends_at - self.exact_length) - self.local(self.starts_at)
