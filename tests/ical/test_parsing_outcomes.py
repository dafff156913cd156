"""Every component is accounted for: a series by name, of one UID only the latest revision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ical.parsing import Series, parse_calendar
from tests.ical.parsing_files import BERLIN, read, stream, vevent, vtodo

AGAIN = "The same UID appears again in this file."


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=DAILY",
        "RRULE:this is no rule",
        "RRULE;X-OWN=1:FREQ=SECONDLY;INTERVAL=0",
        "RDATE;VALUE=PERIOD:20260302T090000Z/PT1H",
        "EXDATE;TZID=Nowhere:20260302T090000",
        "EXRULE:FREQ=WEEKLY",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T090000Z",
    ],
)
def test_what_recurs_is_named_as_a_series_and_not_evaluated(line: str) -> None:
    parsed = read(*vevent("SUMMARY:Daily", line), *vtodo("SUMMARY:Weekly", line))
    assert parsed.series == (
        Series(component="VEVENT", ical_uid="e1", title="Daily"),
        Series(component="VTODO", ical_uid="t1", title="Weekly"),
    )
    assert not [*parsed.items, *parsed.refused]


def test_an_empty_rule_is_none() -> None:
    assert len(read(*vevent("RRULE:", "RDATE:", "EXDATE: ")).items) == 1


def test_a_series_and_its_overrides_are_named_each() -> None:
    parsed = read(
        *vevent("RRULE:FREQ=DAILY", "SUMMARY:All"),
        *vevent("RECURRENCE-ID:20260303T090000Z", "SUMMARY:Moved"),
        *vevent("RECURRENCE-ID:20260304T090000Z", "SUMMARY:Other"),
    )
    assert [series.title for series in parsed.series] == ["All", "Moved", "Other"]
    assert {series.ical_uid for series in parsed.series} == {"e1"}


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
        assert (len(parsed.items), len(parsed.series)) == (0, 1)
        assert [refused.reason for refused in parsed.refused] == [AGAIN]


def test_an_override_whose_series_is_elsewhere_takes_nothing_from_an_event_of_its_uid() -> None:
    parsed = read(*vevent("RECURRENCE-ID:20260303T090000Z"), *vevent("SUMMARY:Single"))
    assert ([item.title for item in parsed.items], len(parsed.series)) == (["Single"], 1)


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
    assert len(parsed.items) + len(parsed.refused) + len(parsed.series) == expected
