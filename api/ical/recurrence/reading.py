"""The text of a recurrence rule as a `Rule` (RFC 5545 section 3.3.10).

What every program means alike is taken, also where it is not RFC 5545: small letters, blanks,
empty parts, a date with dashes. What could be meant in two ways is refused, and the message says
what to write instead.
"""

import re
from datetime import datetime
from functools import lru_cache

from api.ical.recurrence.rule import WEEKDAYS, ByDay, Frequency, InvalidRule, Rule, Until
from api.ical.text import printable_line, shorten

TEXT_LENGTH = 1_000
MOST_OCCURRENCES = 10_000
MOST_INTERVAL = 9_999

# The smallest and largest number of each list, and whether it may also be counted from the end.
_LISTS = {
    "BYSECOND": (0, 60, False),
    "BYMINUTE": (0, 59, False),
    "BYHOUR": (0, 23, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYMONTH": (1, 12, False),
    "BYSETPOS": (1, 366, True),
}
_KNOWN = frozenset({"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "WKST", *_LISTS})
_ANOTHER_CALENDAR = frozenset({"RSCALE", "SKIP"})  # RFC 7529
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})

_NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_BYDAY = re.compile(rf"([+-]?\d{{1,2}})?({'|'.join(WEEKDAYS)})", re.ASCII)
# Also with ISO 8601's dashes and colons, and an offset.
_UNTIL = re.compile(r"\d{4}-?\d\d-?\d\d(T[\d:]+(Z|[+-][\d:]+)?)?", re.ASCII)
_MOST_NTH = 53
_SHOWN = 40


# A feed asks for the same few rules again and again.
@lru_cache(maxsize=1024)
def read_rule(text: str) -> Rule:
    """The rule that a text says. Raises InvalidRule if it is none, or none that we expand.

    Whether its parts go together, `check_parts` says.
    """
    if len(text) > TEXT_LENGTH:
        raise InvalidRule(
            f"The recurrence rule has {len(text):,} characters. Shorten it to {TEXT_LENGTH:,}."
        )
    parts = _parts(text)
    count = _number(parts, "COUNT", MOST_OCCURRENCES)
    until = _until(parts.get("UNTIL"))
    if count and until:
        raise InvalidRule("The recurrence rule has both COUNT and UNTIL. Leave one of them out.")
    numbers = {name: _numbers(name, parts[name]) if name in parts else () for name in _LISTS}
    return Rule(
        freq=_frequency(parts.get("FREQ", "")),
        interval=_number(parts, "INTERVAL", MOST_INTERVAL) or 1,
        count=count,
        until=until,
        week_start=_week_start(parts.get("WKST", WEEKDAYS[0])),
        by_second=numbers["BYSECOND"],
        by_minute=numbers["BYMINUTE"],
        by_hour=numbers["BYHOUR"],
        by_day=_by_days(parts["BYDAY"]) if "BYDAY" in parts else (),
        by_month_day=numbers["BYMONTHDAY"],
        by_year_day=numbers["BYYEARDAY"],
        by_week_number=numbers["BYWEEKNO"],
        by_month=numbers["BYMONTH"],
        by_position=numbers["BYSETPOS"],
    )


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in filter(None, re.sub(r"\s", "", text).upper().split(";")):
        name, separator, value = part.partition("=")
        if name in _ANOTHER_CALENDAR:
            raise InvalidRule(
                "The recurrence rule is of another calendar (RSCALE, SKIP). "
                "Only the Gregorian calendar is known: leave these parts out."
            )
        if not (separator and value):
            raise InvalidRule(
                f"“{_shown(part)}” in the recurrence rule is not NAME=VALUE. Write it as in "
                "FREQ=DAILY;COUNT=5."
            )
        if name not in _KNOWN:
            raise InvalidRule(
                f"“{_shown(name)}” is no part of a recurrence rule. Leave it out, or use one of "
                f"{', '.join(sorted(_KNOWN))}."
            )
        if name in parts:
            raise InvalidRule(f"The recurrence rule says {name} twice. Leave one of them out.")
        parts[name] = value
    return parts


def _frequency(value: str) -> Frequency:
    if value in _TOO_OFTEN:
        raise InvalidRule(
            f"Events cannot repeat by FREQ={value}: the shortest step is a day. For several times "
            "a day, list the hours, for example FREQ=DAILY;BYHOUR=6,14,22."
        )
    if value not in set(Frequency):
        raise InvalidRule(
            "The recurrence rule does not say how often. Give it one of "
            f"{', '.join(f'FREQ={each}' for each in Frequency)}."
        )
    return Frequency(value)


def _number(parts: dict[str, str], name: str, largest: int) -> int | None:
    if name not in parts:
        return None
    value = parts[name]
    if not (_NUMBER.fullmatch(value) and 1 <= int(value) <= largest):
        raise InvalidRule(
            f"{name}={_shown(value)} in the recurrence rule: give a number from 1 to {largest:,}."
        )
    return int(value)


def _numbers(name: str, value: str) -> tuple[int, ...]:
    smallest, largest, from_end = _LISTS[name]
    numbers = set()
    for text in value.split(","):
        number = int(text) if _NUMBER.fullmatch(text) else largest + 1
        if not smallest <= (abs(number) if from_end else number) <= largest:
            also = f" or from -{largest} to -{smallest}" if from_end else ""
            raise InvalidRule(
                f"{name} has “{_shown(text)}”: give numbers from {smallest} to {largest}{also}."
            )
        numbers.add(number)
    return tuple(sorted(numbers))


def _by_days(value: str) -> tuple[ByDay, ...]:
    return tuple(sorted({_by_day(text) for text in value.split(",")}))


def _by_day(text: str) -> ByDay:
    found = _BYDAY.fullmatch(text)
    nth = int(found[1] or 0) if found else 0
    if found is None or abs(nth) > _MOST_NTH or (found[1] and not nth):
        raise InvalidRule(
            f"BYDAY has “{_shown(text)}”: give weekdays such as MO, or with their number in the "
            "month or year, such as 1MO or -1FR."
        )
    return ByDay(nth, WEEKDAYS.index(found[2]))


def _week_start(value: str) -> int:
    if value not in WEEKDAYS:
        raise InvalidRule(
            f"WKST={_shown(value)} in the recurrence rule: give one of {', '.join(WEEKDAYS)}."
        )
    return WEEKDAYS.index(value)


def _until(value: str | None) -> Until | None:
    if value is None:
        return None
    found = _UNTIL.fullmatch(value)
    try:
        moment = datetime.fromisoformat(value if found else "")
    except ValueError:
        raise InvalidRule(
            f"UNTIL={_shown(value)} in the recurrence rule: give a date such as 20261231, or a "
            "time in UTC such as 20261231T235959Z."
        ) from None
    return Until(moment.replace(tzinfo=None), "T" not in value, moment.tzinfo)


def _shown(text: str) -> str:
    return shorten(printable_line(text), _SHOWN)
