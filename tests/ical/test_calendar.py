"""One VCALENDAR: its own properties, and golden files of whole feeds."""

from datetime import timedelta

import pytest

from api.ical.calendar import nearest_color_name, render_calendar
from api.ical.facts import RenderOptions
from tests.ical.golden_feeds import FEEDS, FOLDER
from tests.ical.samples import properties


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_its_golden_file_byte_for_byte(name: str) -> None:
    assert FEEDS[name] == (FOLDER / f"{name}.ics").read_bytes()


def test_every_golden_file_has_its_feed() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == FEEDS.keys()


@pytest.mark.parametrize("body", FEEDS.values(), ids=FEEDS)
def test_a_feed_has_no_rule_no_alarm_and_no_method(body: bytes) -> None:
    for never in b"RRULE", b"VALARM", b"METHOD", b"TZID", b"VTIMEZONE":
        assert never not in body


def test_a_calendar_without_a_name_and_a_colour_says_nothing_of_either() -> None:
    body = render_calendar(name=None, color=None, components=[], options=RenderOptions())
    assert body.split(b"\r\n")[:3] == [
        b"BEGIN:VCALENDAR",
        b"VERSION:2.0",
        b"PRODID:-//calendar-feeds//calendar-feeds//EN",
    ]
    assert not {"NAME", "X-WR-CALNAME", "COLOR", "X-APPLE-CALENDAR-COLOR"} & properties(body).keys()


@pytest.mark.parametrize(
    ("interval", "duration"),
    [
        (timedelta(hours=1), "PT1H"),
        (timedelta(minutes=90), "PT1H30M"),
        (timedelta(minutes=15), "PT15M"),
        (timedelta(days=1), "P1D"),
    ],
)
def test_the_refresh_interval_is_a_duration_in_both_spellings(
    interval: timedelta, duration: str
) -> None:
    options = RenderOptions(refresh_interval=interval)
    body = render_calendar(name="Team", color="#ff0000", components=[], options=options)
    shown = properties(body)
    assert shown["REFRESH-INTERVAL;VALUE=DURATION"] == shown["X-PUBLISHED-TTL"] == duration


@pytest.mark.parametrize(
    ("color", "name"),
    [
        ("#ff0000", "red"),
        ("#FE0101", "red"),
        ("#00ffff", "aqua"),
        ("#808080", "gray"),
        ("#000000", "black"),
        ("#0b8043", "forestgreen"),
    ],
)
def test_a_colours_name_is_the_nearest_one_of_css(color: str, name: str) -> None:
    assert nearest_color_name(color) == name


def test_a_calendars_name_stays_on_one_line() -> None:
    body = render_calendar(name="a\r\nb\x00", color=None, components=[], options=RenderOptions())
    assert properties(body)["NAME"] == properties(body)["X-WR-CALNAME"] == "a b"
