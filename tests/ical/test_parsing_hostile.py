"""Input that means harm, or nothing: it ends in a result or a message, soon."""

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.ical.parsing import ParsedFile, UnreadableFile, parse_calendar
from tests.ical.parsing_files import BERLIN, vcalendar, vevent, vtodo

VALID = vcalendar(*vevent("SUMMARY:Planning", "DURATION:PT1H"), *vtodo("SUMMARY:Send"))


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


OBSERVANCE = b"BEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
RULE = OBSERVANCE + b"RRULE:FREQ=YEARLY"


def event(begin: bytes, repeated: bytes, times: int, end: bytes = b"") -> bytes:
    """A file with an event that holds the repeated text between the others."""
    head = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260302\n"
    return head + begin + repeated * times + end + b"\nEND:VEVENT\nEND:VCALENDAR\n"


def zone(begin: bytes, repeated: bytes, times: int, end: bytes = b"") -> bytes:
    """A file with a definition that holds that, and events that use it in a thousand years."""
    lines = b"BEGIN:VEVENT\nUID:%d\nDTSTART;TZID=A:%04d0302T000000\nEND:VEVENT\n"
    events = b"".join(lines % (year, year) for year in range(1500, 2500))
    head = b"BEGIN:VCALENDAR\n" + events + b"BEGIN:VTIMEZONE\nTZID:A\n"
    return head + begin + repeated * times + end + b"\nEND:VTIMEZONE\nEND:VCALENDAR\n"


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "a title folded at each character": lambda n: event(b"SUMMARY:", b"x\r\n\t", n),
    "an unknown property folded at each character": lambda n: event(b"X-A:", b"x\n ", n),
    "unknown properties": lambda n: event(b"", b"X-A:b\n", n),
    "the same property": lambda n: event(b"", b"UID:b\n", n),
    "lines of categories": lambda n: event(b"", b"CATEGORIES:a,a\n", n),
    "a line of categories": lambda n: event(b"CATEGORIES:", b",\\,a", n),
    "empty categories": lambda n: event(b"CATEGORIES:", b",", n),
    "backslashes": lambda n: event(b"CATEGORIES:", b"\\", n),
    "attendees": lambda n: event(b"", b"ATTENDEE:mailto:a@b.example\n", n),
    "a long attendee": lambda n: event(b"ATTENDEE:mailto:", b"a@", n),
    "parameters": lambda n: event(b"DTEND", b";A=b", n, b":20260303"),
    "parameters without end": lambda n: event(b"DTEND", b";", n),
    "open parentheses": lambda n: event(b"DTEND;TZID=", b"(UTC+01", n),
    "open quotation marks": lambda n: event(b"", b'DTEND;TZID="x\n', n),
    "a long zone name": lambda n: event(b"DTEND;TZID=/", b"a/", n, b":20260302T000000"),
    "digits": lambda n: event(b"DURATION:PT", b"9", n, b"S"),
    "control characters": lambda n: event(b"DESCRIPTION:", b"\x01\x0b", n),
    "no UTF-8": lambda n: event(b"DESCRIPTION:", b"\xff\xc3", n),
    "blank lines": lambda n: event(b"", b"\n", n),
    "carriage returns": lambda n: b"\r" * n + VALID,
    "spaces": lambda n: event(b"DTEND", b" ", n),
    "components": lambda n: event(b"", b"BEGIN:A\nEND:A\n", n),
    "components in one another": lambda n: event(b"", b"BEGIN:A\n", n),
    "ends": lambda n: event(b"", b"END:A\n", n),
    "calendars": lambda n: b"BEGIN:VCALENDAR\n" * n,
    "definitions": lambda n: zone(b"", b"BEGIN:VTIMEZONE\n", n),
    "observances": lambda n: zone(b"", OBSERVANCE, n // 10),
    "onsets": lambda n: zone(OBSERVANCE + b"RDATE:", b"20200101T000000,", n // 2, b"20200101"),
    "yearly rules": lambda n: zone(b"", RULE + b"\n", min(n, 20)),
    "too many yearly rules": lambda n: zone(b"", RULE + b"\n", n // 10),
    "days of a rule": lambda n: zone(RULE + b";BYMONTHDAY=", b"1,", n, b"1"),
    "parts of a rule": lambda n: zone(RULE, b";WKST=MO", n),
    "a rule each second": lambda n: zone(OBSERVANCE, b"RRULE:FREQ=SECONDLY\n", min(n, 1)),
    "events": lambda n: b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nDTSTART:20260302\n" * (n // 20),
    "a web page": lambda n: b"<html>" * n,
}


def seconds(content: bytes) -> float:
    begin = process_time()
    outcome(content)
    return process_time() - begin


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_input_ends_soon(kind: str) -> None:
    assert seconds(HOSTILE[kind](100_000)) < 5


@pytest.mark.verify
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_input_as_large_as_may_be_ends_within_seconds(kind: str) -> None:
    assert seconds(HOSTILE[kind](1_000_000)[:10_000_000]) < 30
