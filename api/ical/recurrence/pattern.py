"""The local times that a rule gives, period by period (RFC 5545 section 3.3.10).

A period is the day, week, month or year that the rule repeats by. Periods are numbered, so those
of a window are found by arithmetic: nothing is walked from the start of a series on.
"""

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product

from api.ical.recurrence.rule import ByDay, Frequency, Rule
from api.ical.recurrence.steps import Steps

_MONTHS = range(1, 13)
_LAST_SECOND = 59
_DAY = timedelta(days=1)
_WEEK = 7
# A week belongs to the year in which it has at least four days.
_MIDWEEK = timedelta(days=3)


class Pattern:
    """A rule, with what its DTSTART adds where the rule leaves the day or the time open.

    Periods are those of the rule's own rhythm, from that of DTSTART on (INTERVAL).
    """

    def __init__(self, rule: Rule, start: datetime) -> None:
        """`start` is DTSTART as clocks show it in the zone of the series."""
        self.rule = _completed(rule, start.date())
        self.times = [
            time(hour, minute, min(second, _LAST_SECOND))  # a leap second: section 3.3.12
            for hour, minute, second in product(
                rule.by_hour or [start.hour],
                rule.by_minute or [start.minute],
                rule.by_second or [start.second],
            )
        ]
        self._weekdays = sorted(
            {(day.weekday - rule.week_start) % _WEEK for day in self.rule.by_day}
        )
        self._numbered = any(day.nth for day in self.rule.by_day)
        self._first = self._period_of(start.date())

    @property
    def is_once_a_week(self) -> bool:
        """Whether each of its weeks has just one start, on the same day and at the same time."""
        rule = self.rule
        one_each = len(self._weekdays) == len(self.times) == 1 and not self._numbered
        narrowed = rule.by_month or rule.by_month_day or rule.by_year_day or rule.by_position
        return rule.freq is Frequency.WEEKLY and one_each and not narrowed

    def periods(self, first: date, last: date) -> range:
        """The periods that hold these days and those between; `reversed` gives the latest first."""
        interval = self.rule.interval
        begin = max(0, (self._period_of(first) - self._first) // interval)
        end = (self._period_of(last) - self._first) // interval
        return range(begin, end + 1)

    def starts(self, period: int, steps: Steps) -> list[datetime]:
        """The local times of a period, in order. Raises TooManySteps."""
        tried = list(self._days_to_try(self._first + period * self.rule.interval))
        steps.take(max(1, len(tried) * len(self.times)))
        days = [day for day in tried if self._fits(day)]
        starts = [datetime.combine(day, at) for day in days for at in self.times]
        if not self.rule.by_position:
            return starts
        count = len(starts)
        chosen = {n - 1 if n > 0 else count + n for n in self.rule.by_position}
        return [start for position, start in enumerate(starts) if position in chosen]

    def _period_of(self, day: date) -> int:
        match self.rule.freq:
            case Frequency.DAILY:
                return day.toordinal()
            case Frequency.WEEKLY:
                return (day.toordinal() - 1 - self.rule.week_start) // _WEEK
            case Frequency.MONTHLY:
                return day.year * len(_MONTHS) + day.month - 1
            case Frequency.YEARLY if self.rule.by_week_number:
                return (_week_begin(day, self.rule.week_start) + _MIDWEEK).year
            case Frequency.YEARLY:
                return day.year

    def _days_to_try(self, number: int) -> Iterator[date]:
        """Days of the period with this number, in order: few, where the rule names them."""
        match self.rule.freq:
            case Frequency.DAILY:
                yield date.fromordinal(number)
            case Frequency.WEEKLY:
                begin = number * _WEEK + 1 + self.rule.week_start
                yield from (date.fromordinal(begin + n) for n in self._weekdays)
            case Frequency.MONTHLY:
                yield from self._days_of_month(number // len(_MONTHS), number % len(_MONTHS) + 1)
            case Frequency.YEARLY if self.rule.by_week_number:
                yield from self._days_of_weeks(number)
            case Frequency.YEARLY if self.rule.by_year_day:
                length = 365 + isleap(number)
                days = _from_either_end(self.rule.by_year_day, length)
                yield from (date(number, 1, 1) + (day - 1) * _DAY for day in days)
            case Frequency.YEARLY:
                for month in self.rule.by_month or _MONTHS:
                    yield from self._days_of_month(number, month)

    def _days_of_month(self, year: int, month: int) -> Iterator[date]:
        length = monthrange(year, month)[1]
        named = self.rule.by_month_day
        for day in _from_either_end(named, length) if named else range(1, length + 1):
            yield date(year, month, day)

    def _days_of_weeks(self, year: int) -> Iterator[date]:
        """Days of the year's weeks, of which the first may begin in December."""
        first, after = (
            _week_begin(date(each, 1, 4), self.rule.week_start) for each in (year, year + 1)
        )
        for week in _from_either_end(self.rule.by_week_number, (after - first).days // _WEEK):
            for day in range(_WEEK):
                yield first + ((week - 1) * _WEEK + day) * _DAY

    def _fits(self, day: date) -> bool:
        """Whether the parts of the rule that name days all name this one."""
        rule = self.rule
        return (
            (not rule.by_month or day.month in rule.by_month)
            and (not rule.by_month_day or _is_named(rule.by_month_day, *_place_in_month(day)))
            and (not rule.by_year_day or _is_named(rule.by_year_day, *_place_in_year(day)))
            and (not rule.by_day or self._fits_weekday(day))
        )

    def _fits_weekday(self, day: date) -> bool:
        """Whether a BYDAY names the day; its number counts in the month where there is one."""
        weekday = day.weekday()
        if ByDay(0, weekday) in self.rule.by_day:
            return True
        if not self._numbered:
            return False
        in_month = self.rule.freq is Frequency.MONTHLY or self.rule.by_month
        first, last = _place_in_month(day) if in_month else _place_in_year(day)
        nth = ((first - 1) // _WEEK + 1, -((-last - 1) // _WEEK + 1))
        return any(ByDay(n, weekday) in self.rule.by_day for n in nth)


def _completed(rule: Rule, start: date) -> Rule:
    """The rule with the day that DTSTART says, where the rule says none."""
    if rule.by_day or rule.by_month_day or rule.by_year_day:
        return rule
    match rule.freq:
        case Frequency.DAILY:
            return rule
        case Frequency.YEARLY if not rule.by_week_number:
            months = rule.by_month or (start.month,)
            return replace(rule, by_month=months, by_month_day=(start.day,))
        case Frequency.MONTHLY:
            return replace(rule, by_month_day=(start.day,))
        case _:
            return replace(rule, by_day=(ByDay(0, start.weekday()),))


def _from_either_end(numbers: tuple[int, ...], length: int) -> list[int]:
    """The numbers from 1 to `length` that are named, in order; -1 names the last."""
    positions = {n if n > 0 else length + 1 + n for n in numbers}
    return sorted(n for n in positions if 1 <= n <= length)


def _is_named(numbers: tuple[int, ...], from_begin: int, from_end: int) -> bool:
    return from_begin in numbers or from_end in numbers


def _place_in_month(day: date) -> tuple[int, int]:
    """Which day of its month it is, from the first (1) and from the last (-1)."""
    return day.day, day.day - monthrange(day.year, day.month)[1] - 1


def _place_in_year(day: date) -> tuple[int, int]:
    """Which day of its year it is, from the first (1) and from the last (-1)."""
    number = day.timetuple().tm_yday
    return number, number - 366 - isleap(day.year)


def _week_begin(day: date, week_start: int) -> date:
    return day - (day.weekday() - week_start) % _WEEK * _DAY
