"""The yearly rule by which an observance of a VTIMEZONE begins (RFC 5545 section 3.3.10)."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta

from api.ical.parsing.dates import read_date_time

# Of each month; February has two.
_LENGTHS = {
    month: sorted({monthrange(year, month)[1] for year in (2000, 2001)}) for month in range(1, 13)
}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(rf"([+-]?[1-5])?({'|'.join(_WEEKDAYS)})", re.ASCII)
_UNDERSTOOD = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY"}
    | {"BYHOUR", "BYMINUTE", "BYSECOND"}
)

# Windows counts the last week of a month as the fifth, and its zones are converted word for word.
_LAST_WEEK = {5: -1, -5: 1}


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """One onset in each year, in local time, from `start` to `until` inclusive.

    `days` is the day in `month`, by the weekday of the month's first and the month's length.
    """

    start: datetime
    until: datetime
    month: int
    days: Mapping[tuple[int, int], int]

    def onsets_up_to(self, year: int) -> list[datetime]:
        """The onset in that year if there is one, and the latest before that year."""
        latest = min(year, self.until.year)
        years = range(max(latest - 1, self.start.year), latest + 1)
        return [onset for onset in map(self._onset, years) if self.start <= onset <= self.until]

    def _onset(self, year: int) -> datetime:
        day = self.days[monthrange(year, self.month)]
        return self.start.replace(year=year, month=self.month, day=day)


def read_yearly_rule(text: str, start: datetime, offset_from: timedelta) -> YearlyRule:
    """The rule of an RRULE whose DTSTART is `start`, in local time by `offset_from`.

    Raises ValueError if it is not one that `YearlyRule` can hold.
    """
    parts = dict(part.strip().upper().partition("=")[::2] for part in text.split(";") if part)
    every_year = parts.get("FREQ") == "YEARLY" and parts.get("INTERVAL", "1") == "1"
    if not every_year or not parts.keys() <= _UNDERSTOOD:
        raise ValueError("not a rule of time zones")
    if "BYDAY" in parts and "BYMONTH" not in parts:
        raise ValueError("a weekday of the year, not of a month")
    month = _number(parts.get("BYMONTH", str(start.month)), 1, 12)
    return YearlyRule(
        start=start.replace(
            hour=_number(parts.get("BYHOUR", str(start.hour)), 0, 23),
            minute=_number(parts.get("BYMINUTE", str(start.minute)), 0, 59),
            second=_number(parts.get("BYSECOND", str(start.second)), 0, 59),
        ),
        until=_until(parts, start, offset_from),
        month=month,
        days=_days(month, parts.get("BYDAY"), parts.get("BYMONTHDAY"), start),
    )


def _days(
    month: int, by_day: str | None, by_month_day: str | None, start: datetime
) -> dict[tuple[int, int], int]:
    """The day of a month of each shape. Raises ValueError if there is none in some."""
    nth, weekday = _weekday(by_day) if by_day else (1, None)
    allowed = _allowed_days(by_day, by_month_day, start)
    found: dict[tuple[int, int], int] = {}
    for length in _LENGTHS[month]:
        in_month = {day if day > 0 else length + 1 + day for day in allowed}
        for first in range(7):
            begin, step = (1, 1) if weekday is None else (1 + (weekday - first) % 7, 7)
            days = [day for day in range(begin, length + 1, step) if day in in_month]
            if len(days) < abs(nth):
                raise ValueError("a day that not every year has")
            found[first, length] = days[nth - 1 if nth > 0 else nth]
    return found


def _weekday(text: str) -> tuple[int, int]:
    found = _BYDAY.fullmatch(text)
    if found is None:
        raise ValueError("not one weekday")
    nth = int(found[1] or 1)
    return _LAST_WEEK.get(nth, nth), _WEEKDAYS.index(found[2])


def _allowed_days(by_day: str | None, by_month_day: str | None, start: datetime) -> frozenset[int]:
    if by_month_day:
        return frozenset(_number(day, -31, 31) for day in by_month_day.split(","))
    return frozenset(range(1, 32) if by_day else {start.day})


def _until(parts: dict[str, str], start: datetime, offset_from: timedelta) -> datetime:
    """When the rule ends, in local time: as UNTIL or COUNT says, else never."""
    if "UNTIL" in parts:
        until = read_date_time(parts["UNTIL"])
        if until.is_date:
            return until.wall + timedelta(days=1)
        return until.wall + (offset_from if until.offset is UTC else timedelta())
    last_year = start.year + _number(parts.get("COUNT", str(MAXYEAR)), 1, MAXYEAR) - 1
    return start.replace(year=min(last_year, MAXYEAR), month=12, day=31, hour=23, minute=59)


def _number(text: str, smallest: int, largest: int) -> int:
    number = int(text) if len(text) <= len(str(-MAXYEAR)) else largest + 1
    if not smallest <= number <= largest:
        raise ValueError("a number out of its range")
    return number
