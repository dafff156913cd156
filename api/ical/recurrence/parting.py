"""A series that goes on otherwise from some of its occurrences on, as several series.

RFC 5545 section 3.2.13, RANGE=THISANDFUTURE: such a change moves all later occurrences by as much
as the one that it names.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from api.ical.recurrence.checking import check_series
from api.ical.recurrence.expansion import expand, until_instant
from api.ical.recurrence.reading import read_rule
from api.ical.recurrence.rule import ByDay, InvalidRule, Rule, Until
from api.ical.recurrence.series import LAST_YEAR, ExtraDate, Series
from api.ical.recurrence.steps import Steps
from api.ical.window import Window

_SECOND = timedelta(seconds=1)
_WEEK = 7
_CANNOT_MOVE = (
    "It moves this and all later occurrences of its series, whose recurrence rule cannot be moved. "
    "Make it a series of its own, and end the other one before it."
)


@dataclass(frozen=True, slots=True)
class Change:
    """From the occurrence with this original start on, the series is as this one is.

    `moved` has the start, the end and the zone of that occurrence now; the rest of it is ignored.
    """

    original_start: datetime
    moved: Series


@dataclass(frozen=True, slots=True)
class Part:
    """A series that stands for the occurrences of another one from `begin` on."""

    begin: datetime
    series: Series
    _whole: Series

    def moved(self, original_start: datetime) -> datetime:
        """Where the part has what the whole series would start then."""
        return _shifted(original_start, self._whole, self.series, self.begin)


def parts_of(series: Series, changes: Sequence[Change], steps: Steps | None = None) -> list[Part]:
    """The series up to the first change, and for each change what it makes of what follows.

    Without changes it is the series as it is, unchecked. Changes are in the order of their starts.
    A first part of which nothing is left has its first occurrence excepted. Raises InvalidRule, or
    TooManySteps, for a rule that cannot be parted.
    """
    steps = steps or Steps()
    if not changes:
        return [Part(series.starts_at, series, series)]
    # Each part looks at all single dates.
    steps.take((1 + len(changes)) * (1 + len(series.rdates) + len(series.exdates)))
    begins = [series.starts_at, *(change.original_start for change in changes)]
    shapes = [series, *(change.moved for change in changes)]
    counts = _counts(series, begins, steps)
    parts = []
    for number, (begin, shape) in enumerate(zip(begins, shapes, strict=True)):
        end = begins[number + 1] if number < len(changes) else None
        count = counts[number] if counts else None
        part = _empty(series) if end == begin else _part(series, begin, end, shape, count)
        parts.append(Part(begin, check_series(part, steps), series))
    return parts


def _empty(series: Series) -> Series:
    return replace(series, rule="", rdates=(), exdates=frozenset({series.starts_at}))


def _part(
    series: Series, begin: datetime, end: datetime | None, shape: Series, count: int | None
) -> Series:
    rdates = tuple(
        ExtraDate(
            _shifted(each.starts_at, series, shape, begin),
            each.ends_at and _shifted(each.ends_at, series, shape, begin),
        )
        for each in series.rdates
        if (shape is series or begin < each.starts_at) and (end is None or each.starts_at < end)
    )
    return replace(
        shape,
        rule=_rule(series, begin, end, shape, count) if series.rule else "",
        rdates=rdates,
        exdates=frozenset(_exdates(series, begin, end, shape)),
    )


def _exdates(
    series: Series, begin: datetime, end: datetime | None, shape: Series
) -> Iterator[date]:
    """Those after the begin of a part; what it begins with is there, whatever excepted it."""
    first = series.local(begin).date()
    days = shape.local(shape.starts_at).date() - first
    is_first = shape is series
    for each in series.exdates:
        if isinstance(each, datetime):
            if (is_first or each > begin) and (end is None or each < end):
                yield _shifted(each, series, shape, begin)
        elif (is_first or each > first) and (end is None or each <= series.local(end).date()):
            yield each + days


def _rule(
    series: Series, begin: datetime, end: datetime | None, shape: Series, count: int | None
) -> str:
    """The rule of a part; none where what it names is all that there is."""
    rule = read_rule(series.rule)
    if count is not None:
        return str(_rotated(replace(rule, count=count), series, shape, begin)) if count > 1 else ""
    last = until_instant(series, rule)
    if end is not None:
        last = min(last, end - _SECOND)
    if last < begin:
        return ""
    if last.year <= LAST_YEAR:
        wall = series.local(last) + _moved_by(series, shape, begin)
        # Of an all-day part it is the date that counts, as it stands here.
        until = wall if shape.time_zone is None else shape.instant(wall).replace(tzinfo=None)
        rule = replace(rule, until=Until(until, is_date=False, offset=UTC))
    return str(_rotated(rule, series, shape, begin))


def _counts(series: Series, begins: Sequence[datetime], steps: Steps) -> list[int]:
    """How many occurrences of a COUNT each part has, its first one included; none without COUNT."""
    count = read_rule(series.rule).count if series.rule else None
    if count is None or len(begins) == 1:
        return []
    by_rule = replace(series, rdates=(), exdates=frozenset())
    window = Window(series.starts_at, begins[-1] + _SECOND)
    starts = [each.starts_at for each in expand(by_rule, window, steps)]
    # Those that start before each part; the last part has what is left.
    before = [bisect_left(starts, begin) for begin in begins] + [count]
    had = set(starts)
    return [
        before[number + 1] - before[number] + (begin not in had)
        for number, begin in enumerate(begins)
    ]


def _rotated(rule: Rule, series: Series, shape: Series, begin: datetime) -> Rule:
    """The rule for the days and times of a part. Raises InvalidRule where it cannot say them."""
    before, now = series.local(begin), shape.local(shape.starts_at)
    days = (now.date() - before.date()).days
    if now.time() != before.time() and (rule.by_hour or rule.by_minute or rule.by_second):
        raise InvalidRule(_CANNOT_MOVE)
    if not days:
        return rule
    numbered = any(day.nth for day in rule.by_day)
    by_month_or_year = (rule.by_month, rule.by_month_day, rule.by_year_day, rule.by_week_number)
    if numbered or any(by_month_or_year) or rule.by_position:
        raise InvalidRule(_CANNOT_MOVE)
    by_day = tuple(sorted(ByDay(0, (day.weekday + days) % _WEEK) for day in rule.by_day))
    return replace(rule, by_day=by_day, week_start=(rule.week_start + days) % _WEEK)


def _moved_by(series: Series, shape: Series, begin: datetime) -> timedelta:
    """By how much clocks show something else at the start of a part than the series says."""
    return shape.local(shape.starts_at) - series.local(begin)


def _shifted(instant: datetime, series: Series, shape: Series, begin: datetime) -> datetime:
    return shape.instant(series.local(instant) + _moved_by(series, shape, begin))
