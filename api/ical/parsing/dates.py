"""Dates, times and lengths as calendar programs write them (RFC 5545 sections 3.3.4 to 3.3.6)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

# ISO 8601's dashes and colons, a missing second, its fraction and an offset are not RFC 5545, but
# programs write them, and they mean one thing.
_DATE_OR_TIME = re.compile(
    r"""
    (\d{4}) -? (\d\d) -? (\d\d)
    (?: [T ] (\d\d) :? (\d\d) (?: :? (\d\d) (?: [.,]\d{1,9} )? )? (Z | [+-]\d\d:?[0-5]\d)? )?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)

# Weeks beside days and a T too early are not RFC 5545 either.
_DURATION = re.compile(
    r"""
    ([+-])? P T? (?: (\d{1,9}) W )? (?: (\d{1,9}) D )?
    T? (?: (\d{1,9}) H )? (?: (\d{1,9}) M )? (?: (\d{1,9}) S )?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


class DateTimeText(NamedTuple):
    """What a DATE or DATE-TIME says: what a clock shows there, and the offset if it is written.

    `offset` is UTC for a time with Z, and None for a date or a local time.
    """

    wall: datetime
    is_date: bool
    offset: tzinfo | None


@dataclass(frozen=True, slots=True)
class Duration:
    """A length: days (and weeks) by the calendar, then hours, minutes and seconds exactly.

    A day on which clocks change has 23 or 25 hours (RFC 5545 section 3.3.6).
    """

    days: timedelta
    exact: timedelta


def read_date_time(text: str) -> DateTimeText:
    """What the text of a DATE or DATE-TIME says. Raises ValueError if it is neither.

    24:00 and a leap second are the moment after them. Fractions of a second are dropped.
    """
    found = _DATE_OR_TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError("neither a date nor a time")
    day = datetime(int(found[1]), int(found[2]), int(found[3]))  # noqa: DTZ001 - a local date
    if found[4] is None:
        return DateTimeText(day, is_date=True, offset=None)
    hour, minute, second = int(found[4]), int(found[5]), int(found[6] or 0)
    length = timedelta(hours=hour, minutes=minute, seconds=second)
    if minute > 59 or second > 60 or length > timedelta(days=1):  # noqa: PLR2004 - clock readings
        raise ValueError("no clock shows this time")
    return DateTimeText(day + length, is_date=False, offset=_offset(found[7]))


# An item asks for its duration several times, and most items of a file have the same few.
@lru_cache(maxsize=256)
def read_duration(text: str) -> Duration:
    """The length that the text of a DURATION says, which may be negative. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise ValueError("not a duration")
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    sign = -1 if found[1] == "-" else 1
    return Duration(
        days=sign * timedelta(weeks=weeks, days=days),
        exact=sign * timedelta(hours=hours, minutes=minutes, seconds=seconds),
    )


def _offset(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)
