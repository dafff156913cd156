"""Made-up series: rules of every kind, as plain facts that any program can be asked about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from api.ical.recurrence import ExtraDate, Series

# Changes by an hour, by half an hour, at midnight, by a whole day once; none.
ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Apia",
    "Asia/Kathmandu",
)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_MINUTES = (0, 15, 60, 90, 480, 600, 1440, 2 * 1440, 10 * 1440, 40 * 1440)
_DAYS = (1, 1, 1, 2, 7, 20)
_INTERVALS = (1, 1, 1, 2, 3, 4, 5, 7, 13)
# Those at the turn of the year are counted in several ways, and have tests of their own.
_WEEKS = (*range(2, 52), *range(-51, -1))


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpSeries:
    """A series as a file would say it: local times in `zone`, or dates (at 00:00) without one.

    `rule` holds the parts of its RRULE by name. An `exdates` entry that is a date is one also
    beside a timed start.
    """

    number: int
    start: datetime
    length: timedelta
    zone: str | None
    rule: dict[str, str]
    rdates: tuple[datetime, ...]
    exdates: tuple[date, ...]

    @property
    def rule_text(self) -> str:
        """The value of the RRULE."""
        return ";".join(f"{name}={value}" for name, value in self.rule.items())

    def series(self) -> Series:
        """The facts that are stored."""
        return Series(
            starts_at=self.instant(self.start),
            ends_at=self.instant(self.start + self.length),
            time_zone=self.zone,
            rule=self.rule_text,
            rdates=tuple(ExtraDate(self.instant(extra)) for extra in self.rdates),
            exdates=frozenset(
                self.instant(each) if isinstance(each, datetime) else each for each in self.exdates
            ),
        )

    def instant(self, local: datetime) -> datetime:
        """When clocks show this in the zone of the series."""
        zone = ZoneInfo(self.zone) if self.zone else UTC
        return local.replace(tzinfo=zone).astimezone(UTC)

    def vevent(self) -> str:
        """The series as a VEVENT, as calendar programs read it."""
        lines = [
            "BEGIN:VEVENT",
            f"UID:series-{self.number}",
            "DTSTAMP:20260101T000000Z",
            self._line("DTSTART", self.start),
            self._line("DTEND", self.start + self.length),
            f"RRULE:{self.rule_text}",
            *(self._line("RDATE", extra) for extra in self.rdates),
            *(self._line("EXDATE", each) for each in self.exdates),
            f"SUMMARY:Series {self.number}",
            "END:VEVENT",
        ]
        return "".join(f"{line}\r\n" for line in lines)

    def _line(self, name: str, moment: date) -> str:
        if self.zone is None or not isinstance(moment, datetime):
            return f"{name};VALUE=DATE:{moment:%Y%m%d}"
        return f"{name};TZID={self.zone}:{moment:%Y%m%dT%H%M%S}"


def made_up_series(count: int, seed: int = 5545) -> Iterator[MadeUpSeries]:
    """So many series, the same for each seed."""
    random = Random(seed)
    for number in range(count):
        zone = random.choice((*ZONES, None))
        start = _start(random, zone)
        rule = _rule(random, timed=zone is not None)
        _add_end(random, rule, start, zone)
        yield MadeUpSeries(
            number=number,
            start=start,
            length=timedelta(minutes=random.choice(_MINUTES))
            if zone
            else timedelta(days=random.choice(_DAYS)),
            zone=zone,
            rule=rule,
            rdates=tuple(_near(random, start, zone) for _ in range(random.choice((0, 0, 1, 3)))),
            exdates=_exdates(random, start, zone),
        )


def _start(random: Random, zone: str | None) -> datetime:
    day = datetime(1995, 1, 1) + timedelta(days=random.randrange(32 * 365))  # noqa: DTZ001 - local
    # Changes of clocks fall between midnight and three.
    hour, minute = random.choice((0, 1, 2, 3, 9, 12, 22, 23)), random.choice((0, 0, 15, 30, 45))
    return _shown(day + timedelta(hours=hour, minutes=minute), zone) if zone else day


def _near(random: Random, start: datetime, zone: str | None) -> datetime:
    extra = start + timedelta(days=random.randrange(1, 900))
    return _shown(extra + timedelta(minutes=random.choice((0, 0, 45))), zone) if zone else extra


def _shown(local: datetime, zone: str) -> datetime:
    """The time itself, or what clocks show instead where they skip it: only that can be stored."""
    there = local.replace(tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def _exdates(random: Random, start: datetime, zone: str | None) -> tuple[date, ...]:
    """Days after the start, often by whole weeks, so that some are of the series."""
    days = [random.choice((0, 1, 7, 7, 14)) * random.randrange(60) for _ in range(8)]
    starts = [start + timedelta(days=day) for day in days[: random.choice((0, 0, 2, 8))]]
    by_date = zone is not None and random.random() < 0.3
    return tuple(each.date() if by_date else each for each in dict.fromkeys(starts))


def _add_end(random: Random, rule: dict[str, str], start: datetime, zone: str | None) -> None:
    match random.choice(("none", "none", "count", "until", "until in UTC", "until a date")):
        case "count":
            rule["COUNT"] = str(random.choice((1, 2, 3, 10, 40)))
        case "none":
            return
        case kind:
            until = start + timedelta(days=random.randrange(2000), hours=random.choice((0, 0, 5)))
            if zone is None or kind == "until a date":
                rule["UNTIL"] = f"{until:%Y%m%d}"
            elif kind == "until in UTC":
                instant = until.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
                rule["UNTIL"] = f"{instant:%Y%m%dT%H%M%SZ}"
            else:
                rule["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"


def _rule(random: Random, *, timed: bool) -> dict[str, str]:
    freq = random.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    rule = {"FREQ": freq}
    if (interval := random.choice(_INTERVALS)) > 1:
        rule["INTERVAL"] = str(interval)
    rule |= _PARTS[freq](random)
    if "BYWEEKNO" in rule:
        rule.pop("INTERVAL", None)  # others count the years of weeks otherwise
    if timed and random.random() < 0.3:
        rule["BYHOUR"] = _some(random, range(24), 3)
        if random.random() < 0.3:
            rule["BYMINUTE"] = _some(random, range(60), 2)
            rule["BYSECOND"] = _some(random, range(60), 2)
    lists = [name for name in rule if name.startswith("BY")]
    if lists and "BYWEEKNO" not in rule and random.random() < 0.2:
        rule["BYSETPOS"] = _some(random, [1, 1, 1, 2, 3, -1, -1, -2], 2)
    if random.random() < 0.3:
        rule["WKST"] = random.choice(WEEKDAYS)
    return rule


def _daily(random: Random) -> dict[str, str]:
    return random.choice(
        (
            {},
            {},
            {"BYDAY": _weekdays(random)},
            {"BYMONTH": _some(random, range(1, 13), 4)},
            {"BYMONTHDAY": _some(random, [*range(1, 32), *range(-31, 0)], 8)},
            {"BYMONTH": _some(random, range(1, 13), 6), "BYDAY": _weekdays(random)},
        )
    )


def _weekly(random: Random) -> dict[str, str]:
    return random.choice(
        (
            {},
            {"BYDAY": _weekdays(random)},
            {"BYDAY": _weekdays(random)},
            {"BYMONTH": _some(random, range(1, 13), 6), "BYDAY": _weekdays(random)},
        )
    )


def _monthly(random: Random) -> dict[str, str]:
    days = [*range(1, 32), 29, 30, 31, 31, *range(-31, 0)]
    return random.choice(
        (
            {},
            {"BYMONTHDAY": _some(random, days, 3)},
            {"BYMONTH": _some(random, range(1, 13), 6), "BYMONTHDAY": _some(random, days, 5)},
            {"BYDAY": _numbered(random, 4)},
            {"BYDAY": _weekdays(random)},
            {"BYDAY": _weekdays(random), "BYMONTHDAY": _some(random, range(1, 29), 9)},
            {"BYDAY": _numbered(random, 5), "BYMONTH": _some(random, range(1, 13), 6)},
        )
    )


def _yearly(random: Random) -> dict[str, str]:
    months = _some(random, range(1, 13), 4)
    return random.choice(
        (
            {},
            {"BYMONTH": months},
            {"BYMONTH": months, "BYMONTHDAY": _some(random, [*range(1, 29), -1, -2], 3)},
            {"BYMONTH": months, "BYDAY": _numbered(random, 4)},
            {"BYMONTH": months, "BYDAY": _weekdays(random)},
            {"BYMONTHDAY": _some(random, range(1, 32), 2)},
            {"BYDAY": _numbered(random, 52)},
            {"BYYEARDAY": _some(random, [*range(1, 366), *range(-365, 0)], 6)},
            {"BYYEARDAY": _some(random, range(1, 366), 90), "BYDAY": _weekdays(random)},
            {"BYWEEKNO": _some(random, _WEEKS, 4)},
            {"BYWEEKNO": _some(random, _WEEKS, 9), "BYDAY": _weekdays(random)},
        )
    )


_PARTS = {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly, "YEARLY": _yearly}


def _some(random: Random, numbers: Sequence[int], most: int) -> str:
    return ",".join(str(random.choice(numbers)) for _ in range(random.randrange(most) + 1))


def _weekdays(random: Random) -> str:
    return ",".join(random.sample(WEEKDAYS, random.randrange(1, 5)))


def _numbered(random: Random, most: int) -> str:
    nth = random.choice([n for n in range(-most, most + 1) if n])
    return f"{nth}{random.choice(WEEKDAYS)},{random.choice((1, -1))}{random.choice(WEEKDAYS)}"
