"""Every component is accounted for: read or refused, of one UID only the latest revision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ical.parsing import FILE_STEPS, TOO_MANY_STEPS, ParsedEvent, parse_calendar
from api.ical.parsing.components import Component
from api.ical.parsing.lines import Property
from api.ical.parsing.series import take_steps
from api.ical.parsing.times import UnreadableItem
from api.ical.recurrence import Steps
from tests.ical.parsing_files import BERLIN, read, refusal, stream, vevent, vtodo

AGAIN = "The same UID appears again in this file."


@pytest.mark.parametrize(
    "line",
    ["RRULE:FREQ=DAILY", "RDATE:20260302T090000Z", "RECURRENCE-ID:20260302T090000Z"],
)
def test_a_task_that_repeats_is_refused(line: str) -> None:
    assert refusal(*vtodo("SUMMARY:Weekly", line)).reason.startswith("It is a task that repeats")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("RRULE:this is no rule", "is not NAME=VALUE"),
        ("RRULE;X-OWN=1:FREQ=SECONDLY;INTERVAL=0", "FREQ=SECONDLY"),
        ("EXRULE:FREQ=WEEKLY", "several rules (RRULE, EXRULE)"),
        (f"RDATE:{'20260302,' * 2_000}", "more than 2,000 single dates (RDATE)"),
        ("RECURRENCE-ID:never", "Its original start “never” cannot be read."),
    ],
)
def test_an_event_whose_recurrence_cannot_be_read_is_refused(line: str, reason: str) -> None:
    assert reason in refusal(*vevent("SUMMARY:Daily", line)).reason


def test_an_empty_rule_is_none() -> None:
    (event,) = read(*vevent("RRULE:", "RDATE:", "EXDATE: ")).items
    assert isinstance(event, ParsedEvent)
    assert event.rrule is None


def test_excepted_dates_alone_make_no_series() -> None:
    (event,) = read(*vevent("EXDATE:20260302T090000Z")).items
    assert isinstance(event, ParsedEvent)
    assert (event.rrule, event.exdates) == (None, ())


def test_when_the_rules_of_a_file_took_too_long_no_more_are_looked_at() -> None:
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    lines = [line for n in range(250) for line in vevent(never, uid=f"UID:{n}")]
    reasons = [refused.reason for refused in read(*lines).refused]
    assert len(reasons) == 250
    assert reasons.index(TOO_MANY_STEPS) == FILE_STEPS // 3_020
    assert set(reasons[reasons.index(TOO_MANY_STEPS) :]) == {TOO_MANY_STEPS}


def test_single_dates_count_for_what_the_series_of_a_file_may_take_together() -> None:
    dates = Component("VEVENT", {"RDATE": [Property("RDATE", "20260302" + ",20260303" * 1_999)]})
    steps = Steps(10_000, TOO_MANY_STEPS)
    take_steps(dates, steps)
    with pytest.raises(UnreadableItem, match="took too long already"):
        take_steps(dates, steps)


def test_many_costly_rules_are_refused_and_leave_the_rest_of_the_file() -> None:
    costly = (vevent("RRULE:FREQ=DAILY;COUNT=10000", uid=f"UID:{n}") for n in range(60))
    parsed = read(*(line for lines in costly for line in lines), *vevent("SUMMARY:Single"))
    assert {refused.reason for refused in parsed.refused} == {TOO_MANY_STEPS}
    assert [item.title for item in parsed.items if item.title] == ["Single"]
    assert len(parsed.items) + len(parsed.refused) == 61


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ([], [], "First"),
        (["SEQUENCE:1"], ["SEQUENCE:2"], "Second"),
        (["SEQUENCE:10"], ["SEQUENCE:9"], "First"),
        (["SEQUENCE:1"], ["SEQUENCE:x"], "First"),
        (["DTSTAMP:20260101T000000Z"], ["DTSTAMP:20260102T000000Z"], "Second"),
        (["SEQUENCE:1", "DTSTAMP:20260101T000000Z"], ["DTSTAMP:20260102T000000Z"], "First"),
    ],
)
def test_of_two_events_with_one_uid_the_latest_revision_is_read_or_else_the_first(
    first: list[str], second: list[str], kept: str
) -> None:
    parsed = read(*vevent("SUMMARY:First", *first), *vevent("SUMMARY:Second", *second))
    assert [item.title for item in parsed.items] == [kept]
    assert [(refused.ical_uid, refused.reason) for refused in parsed.refused] == [("e1", AGAIN)]
    assert {parsed.items[0].title, parsed.refused[0].title} == {"First", "Second"}


def test_a_later_revision_that_cannot_be_read_does_not_hide_the_one_before() -> None:
    parsed = read(*vevent("SUMMARY:Good"), *vevent("SEQUENCE:9", start="DTSTART:never"))
    assert [item.title for item in parsed.items] == ["Good"]
    assert [refused.reason for refused in parsed.refused] == ["Its start “never” cannot be read."]


def test_an_event_with_the_uid_of_a_series_is_refused_wherever_it_stands() -> None:
    single, series = vevent("SEQUENCE:5"), vevent("RRULE:FREQ=DAILY")
    for lines in [*single, *series], [*series, *single]:
        parsed = read(*lines)
        (event,) = parsed.items
        assert isinstance(event, ParsedEvent)
        assert event.rrule == "FREQ=DAILY"
        assert [refused.reason for refused in parsed.refused] == [AGAIN]


def test_an_override_whose_series_is_elsewhere_takes_nothing_from_an_event_of_its_uid() -> None:
    parsed = read(*vevent("RECURRENCE-ID:20260303T090000Z"), *vevent("SUMMARY:Single"))
    assert [item.title for item in parsed.items] == ["", "Single"]


def test_an_event_and_a_task_may_have_one_uid() -> None:
    parsed = read(*vevent("SUMMARY:A", uid="UID:1"), *vtodo("SUMMARY:B", uid="UID:1"))
    assert [item.title for item in parsed.items] == ["A", "B"]


def test_the_same_event_twice_without_uid_is_read_once() -> None:
    parsed = read(*vevent("SUMMARY:A", uid=""), *vevent("SUMMARY:A", uid=""))
    assert (len(parsed.items), len(parsed.refused)) == (1, 1)


LINES = st.sampled_from(
    [
        *("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTODO", "END:VTODO", "BEGIN:VCALENDAR"),
        *("END:VCALENDAR", "BEGIN:VALARM", "END:VALARM", "BEGIN:VTIMEZONE", "END:VTIMEZONE"),
        *("BEGIN:STANDARD", "END:STANDARD", "TZID:A", "TZOFFSETFROM:+0100", "TZOFFSETTO:-0200"),
        *("UID:1", "UID:2", "SUMMARY:x", "DTSTART:20260101", "DTSTART;TZID=A:20260101T000000"),
        *("DTEND:20260102", "DURATION:P1D", "DUE:20260101T000000Z", "DUE:9", "RRULE:FREQ=DAILY"),
        *("RECURRENCE-ID:20260101", "SEQUENCE:1", "STATUS:CANCELLED", "nonsense", ""),
    ]
)


@given(st.lists(LINES, max_size=60))
def test_whatever_the_lines_every_event_and_task_is_accounted_for(lines: list[str]) -> None:
    lines = ["BEGIN:VCALENDAR", "BEGIN:VALARM", "END:VALARM", *lines]
    parsed = parse_calendar(stream(*lines), BERLIN)
    expected = lines.count("BEGIN:VEVENT") + lines.count("BEGIN:VTODO")
    assert len(parsed.items) + len(parsed.refused) == expected
