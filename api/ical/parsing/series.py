"""The series that a VEVENT of a file says: its DTSTART, RRULE, RDATEs and EXDATEs.

RFC 5545 sections 3.8.2.4 and 3.8.5. Times and zones are read as those of single events are.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from api.ical.limits import SINGLE_DATES
from api.ical.parsing.components import Component
from api.ical.parsing.dates import read_duration
from api.ical.parsing.likeness import like_zone
from api.ical.parsing.lines import Property
from api.ical.parsing.times import (
    OUT_OF_RANGE,
    Moment,
    UnreadableItem,
    read_end,
    read_exact_length,
    read_moment,
)
from api.ical.parsing.zones import Zones
from api.ical.recurrence.checking import check_series
from api.ical.recurrence.rule import InvalidRule
from api.ical.recurrence.series import ExtraDate, Series
from api.ical.recurrence.steps import Steps, TooManySteps
from api.ical.recurrence.stored import exdate_texts, rdate_texts

# What a series and a single date take to read and check, in steps of a walk: measured.
_A_SERIES = 20
_A_DATE = 4


def read_series(component: Component, zones: Zones, steps: Steps | None = None) -> Series:
    """The series that the VEVENT of a file says, checked and as it is to be stored.

    Raises UnreadableItem with what is wrong. `steps` may be shared by all series of the file.
    """
    line = component.first("DTSTART")
    if line is None:
        raise UnreadableItem("It has no start (DTSTART).")
    steps = steps or Steps()
    try:
        start = read_moment(line, zones)
        return check_series(
            Series(
                starts_at=start.utc(),
                ends_at=read_end(component, start, zones),
                time_zone=_zone_name(start, zones),
                rule=_rule(component),
                rdates=tuple(_rdates(component, start, zones)),
                exdates=frozenset(_exdates(component, start, zones)),
                exact_length=read_exact_length(component, start),
            ),
            steps,
        )
    except InvalidRule as why:
        raise UnreadableItem(str(why)) from None
    except OverflowError:
        raise UnreadableItem(OUT_OF_RANGE) from None


def take_steps(component: Component, steps: Steps) -> None:
    """Notes what reading a series takes, before its rule is walked. Raises UnreadableItem.

    That is when it has more single dates than a series may have, which are not looked at, and when
    the series of the file have taken all that they may.
    """
    count = 0
    for name in ("RDATE", "EXDATE"):
        dates = sum(1 + line.value.count(",") for line in component.all(name))
        if dates > SINGLE_DATES:
            raise UnreadableItem(
                f"It has more than {SINGLE_DATES:,} single dates ({name}). Split it into several "
                "events."
            )
        count += dates
    try:
        steps.take(_A_SERIES + count * _A_DATE)
    except TooManySteps as why:
        raise UnreadableItem(str(why)) from None


def series_fields(series: Series) -> dict[str, Any]:
    """What a parsed event has of its series: lists as texts, as the database holds them."""
    return {
        "time_zone": series.time_zone,
        "rrule": series.rule,
        "rdates": tuple(rdate_texts(series.rdates)),
        "exdates": tuple(exdate_texts(series.exdates)),
        "last_starts_at": series.last_starts_at,
        "series_ends_at": series.last_ends_at,
        "exact_seconds": int(series.exact_length.total_seconds()),
    }


def _zone_name(start: Moment, zones: Zones) -> str | None:
    """The IANA name of the zone in which the series is expanded; None for dates."""
    if start.zone is None or start.zone_name:
        return start.zone_name
    if start.zone is UTC:  # not any zone that happens to agree with it for a year
        return "UTC"
    name = like_zone(start.zone, start.wall.year, zones.floating)
    if name is None:
        raise UnreadableItem(
            "Its time zone is defined in the file only, and like no known one, so the event cannot "
            "be repeated in it. Give it a zone such as Europe/London."
        )
    return name


def _rule(component: Component) -> str:
    rules = component.all("RRULE")
    if len(rules) > 1 or component.first("EXRULE"):
        raise UnreadableItem(
            "It repeats by several rules (RRULE, EXRULE). Split it into one event for each rule."
        )
    return rules[0].value if rules else ""


def _rdates(component: Component, start: Moment, zones: Zones) -> Iterator[ExtraDate]:
    for line in _single(component, "RDATE"):
        begin, _, end = line.value.partition("/")
        moment = read_moment(line._replace(value=begin), zones)
        if start.is_date:
            yield ExtraDate(_midnight(moment))
            continue
        if moment.is_date:  # at the time of the others
            moment = Moment(datetime.combine(moment.wall, start.wall.time()), start.zone)
        ends_at = _period_end(line._replace(value=end), moment, zones) if end else None
        yield ExtraDate(moment.utc(), ends_at if ends_at and ends_at > moment.utc() else None)


def _period_end(line: Property, begin: Moment, zones: Zones) -> datetime:
    """The end of a PERIOD (RFC 5545 section 3.3.9): a time, or a length after its beginning."""
    if not line.value.upper().lstrip("+-").startswith("P"):
        return read_moment(line, zones).utc()
    try:
        duration = read_duration(line.value)
    except (ValueError, OverflowError):
        raise UnreadableItem("One of its added dates (RDATE) has a length that is none.") from None
    return begin.utc(duration.days) + duration.exact


def _exdates(component: Component, start: Moment, zones: Zones) -> Iterator[date]:
    """Excepted starts, as instants; dates, where the file says dates beside a timed start."""
    for line in _single(component, "EXDATE"):
        moment = read_moment(line, zones)
        if start.is_date:
            yield _midnight(moment)
        else:
            yield moment.wall.date() if moment.is_date else moment.utc()


def _single(component: Component, name: str) -> Iterator[Property]:
    """Each value of the properties with this name as one of its own; empty ones are left out."""
    for line in component.all(name):
        for value in line.value.split(","):
            if value.strip():
                yield line._replace(value=value)


def _midnight(moment: Moment) -> datetime:
    """A date as an all-day series has it; of a time, which some programs write there, its date."""
    return moment.wall.replace(hour=0, minute=0, second=0, tzinfo=UTC)
