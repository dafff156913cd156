"""Which occurrence of a series a file means, and a series that has the occurrence.

RFC 5545 section 3.8.4.4. A calendar program names an occurrence by the start that its series gave
it when the program wrote that down. Series were changed since, and programs err.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from api.ical.recurrence.expansion import expand
from api.ical.recurrence.rule import date_text, instant_text
from api.ical.recurrence.series import ExtraDate, Series
from api.ical.recurrence.steps import Steps
from api.ical.window import Window, midnight

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurrenceId:
    """RECURRENCE-ID: `at` is the instant, in UTC, and `day` the date that clocks show there.

    Of one that `is_date`, `at` is 00:00 UTC. One for `all_later` ones as well has
    RANGE=THISANDFUTURE (section 3.2.13).
    """

    at: datetime
    day: date
    is_date: bool
    all_later: bool = False

    def __str__(self) -> str:
        """The text of the date or of the instant, such as 20260302 or 20260302T090000Z."""
        return date_text(self.day) if self.is_date else instant_text(self.at)


def original_start(series: Series, named: RecurrenceId, steps: Steps | None = None) -> datetime:
    """The start of the occurrence that is meant, whether the series has it or not.

    Of an all-day series the date counts. Of a timed one a date means the first occurrence on that
    day in the zone of the series; where there is none, the time of the first of all on that day.
    """
    if series.time_zone is None:
        return midnight(named.day)
    if not named.is_date:
        return named.at
    begin = datetime.combine(named.day, datetime.min.time())
    window = Window(series.instant(begin), series.instant(begin + _DAY))
    for occurrence in expand(series, window, steps):
        if occurrence.starts_at >= window.start:
            return occurrence.starts_at
    return series.instant(datetime.combine(named.day, series.local(series.starts_at).time()))


def with_occurrences(
    series: Series, starts: Collection[datetime], steps: Steps | None = None
) -> Series:
    """The series with an occurrence at each of these starts: the same one, or an unchecked one.

    One that it excepts is excepted no more; one that it never had is added. So what a file says of
    the occurrence has a place in the series.
    """
    if not starts:
        return series
    excepted: set[date] = set()
    for start in filter(series.excludes, starts):
        excepted |= {start, series.local(start).date()}
    if excepted:
        series = replace(series, exdates=series.exdates - excepted)
    # Once over all the time between them: each alone would count a COUNT anew.
    window = Window(min(starts), max(starts) + _INSTANT)
    had = {occurrence.starts_at for occurrence in expand(series, window, steps)}
    added = tuple(ExtraDate(start) for start in sorted(set(starts) - had))
    return replace(series, rdates=series.rdates + added) if added else series
