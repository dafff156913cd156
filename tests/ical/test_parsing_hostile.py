"""Input that means harm, or nothing: it ends in a result or a message, soon."""

from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.ical.parsing import ParsedFile, UnreadableFile, parse_calendar
from tests.ical.hostile_files import HOSTILE, LARGEST, VALID
from tests.ical.parsing_files import BERLIN, vcalendar, vevent, vtodo


def outcome(content: bytes) -> ParsedFile | str:
    """What is read, or the message; anything else that is raised fails the test."""
    try:
        return parse_calendar(content, BERLIN)
    except UnreadableFile as refused:
        return str(refused)


@given(st.binary(max_size=500))
@example(b"BEGIN:VCALENDAR")
@example(b"BEGIN:VCALENDAR\nBEGIN:\n:;=\n")
@example(b"\xff\xfeB")
def test_any_bytes_are_read_or_refused_with_a_message(content: bytes) -> None:
    assert outcome(content)
    assert outcome(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + content)


@given(st.integers(0, len(VALID)), st.integers(0, 40), st.binary(max_size=20))
def test_a_calendar_with_any_damage_is_read_or_refused(at: int, lost: int, dirt: bytes) -> None:
    assert outcome(VALID[:at] + dirt + VALID[at + lost :])


@given(
    st.sampled_from(["DTSTART", "DTEND", "DURATION", "SUMMARY", "CATEGORIES", "ATTENDEE", "URL"]),
    st.sampled_from(["", ";TZID=", ';TZID="', ";VALUE=DATE", ";VALUE="]),
    st.text(st.characters(codec="utf-8") | st.sampled_from('\\,;:"0123456789TZP-+')),
)
def test_any_property_is_read_or_costs_only_its_event(name: str, start: str, rest: str) -> None:
    parsed = outcome(vcalendar(*vevent(f"{name}{start}{rest}"), *vtodo()))
    assert isinstance(parsed, ParsedFile)
    assert len(parsed.items) + len(parsed.refused) >= 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_input_ends_in_a_result_or_a_message(kind: str) -> None:
    assert outcome(HOSTILE[kind](50_000))


def seconds(content: bytes) -> float:
    begin = process_time()
    outcome(content)
    return process_time() - begin


@pytest.mark.verify
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_input_as_large_as_may_be_ends_within_seconds(kind: str) -> None:
    assert seconds(HOSTILE[kind](1_000_000)[:LARGEST]) < 10
