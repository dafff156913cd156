"""The occurrences of a made-up series, walked from its start by dateutil: slow, and not ours.

What dateutil leaves out or reads otherwise than we do is put right here, by name, and explained in
docs/adr/0007-recurrence.md.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr
from dateutil.tz import resolve_imaginary

from api.ical.window import Window
from tests.ical.series import WEEKDAYS, MadeUpSeries

_ENOUGH = timedelta(days=45)


def expand_naively(made_up: MadeUpSeries, window: Window) -> list[tuple[datetime, datetime]]:
    """Starts and ends in UTC of the occurrences in the window, by their starts."""
    starts = {instant(made_up, local): local for local in local_starts(made_up, window)}
    starts |= {instant(made_up, local): local for local in made_up.rdates}
    ends = {starts_at: _end(made_up, local, starts_at) for starts_at, local in starts.items()}
    return sorted(
        (starts_at, ends_at)
        for starts_at, ends_at in ends.items()
        if starts_at < window.end
        and (starts_at >= window.start or ends_at > window.start)
        and not _is_excluded(made_up, starts_at)
    )


def local_starts(made_up: MadeUpSeries, window: Window) -> Iterator[datetime]:
    """The starts by DTSTART and rule, in local time, that may be in the window."""
    count = int(made_up.rule.get("COUNT", 0))
    yield made_up.start
    seen = {instant(made_up, made_up.start)}
    # To convert what is far too early takes longer than the walk.
    first = (window.start - made_up.length - _ENOUGH).replace(tzinfo=None)
    last = (window.end + _ENOUGH).replace(tzinfo=None)
    for local in takewhile(lambda each: each < last, _by_rule(made_up)):
        if not count and local < first:
            continue
        starts_at = instant(made_up, local)
        if starts_at < instant(made_up, made_up.start):
            continue
        seen.add(starts_at)
        if _is_past_until(made_up, local, starts_at) or (count and len(seen) > count):
            return
        yield local


def first_by_rule(made_up: MadeUpSeries) -> datetime:
    """The first local time from DTSTART on that the rule gives; there has to be one."""
    first = _by_rule(made_up).after(made_up.start, inc=True)
    assert first is not None
    return first


def instant(made_up: MadeUpSeries, local: datetime) -> datetime:
    """When clocks show this there; times that they skip are moved on by what is skipped."""
    zone = ZoneInfo(made_up.zone) if made_up.zone else UTC
    return resolve_imaginary(local.replace(tzinfo=zone)).astimezone(UTC)


def _by_rule(made_up: MadeUpSeries) -> rrule:
    """All that the rule gives from its first period on, without COUNT and UNTIL."""
    parts = {name: value for name, value in made_up.rule.items() if name not in {"COUNT", "UNTIL"}}
    start = made_up.start
    by_weeks = parts["FREQ"] == "WEEKLY" or "BYWEEKNO" in parts
    if by_weeks and "BYDAY" not in parts:
        # dateutil takes a week number alone for all seven days ...
        parts["BYDAY"] = WEEKDAYS[start.weekday()]
    if parts["FREQ"] == "WEEKLY":
        # ... and BYSETPOS counts the days of the first week from DTSTART on.
        start -= timedelta(days=(start.weekday() - WEEKDAYS.index(parts.get("WKST", "MO"))) % 7)
    rule = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start)
    assert isinstance(rule, rrule)
    return rule


def _is_past_until(made_up: MadeUpSeries, local: datetime, starts_at: datetime) -> bool:
    until = made_up.rule.get("UNTIL")
    if until is None:
        return False
    if until.endswith("Z"):
        return starts_at > datetime.fromisoformat(until)
    if len(until) == len("20260101"):
        return local.date() > date.fromisoformat(until)
    return starts_at > instant(made_up, datetime.fromisoformat(until))


def _end(made_up: MadeUpSeries, local: datetime, starts_at: datetime) -> datetime:
    ends_at = instant(made_up, local + made_up.length)
    if ends_at > starts_at:
        return ends_at
    return starts_at + (
        instant(made_up, made_up.start + made_up.length) - instant(made_up, made_up.start)
    )


def _is_excluded(made_up: MadeUpSeries, starts_at: datetime) -> bool:
    zone = ZoneInfo(made_up.zone) if made_up.zone else UTC
    for each in made_up.exdates:
        if isinstance(each, datetime):
            if instant(made_up, each) == starts_at:
                return True
        elif each == starts_at.astimezone(zone).date():
            return True
    return False
