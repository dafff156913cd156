"""VTIMEZONEs as zones: the same offsets as the zones they describe, and no others."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar import Timezone

from api.ical.parsing.components import read_calendars
from api.ical.parsing.vtimezone import DefinedZone, defined_zone
from tests.ical.parsing_files import HALF_HOUR_ZONE, local, stream, vcalendar

NEW_YORK = (
    "BEGIN:STANDARD",
    "DTSTART:16010101T020000",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11",
    "TZOFFSETFROM:-0400",
    "TZOFFSETTO:-0500",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3",
    "TZOFFSETFROM:-0500",
    "TZOFFSETTO:-0400",
    "END:DAYLIGHT",
)


def zone_of(*observances: str) -> DefinedZone | None:
    lines = ("BEGIN:VTIMEZONE", "TZID:X", *observances, "END:VTIMEZONE")
    (calendar,) = read_calendars(vcalendar(*lines), item_limit=0)
    return defined_zone(calendar.subcomponents[0])


def standard(
    *lines: str, start: str = "20000101T000000", offsets: str = "+0100 +0200"
) -> list[str]:
    offset_from, offset_to = offsets.split()
    times = [f"DTSTART:{start}", f"TZOFFSETFROM:{offset_from}", f"TZOFFSETTO:{offset_to}"]
    return ["BEGIN:STANDARD", *times, *lines, "END:STANDARD"]


def hours(zone: DefinedZone | None, *shown: int) -> float:
    assert zone is not None
    offset = zone.utcoffset(local(*shown))
    assert offset is not None
    return offset / timedelta(hours=1)


@given(st.datetimes(local(2007, 1, 1), local(9998, 12, 31)))
def test_yearly_rules_give_the_offsets_of_the_zone_for_ever(shown: datetime) -> None:
    zone = zone_of(*NEW_YORK)
    assert zone is not None
    assert (
        zone.utcoffset(shown)
        == shown.replace(tzinfo=ZoneInfo("America/New_York"), fold=0).utcoffset()
    )


ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Tehran"]
LISTED = {
    key: Timezone.from_tzid(key, first_date=date(1999, 1, 1), last_date=date(2030, 1, 1))
    for key in ZONES
}


@given(st.sampled_from(ZONES), st.datetimes(local(2000, 1, 1), local(2028, 12, 31)))
def test_listed_onsets_give_the_offsets_of_the_zone(key: str, shown: datetime) -> None:
    # Samoa left a whole day out; the library that writes the definition names the day after it.
    assume(key != "Pacific/Apia" or shown.date() != date(2011, 12, 31))
    (calendar,) = read_calendars(
        stream("BEGIN:VCALENDAR") + LISTED[key].to_ical() + stream("END:VCALENDAR"), item_limit=0
    )
    zone = defined_zone(calendar.subcomponents[0])
    assert zone is not None
    assert zone.utcoffset(shown) == shown.replace(tzinfo=ZoneInfo(key), fold=0).utcoffset()


@pytest.mark.parametrize(
    ("rule", "last_before", "first_after"),
    [
        ("BYMONTH=3;BYDAY=-1SU", (2026, 3, 29, 3, 59), (2026, 3, 29, 4)),
        ("BYMONTH=3;BYDAY=5SU", (2026, 3, 29, 3, 59), (2026, 3, 29, 4)),
        ("BYMONTH=2;BYDAY=5SU", (2026, 2, 22, 3, 59), (2026, 2, 22, 4)),  # it has four: the last
        ("BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14", (2026, 3, 8, 3, 59), (2026, 3, 8, 4)),
        ("BYMONTH=3;BYMONTHDAY=-1", (2026, 3, 31, 3, 59), (2026, 3, 31, 4)),
        ("BYMONTH=7", (2026, 7, 5, 3, 59), (2026, 7, 5, 4)),
        ("BYMONTH=3;BYDAY=2FR;BYHOUR=22;BYMINUTE=30;WKST=MO", (2026, 3, 13, 23, 29), (2026, 3, 14)),
        ("", (2026, 2, 5, 3, 59), (2026, 2, 5, 4)),
    ],
)
def test_a_rule_begins_on_its_day_after_the_hour_that_clocks_skip(
    rule: str, last_before: tuple[int, ...], first_after: tuple[int, ...]
) -> None:
    begin = standard(f"RRULE:FREQ=YEARLY;{rule}", start="20000205T030000")
    end = standard(start="20260101T000000", offsets="+0200 +0100")
    zone = zone_of(*begin, *end)
    assert hours(zone, *last_before) == 1
    assert hours(zone, *first_after) == 2


@pytest.mark.parametrize(
    ("end", "last_year"),
    [
        ("UNTIL=20030705T020000Z", 2003),
        ("UNTIL=20030705T015959Z", 2002),
        ("UNTIL=20030705T030000", 2003),
        ("UNTIL=20030705", 2003),
        ("UNTIL=20030704", 2002),
        ("COUNT=4", 2003),
    ],
)
def test_a_rule_ends_with_its_until_which_is_in_utc_or_after_its_count(
    end: str, last_year: int
) -> None:
    begin = standard(f"RRULE:FREQ=YEARLY;{end}", start="20000705T030000")
    back = standard("RRULE:FREQ=YEARLY", start="20000101T000000", offsets="+0200 +0100")
    years = [year for year in range(2000, 2010) if hours(zone_of(*begin, *back), year, 12, 1) == 2]
    assert years == list(range(2000, last_year + 1))


def test_before_the_first_onset_the_offset_from_which_it_changed_holds() -> None:
    assert hours(zone_of(*standard(offsets="+0530 -0100")), 1999, 12, 31) == 5.5
    assert hours(zone_of(*standard(offsets="-034152 -0400")), 1999, 1, 1) < -3.69


@pytest.mark.parametrize(
    "observances",
    [
        [],
        ["BEGIN:STANDARD", "END:STANDARD"],
        standard(start="someday"),
        standard(offsets="+0100 +2400"),
        standard(offsets="+0100 CET"),
        standard("RDATE:20200101T000000,soon"),
        *(
            standard(f"RRULE:{rule}")
            for rule in [
                *("FREQ=SECONDLY", "FREQ=DAILY;BYMONTH=3", "FREQ=YEARLY;INTERVAL=2", "BYMONTH=3"),
                *("FREQ=YEARLY;BYYEARDAY=1", "FREQ=YEARLY;BYDAY=SU", "FREQ=YEARLY;BYMONTH=13"),
                *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
                *("FREQ=YEARLY;BYMONTH=3;BYDAY=SU,MO", "FREQ=YEARLY;BYMONTH=3;BYDAY=6SU"),
                *(
                    "FREQ=YEARLY;UNTIL=never",
                    "FREQ=YEARLY;BYHOUR=99999999999",
                    "FREQ=YEARLY;COUNT=0",
                ),
            ]
        ),
        standard("RRULE:FREQ=YEARLY") * 21,
    ],
)
def test_a_definition_that_says_something_else_is_no_zone(observances: list[str]) -> None:
    assert zone_of(*observances) is None


def test_an_observance_whose_end_is_missing_ends_where_the_next_begins() -> None:
    lines = [line for line in HALF_HOUR_ZONE if line not in {"END:STANDARD", "END:DAYLIGHT"}]
    (calendar,) = read_calendars(vcalendar(*lines), item_limit=0)
    assert hours(defined_zone(calendar.subcomponents[0]), 2026, 7, 1) == 4.5


def test_a_defined_zone_does_not_convert_from_utc() -> None:
    zone = zone_of(*NEW_YORK)
    with pytest.raises(ValueError, match="fromutc"):
        datetime.now(tz=zone)
