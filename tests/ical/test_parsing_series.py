"""The series that files say, by DTSTART, RRULE, RDATE and EXDATE."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from api.ical.parsing.components import Component, UnreadableFile, read_calendars
from api.ical.parsing.series import read_series
from api.ical.parsing.texts import unescape
from api.ical.parsing.times import UnreadableItem
from api.ical.parsing.zones import Zones
from api.ical.recurrence import ExtraDate, Series, Steps, expand
from tests.ical.parsing_files import BERLIN, HALF_HOUR_ZONE, utc, vcalendar, vevent
from tests.ical.parsing_samples import Sample, needs_samples, samples
from tests.ical.recurring import TWO_YEARS, spans, starts

ZONED = "DTSTART;TZID=America/New_York:20260302T090000"
DATE = "DTSTART;VALUE=DATE:20260302"
DAILY = "RRULE:FREQ=DAILY;COUNT=3"


def read(*lines: str, start: str = ZONED) -> Series:
    (calendar,) = read_calendars(vcalendar(*vevent(*lines, start=start)), item_limit=1)
    return read_series(calendar.subcomponents[0], Zones(BERLIN, {}))


def refusal(*lines: str, start: str = ZONED) -> str:
    with pytest.raises(UnreadableItem) as refused:
        read(*lines, start=start)
    return str(refused.value)


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        (ZONED, "America/New_York"),
        ("DTSTART;TZID=Eastern Standard Time:20260302T090000", "America/New_York"),
        ("DTSTART:20260302T090000", "Europe/Berlin"),  # floating: as the calendar
        ("DTSTART:20260302T090000Z", "UTC"),
        ("DTSTART;TZID=GMT+0300:20260302T090000", "Etc/GMT-3"),
        ('DTSTART;TZID="UTC+05:30":20260302T090000', "Asia/Kolkata"),
        (DATE, None),
    ],
)
def test_a_series_is_expanded_in_the_zone_of_its_start(start: str, zone: str | None) -> None:
    assert read(DAILY, start=start).time_zone == zone


def test_rule_end_and_exceptions_are_read() -> None:
    series = read(
        "DTEND;TZID=America/New_York:20260302T103000",
        "rrule:freq=weekly;byday=mo,we;until=20260320;",
        "EXDATE;TZID=America/New_York:20260304T090000,20260309T090000",
        "EXDATE:20260311T130000Z",
    )
    assert series.rule == "FREQ=WEEKLY;UNTIL=20260320;BYDAY=MO,WE"
    assert spans(series) == [
        "2026-03-02 09:00 to 2026-03-02 10:30",
        "2026-03-16 09:00 to 2026-03-16 10:30",
        "2026-03-18 09:00 to 2026-03-18 10:30",
    ]


def test_an_excepted_date_beside_a_timed_start_is_that_day_there() -> None:
    series = read(DAILY, "EXDATE;VALUE=DATE:20260303")
    assert starts(series) == ["2026-03-02 09:00", "2026-03-04 09:00"]


@pytest.mark.parametrize(
    "excepted",
    [
        "EXDATE;VALUE=DATE:20260303",
        "EXDATE:20260303",
        "EXDATE:20260303T000000",
        "EXDATE:20260303T000000Z",
        "EXDATE;TZID=America/New_York:20260303T000000",
        "EXDATE:,20260303,",
    ],
)
def test_of_what_is_excepted_from_an_all_day_series_the_date_counts(excepted: str) -> None:
    assert starts(read(DAILY, excepted, start=DATE)) == ["2026-03-02", "2026-03-04"]


def test_added_periods_have_ends_of_their_own() -> None:
    series = read(
        "RDATE;VALUE=PERIOD:20260401T130000Z/20260401T180000Z,20260402T130000Z/PT30M",
        "RDATE;VALUE=PERIOD;TZID=America/New_York:20260403T090000/P1DT1H,20260404T090000/-PT1H",
        "DURATION:PT2H",
    )
    assert series.rdates == (
        ExtraDate(utc(2026, 4, 1, 13), utc(2026, 4, 1, 18)),
        ExtraDate(utc(2026, 4, 2, 13), utc(2026, 4, 2, 13, 30)),
        ExtraDate(utc(2026, 4, 3, 13), utc(2026, 4, 4, 14)),
        ExtraDate(utc(2026, 4, 4, 13), None),
    )
    assert series.last_ends_at == utc(2026, 4, 4, 15)


@pytest.mark.parametrize(
    ("lines", "length"),
    [
        (["DURATION:PT10H"], timedelta(hours=10)),
        (["DURATION:PT24H"], timedelta(hours=24)),
        (["DURATION:P1DT2H30M1S"], timedelta(hours=2, minutes=30, seconds=1)),
        (["DURATION:P1D"], timedelta()),
        (["DURATION:P2W"], timedelta()),
        (["DURATION:-PT1H"], timedelta()),
        (["DTEND;TZID=America/New_York:20260302T190000"], timedelta()),
        (["DTEND;TZID=America/New_York:20260302T190000", "DURATION:PT1H"], timedelta()),
        ([], timedelta()),
    ],
)
def test_hours_of_a_duration_are_exact_and_its_days_are_not(
    lines: list[str], length: timedelta
) -> None:
    assert read(DAILY, *lines).exact_length == length


def test_of_an_all_day_series_no_length_is_exact() -> None:
    series = read(DAILY, "DURATION:PT36H", start=DATE)
    assert (series.exact_length, series.ends_at) == (timedelta(), utc(2026, 3, 4))


def test_an_added_date_beside_a_timed_start_is_at_its_time() -> None:
    series = read("RDATE;VALUE=DATE:20260401")
    assert starts(series) == ["2026-03-02 09:00", "2026-04-01 09:00"]


def test_added_dates_of_an_all_day_series_are_dates() -> None:
    series = read("RDATE;VALUE=DATE:20260401,20260402", "RDATE:20260403T090000", start=DATE)
    assert starts(series) == ["2026-03-02", "2026-04-01", "2026-04-02", "2026-04-03"]


def test_a_zone_of_the_file_is_taken_for_the_known_one_that_is_like_it() -> None:
    lines = ["BEGIN:VTIMEZONE", "TZID:Eastern"]
    for name, month, day, before, after in (
        ("STANDARD", 11, "1SU", "-0400", "-0500"),
        ("DAYLIGHT", 3, "2SU", "-0500", "-0400"),
    ):
        lines += [f"BEGIN:{name}", f"DTSTART:2007{month:02}01T020000"]
        lines += [f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={day}"]
        lines += [f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", f"END:{name}"]
    zone = one_zone(*lines, "END:VTIMEZONE")
    assert read_in(zone, "Eastern").time_zone == "America/New_York"


def test_a_zone_of_the_file_that_is_like_none_is_refused() -> None:
    zone = one_zone(*HALF_HOUR_ZONE)
    with pytest.raises(UnreadableItem, match="Give it a zone such as Europe/London"):
        read_in(zone, "Half Hour")


def one_zone(*lines: str) -> Component:
    (calendar,) = read_calendars(vcalendar(*lines), item_limit=1)
    return calendar.subcomponents[0]


def read_in(zone: Component, tzid: str) -> Series:
    event = vevent(DAILY, start=f"DTSTART;TZID={tzid}:20260302T090000")
    (calendar,) = read_calendars(vcalendar(*event), item_limit=1)
    return read_series(calendar.subcomponents[0], Zones(BERLIN, {tzid: zone}))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([DAILY, "RRULE:FREQ=WEEKLY"], "Split it into one event for each rule"),
        ([DAILY, "EXRULE:FREQ=WEEKLY"], "Split it into one event for each rule"),
        (["RRULE:FREQ=HOURLY"], "the shortest step is a day"),
        (["RRULE:FREQ=DAILY;UNTIL=20260101"], "before the event starts"),
        (["RDATE:tomorrow"], "Its RDATE “tomorrow” cannot be read."),
        (["RDATE:20260401T130000Z/PT"], "has a length that is none"),
        (["RDATE:20260401T130000Z/later"], "cannot be read"),
        (["EXDATE:20260230"], "Its EXDATE “20260230” cannot be read."),
        (["EXDATE;TZID=Nowhere:20260302T090000"], "Its time zone “Nowhere” is unknown"),
        ([DAILY, "DTEND;TZID=America/New_York:20290302T090000"], "lasts a year at most"),
        (["RDATE:99991231T235959Z"], "outside the years"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(lines: list[str], told: str) -> None:
    assert told in refusal(*lines)


def test_a_series_needs_a_start() -> None:
    assert refusal(DAILY, start="") == "It has no start (DTSTART)."


# What each file holds that nobody could mean.
REFUSED = {
    "icalendar__calendars_multiple_timezones.ics": 3,  # a time without its date
    "node-ical__fixtures_badRRULE.ics": 1,  # a rule that begins with "RRULE:AnythingRandom"
}


@needs_samples
@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_the_series_of_real_files_are_read_and_expanded(sample: Sample) -> None:
    try:
        calendars = read_calendars(sample.content, item_limit=50_000)
    except UnreadableFile:
        return
    steps = Steps()
    refused = 0
    for calendar in calendars:
        zones = Zones(ZoneInfo("Europe/Berlin"), defined(calendar))
        for component in calendar.subcomponents:
            if component.name == "VEVENT" and (
                component.first("RRULE") or component.first("RDATE")
            ):
                try:
                    series = read_series(component, zones, steps)
                except UnreadableItem:
                    refused += 1
                else:
                    assert expand(series, TWO_YEARS) is not None
    assert refused == REFUSED.get(sample.name, 0)


def defined(calendar: Component) -> dict[str, Component]:
    found = [part for part in calendar.subcomponents if part.name == "VTIMEZONE"]
    return {unescape(line.value): part for part in found if (line := part.first("TZID"))}
