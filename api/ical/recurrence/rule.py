"""A recurrence rule (RFC 5545 section 3.3.10) as facts, and its one canonical text."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class InvalidRule(ValueError):
    """A series that cannot be stored or expanded; the message tells a person what to change."""


class Frequency(StrEnum):
    """What a rule repeats by. Hours and less are refused: nobody plans a firm's diary by them."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class ByDay(NamedTuple):
    """A weekday (Monday is 0): the `nth` of the month or year; -1 is the last, and 0 is each."""

    nth: int
    weekday: int

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAYS[self.weekday]}"


class Until(NamedTuple):
    """What UNTIL says: what a clock shows, and its offset, None for a date or a local time."""

    wall: datetime
    is_date: bool
    offset: tzinfo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What an RRULE says. Lists are in order, without repetition; an empty one says nothing.

    `until` is the last moment at which an occurrence may start: a date, a local time or one in
    UTC. Never with `count`, which counts the occurrences from DTSTART on, excluded ones included.
    """

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: Until | None = None
    week_start: int = 0
    by_second: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_day: tuple[ByDay, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_number: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()

    def __str__(self) -> str:
        """The canonical text: parts in the order of the RFC's grammar, none that says nothing."""
        parts = {
            "FREQ": self.freq,
            "UNTIL": _until_text(self.until) if self.until else "",
            "COUNT": self.count or "",
            "INTERVAL": self.interval if self.interval > 1 else "",
            "BYSECOND": _list(self.by_second),
            "BYMINUTE": _list(self.by_minute),
            "BYHOUR": _list(self.by_hour),
            "BYDAY": _list(self.by_day),
            "BYMONTHDAY": _list(self.by_month_day),
            "BYYEARDAY": _list(self.by_year_day),
            "BYWEEKNO": _list(self.by_week_number),
            "BYMONTH": _list(self.by_month),
            "BYSETPOS": _list(self.by_position),
            "WKST": WEEKDAYS[self.week_start] if self.week_start else "",
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def _list(values: tuple[int | ByDay, ...]) -> str:
    return ",".join(map(str, values))


def _until_text(until: Until) -> str:
    if until.is_date:
        return date_text(until.wall.date())
    if until.offset is None:
        return local_text(until.wall)
    return instant_text(until.wall.replace(tzinfo=until.offset))


def date_text(day: date) -> str:
    """A DATE (RFC 5545 section 3.3.4), such as 20260302."""
    return day.isoformat().replace("-", "")


def local_text(local: datetime) -> str:
    """A DATE-TIME (RFC 5545 section 3.3.5) as clocks show it somewhere, such as 20260302T090000."""
    return f"{date_text(local.date())}T{local:%H%M%S}"


def instant_text(instant: datetime) -> str:
    """A DATE-TIME in UTC, such as 20260302T090000Z."""
    return f"{local_text(instant.astimezone(UTC))}Z"
