"""The occurrences of a series: those of a window, and where the last one starts and ends."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from api.ical.recurrence.pattern import Pattern
from api.ical.recurrence.reading import read_rule
from api.ical.recurrence.rule import Rule
from api.ical.recurrence.series import LAST_YEAR, ExtraDate, Occurrence, Series
from api.ical.recurrence.steps import Steps
from api.ical.window import Window

# The rest of its period, and a year that an occurrence in it may last, are within the range.
LAST_DAY = date(LAST_YEAR - 2, 12, 31)
_NEVER = datetime.max.replace(tzinfo=UTC)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_INSTANT = timedelta(microseconds=1)


def expand(series: Series, window: Window, steps: Steps | None = None) -> list[Occurrence]:
    """The occurrences in the window (`Window.holds_event`), by their starts, each start once.

    The work is that of the window's days, whenever the series began; only without `last_starts_at`
    the occurrences of a COUNT are counted from the start on. Raises TooManySteps, and InvalidRule
    if what is stored is no rule.
    """
    steps = steps or Steps()
    near = [extra for extra in series.rdates if _may_be_in(window, extra, series)]
    steps.take(len(near))
    # The first one has the last word on its end, then what an RDATE says.
    found = {occurrence.starts_at: occurrence for occurrence in _by_rule(series, window, steps)}
    found |= {occurrence.starts_at: occurrence for occurrence in _named(series, near)}
    return [
        occurrence
        for starts_at, occurrence in sorted(found.items())
        if window.holds_event(starts_at, occurrence.ends_at) and not series.excludes(starts_at)
    ]


def occurrence_at(
    series: Series, original_start: datetime, steps: Steps | None = None
) -> Occurrence | None:
    """The occurrence that the series places at this start; None when there is none."""
    window = Window(original_start, original_start + _INSTANT)
    found = (each for each in expand(series, window, steps) if each.starts_at == original_start)
    return next(found, None)


def last_counted_start(series: Series, steps: Steps | None = None) -> datetime | None:
    """The latest start that the rule's COUNT allows, excluded or not; None without a COUNT.

    Walks from the start of the series, so it is called once, when that is written. Raises
    TooManySteps.
    """
    pattern = _pattern(series) if series.rule else None
    if pattern is None or pattern.rule.count is None:
        return None
    return _last_start(series, pattern, steps or Steps())


def last_end(series: Series, steps: Steps | None = None) -> datetime | None:
    """The end of the last occurrence that is not excluded, None if there is always another one.

    Of a series with every occurrence excluded, the end of the first. Walks backwards from UNTIL or
    the last start of a COUNT, so it is called once, when the series is written. Raises
    TooManySteps.
    """
    steps = steps or Steps()
    named = _named(series, series.rdates)
    ends = [each.ends_at for each in named if not series.excludes(each.starts_at)]
    if series.rule:
        pattern = _pattern(series)
        last_start = _last_start(series, pattern, steps)
        if last_start == _NEVER:
            return None
        for period in reversed(_periods(series, pattern, series.starts_at, last_start)):
            ends_there = [
                occurrence.ends_at
                for occurrence in map(series.occurrence, pattern.starts(period, steps))
                if series.starts_at < occurrence.starts_at <= last_start
                and not series.excludes(occurrence.starts_at)
            ]
            if ends_there:
                return max(ends + ends_there)
    return max(ends, default=series.ends_at)


def until_instant(series: Series, rule: Rule) -> datetime:
    """The last instant at which UNTIL lets an occurrence start; without one the end of time.

    A date lets all start that do so on that day in the zone of the series, a local time is one of
    that zone. For an all-day series only the date counts, as it is written.
    """
    until = rule.until
    if until is None or until.wall.year > LAST_YEAR:
        return _NEVER
    if series.time_zone is None:
        return until.wall.replace(hour=0, minute=0, second=0, tzinfo=UTC)
    if until.is_date:
        return series.instant(until.wall + _DAY - _SECOND)
    if until.offset is None:
        return series.instant(until.wall)
    return until.wall.replace(tzinfo=until.offset).astimezone(UTC)


def _may_be_in(window: Window, extra: ExtraDate, series: Series) -> bool:
    """Whether the occurrence of an RDATE may be in the window, found without looking at clocks."""
    if extra.starts_at >= window.start or extra.ends_at is None:
        may_run = window.start - extra.starts_at < series.longest()
    else:
        may_run = extra.ends_at > window.start
    return may_run and extra.starts_at < window.end


def _named(series: Series, rdates: Iterable[ExtraDate]) -> Iterator[Occurrence]:
    """What the series names itself: of its RDATEs these, then DTSTART."""
    yield from series.occurrences_added(rdates)
    yield Occurrence(series.starts_at, series.ends_at)


def _by_rule(series: Series, window: Window, steps: Steps) -> Iterator[Occurrence]:
    """What the rule gives after DTSTART, and may be in the window."""
    if not series.rule or series.starts_at >= window.end:
        return
    pattern = _pattern(series)
    last_start = _last_start(series, pattern, steps)
    begin = series.starts_at
    if window.start - begin > series.longest():
        begin = window.start - series.longest()
    for period in _periods(series, pattern, begin, min(window.end, last_start)):
        for local_start in pattern.starts(period, steps):
            occurrence = series.occurrence(local_start)
            if series.starts_at < occurrence.starts_at <= last_start:
                yield occurrence


def _pattern(series: Series) -> Pattern:
    return Pattern(read_rule(series.rule), series.local(series.starts_at))


def _periods(series: Series, pattern: Pattern, begin: datetime, end: datetime) -> range:
    """The periods that hold all local starts between the two instants."""
    first, last = (series.local(instant).date() for instant in (begin, end))
    return pattern.periods(first, min(last + _DAY, LAST_DAY))


def _last_start(series: Series, pattern: Pattern, steps: Steps) -> datetime:
    """The latest start that COUNT or UNTIL allows; the end of time where there is neither."""
    left = pattern.rule.count
    if left is None:
        return until_instant(series, pattern.rule)
    if series.last_starts_at is not None:
        return series.last_starts_at
    latest = series.starts_at
    if left == 1:
        return latest
    periods = pattern.periods(series.local(latest).date(), LAST_DAY)
    if pattern.is_once_a_week:
        # What most series with a COUNT are: their weeks need not be walked.
        own = series.instant(pattern.starts(periods[0], steps)[0]) <= latest
        week = left - 2 + own
        if week < len(periods):
            return series.instant(pattern.starts(periods[week], steps)[0])
    for period in periods:
        for starts_at in sorted(map(series.instant, pattern.starts(period, steps))):
            if starts_at > latest:
                latest, left = starts_at, left - 1
                if left == 1:
                    return latest
    return latest
