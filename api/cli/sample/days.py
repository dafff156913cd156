"""The firm's days: when its London office is closed, its working days and weeks, its clocks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which the office is closed, `first` to `last`, both included."""

    first: date
    last: date
    title: str


@cache
def closures_of(year: int) -> tuple[Closure, ...]:
    """The closures that begin in a year: the usual bank holidays of England, by their rules."""
    new_year = date(year, 1, 1)
    new_year += DAY * ((7 - new_year.weekday()) if new_year.weekday() >= SATURDAY else 0)
    good_friday = easter_sunday(year) - 2 * DAY
    may_day = date(year, 5, 1) + DAY * (-date(year, 5, 1).weekday() % 7)
    return (
        Closure(new_year, new_year, "New Year's Day: office closed"),
        Closure(good_friday, good_friday + 3 * DAY, "Easter: office closed"),
        Closure(may_day, may_day, "Early May bank holiday: office closed"),
        *(
            Closure(monday, monday, f"{season} bank holiday: office closed")
            for season, monday in (
                ("Spring", last_monday(date(year, 5, 31))),
                ("Summer", last_monday(date(year, 8, 31))),
            )
        ),
        Closure(date(year, 12, 25), date(year, 12, 31), "Office closed from Christmas to New Year"),
    )


def easter_sunday(year: int) -> date:
    """Easter Sunday of the western churches, by the anonymous Gregorian computus (Meeus, ch. 8)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    corrected = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + corrected + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def last_monday(day: date) -> date:
    """The latest Monday that is not after a day."""
    return day - DAY * day.weekday()


@cache
def is_working_day(day: date) -> bool:
    """Whether the office is open on a day."""
    return day.weekday() < SATURDAY and not any(
        closure.first <= day <= closure.last for closure in closures_of(day.year)
    )


def working_day(day: date, count: int) -> date:
    """The working day so many working days away; 0 is the day itself or, if closed, the next."""
    found = day
    while not is_working_day(found):
        found += DAY
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        found += step
        while not is_working_day(found):
            found += step
    return found


def monday_of_week(day: date, count: int) -> date:
    """The Monday of the week so many weeks away from that of a day."""
    return last_monday(day) + 7 * DAY * count


def first_working_day_of_week(day: date, count: int) -> date:
    """The working day with which that week begins; one of a later week if the whole is closed."""
    return working_day(monday_of_week(day, count), 0)


def instant(day: date, wall_time: time, time_zone: str) -> datetime:
    """The UTC instant at which clocks in a zone show a time on a day.

    Times in the gap of daylight saving time take the offset before it, those in the fold the first.
    """
    return datetime.combine(day, wall_time, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
