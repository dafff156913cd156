"""Which zone a TZID means, by whatever name a program gives it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.ical.parsing import ParsedEvent, parse_calendar
from api.ical.parsing.components import Component, read_calendars
from api.ical.parsing.vtimezone import DefinedZone
from api.ical.parsing.zones import resolve_zone
from tests.ical.parsing_files import (
    BERLIN,
    HALF_HOUR_ZONE,
    local,
    read_event,
    utc,
    vcalendar,
    vevent,
)

NOON = local(2026, 7, 1, 12)


def definition(tzid: str, offset: str = "+0330") -> list[str]:
    observance = ["DTSTART:19700101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}"]
    inside = ["BEGIN:STANDARD", *observance, "END:STANDARD"]
    return ["BEGIN:VTIMEZONE", f"TZID:{tzid}", *inside, "END:VTIMEZONE"]


def definitions(*lines: str) -> dict[str, Component]:
    (calendar,) = read_calendars(vcalendar(*lines), item_limit=1)
    return {part.properties["TZID"][0].value: part for part in calendar.subcomponents}


@pytest.mark.parametrize(
    ("tzid", "key"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/BERLIN ", "Europe/Berlin"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Japan", "Japan"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("eastern standard time", "America/New_York"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "Europe/Berlin"),
        (
            "/softwarestudio.org/Olson_20011030_5/America/Argentina/Buenos_Aires",
            "America/Argentina/Buenos_Aires",
        ),
        ("/Europe/Berlin", "Europe/Berlin"),
        ("/citadel.org/20190314_1/W. Europe Standard Time", "Europe/Berlin"),
        ("tzone://Microsoft/Utc", "UTC"),
    ],
)
def test_iana_and_windows_names_are_known_in_any_case_and_behind_a_vendors_prefix(
    tzid: str, key: str
) -> None:
    assert resolve_zone(tzid, {}) == ZoneInfo(key)


@pytest.mark.parametrize(
    ("tzid", "hours"),
    [
        ("GMT+0100", 1),
        ("UTC+05:30", 5.5),
        ("utc-5", -5),
        ("(GMT-03:00)", -3),
        ("-0800", -8),
        ("+14:00", 14),
    ],
)
def test_a_name_that_is_an_offset_means_it_and_plus_is_east(tzid: str, hours: float) -> None:
    zone = resolve_zone(tzid, {})
    assert zone is not None
    assert zone.utcoffset(NOON) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "tzid",
    [
        *("", "/", "Nowhere", "Factory", "America", "Europe/", "GMT+25", "Customized Time Zone"),
        *("(UTC+01:00) Amsterdam, Berlin", "Europe\x00/Berlin", "\ud800", "x" * 9999, "/" * 9999),
        *("../../etc/passwd", "/etc/localtime", "tzdata.zi", "__init__.py"),
    ],
)
def test_what_is_no_name_of_a_zone_is_not_known(tzid: str) -> None:
    assert resolve_zone(tzid, {}) is None


def test_a_definition_counts_where_the_name_is_not_known() -> None:
    zone = resolve_zone("Half Hour", definitions(*HALF_HOUR_ZONE))
    assert isinstance(zone, DefinedZone)
    assert zone.utcoffset(NOON) == timedelta(hours=4, minutes=30)


@pytest.mark.parametrize("tzid", ["Europe/Berlin", "W. Europe Standard Time", "Japan"])
def test_a_known_name_goes_before_a_definition_that_says_otherwise(tzid: str) -> None:
    assert resolve_zone(tzid, definitions(*definition(tzid))) == resolve_zone(tzid, {})


@pytest.mark.parametrize("tzid", ["EST", "(GMT-03:00)", "America/Example"])
def test_a_definition_goes_before_a_name_that_means_several_things(tzid: str) -> None:
    zone = resolve_zone(tzid, definitions(*definition(tzid)))
    assert zone is not None
    assert zone.utcoffset(NOON) == timedelta(hours=3, minutes=30)


def test_without_a_definition_est_is_five_hours_behind_all_year() -> None:
    zone = resolve_zone("EST", {})
    assert zone is not None
    assert zone.utcoffset(NOON) == timedelta(hours=-5)


def test_a_definition_that_cannot_be_read_is_none() -> None:
    assert resolve_zone("Odd", definitions("BEGIN:VTIMEZONE", "TZID:Odd", "END:VTIMEZONE")) is None


def test_a_zone_may_be_defined_after_it_is_named_and_its_comma_is_escaped_only_there() -> None:
    event = vevent(start='DTSTART;TZID="Here, there":20260302T090000')
    content = vcalendar(*event, *definition("Here\\, there"))
    (item,) = parse_calendar(content, BERLIN).items
    assert isinstance(item, ParsedEvent)
    assert item.starts_at == utc(2026, 3, 2, 5, 30)


def test_each_calendar_of_a_stream_has_its_own_definitions_and_else_those_of_the_others() -> None:
    def start(content: bytes) -> list[datetime]:
        items = parse_calendar(content, BERLIN).items
        return [item.starts_at for item in items if isinstance(item, ParsedEvent)]

    one = vevent(start="DTSTART;TZID=Custom:20260302T090000", uid="UID:1")
    two = vevent(start="DTSTART;TZID=Custom:20260302T090000", uid="UID:2")
    west, east = definition("Custom", "-0300"), definition("Custom", "+0300")
    at_west, at_east = utc(2026, 3, 2, 12), utc(2026, 3, 2, 6)
    assert start(vcalendar(*one, *west) + vcalendar(*two, *east)) == [at_west, at_east]
    assert start(vcalendar(*one, *west) + vcalendar(*two)) == [at_west, at_west]


def test_what_one_file_defines_is_unknown_in_the_next() -> None:
    assert read_event(start="DTSTART;TZID=Half Hour:20260302T090000").starts_at.minute == 30
    content = vcalendar(*vevent(start="DTSTART;TZID=Half Hour:20260302T090000"))
    assert len(parse_calendar(content, BERLIN).refused) == 1
