"""Series for tests to vary, and what becomes of them, as clocks show it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.ical.recurrence import ExtraDate, Series, check_series, expand
from api.ical.window import Window
from tests.ical.parsing_files import utc

LONDON = "Europe/London"
TWO_YEARS = Window(utc(2026, 1, 1), utc(2028, 1, 1))


def series(
    rule: str,
    start: datetime,
    end: datetime | None = None,
    *,
    zone: str | None = LONDON,
    rdates: Iterable[datetime] = (),
    exdates: Iterable[date] = (),
) -> Series:
    """A series as it is stored; its times are what clocks show, the end an hour or a day later."""
    end = end or start + timedelta(hours=1 if zone else 24)
    return check_series(
        Series(
            starts_at=instant(start, zone),
            ends_at=instant(end, zone),
            time_zone=zone,
            rule=rule,
            rdates=tuple(ExtraDate(instant(extra, zone)) for extra in rdates),
            exdates=frozenset(
                instant(each, zone) if isinstance(each, datetime) else each for each in exdates
            ),
        )
    )


def instant(local: datetime, zone: str | None) -> datetime:
    """When clocks show this there."""
    return local.replace(tzinfo=ZoneInfo(zone) if zone else UTC).astimezone(UTC)


def starts(stored: Series, window: Window = TWO_YEARS) -> list[str]:
    """When occurrences start, as clocks show it in the zone of the series."""
    return [_shown(stored, each.starts_at) for each in expand(stored, window)]


def spans(stored: Series, window: Window = TWO_YEARS) -> list[str]:
    """Starts and ends of occurrences, as clocks show them in the zone of the series."""
    return [
        f"{_shown(stored, each.starts_at)} to {_shown(stored, each.ends_at)}"
        for each in expand(stored, window)
    ]


def _shown(stored: Series, moment: datetime) -> str:
    form = "%Y-%m-%d %H:%M" if stored.time_zone else "%Y-%m-%d"
    return f"{moment.astimezone(stored.zone):{form}}"
