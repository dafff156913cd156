"""What a whole file holds: how its components are found, counted, named and limited."""

import pytest

from api.ical.parsing import ParsedEvent, ParsedTask, UnreadableFile, parse_calendar
from tests.ical.parsing_files import BERLIN, read, refusal, stream, vcalendar, vevent, vtodo


def titles(*lines: str) -> list[str]:
    return [item.title for item in read(*lines).items]


def test_events_and_tasks_are_read_in_the_order_of_the_file() -> None:
    parsed = read(
        *vevent("SUMMARY:One", uid="UID:1"),
        *vtodo("SUMMARY:Two", uid="UID:2"),
        *vevent("SUMMARY:Three", uid="UID:3"),
    )
    assert [item.title for item in parsed.items] == ["One", "Two", "Three"]
    assert [type(item) for item in parsed.items] == [ParsedEvent, ParsedTask, ParsedEvent]
    assert not parsed.refused


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("X-WR-CALNAME:Team\\, north", "Team, north"),
        ("X-WR-CALNAME;VALUE=TEXT:Team", "Team"),
        ("NAME:Team", "Team"),
        ("X-WR-CALNAME:", None),
        ("X-WR-TIMEZONE:Europe/Berlin", None),
    ],
)
def test_the_calendar_may_have_a_name(line: str, name: str | None) -> None:
    assert read(line, *vevent()).name == name


def test_several_calendars_in_one_stream_are_all_read_and_the_first_name_is_the_files() -> None:
    one = vcalendar("X-WR-CALNAME:First", *vevent("SUMMARY:One", uid="UID:1"))
    two = vcalendar("X-WR-CALNAME:Second", *vevent("SUMMARY:Two", uid="UID:2"))
    parsed = parse_calendar(one + b"\r\n\r\n" + b"\xef\xbb\xbf" + two, BERLIN)
    assert [item.title for item in parsed.items] == ["One", "Two"]
    assert parsed.name == "First"


def test_names_of_components_and_properties_may_be_in_small_letters() -> None:
    content = stream(*vevent("summary:Small", "Location:Here")).lower()
    parsed = parse_calendar(b"begin:vcalendar\r\n" + content + b"end:vCalendar\r\n", BERLIN)
    assert [item.title for item in parsed.items] == ["small"]


def test_journals_free_busy_times_and_unknown_components_are_passed_over() -> None:
    for name in "VJOURNAL", "VFREEBUSY", "VAVAILABILITY", "X-NOTES":
        inside = [f"BEGIN:{name}", "UID:j", "SUMMARY:Not this", f"END:{name}"]
        assert titles(*inside, *vevent("SUMMARY:This")) == ["This"]


def test_what_an_alarm_says_is_not_said_by_its_event() -> None:
    alarm = ["BEGIN:VALARM", "DESCRIPTION:Wake up", "SUMMARY:Alarm", "DURATION:PT5M", "END:VALARM"]
    (event,) = read(*vevent(*alarm, "SUMMARY:Event")).items
    assert (event.title, event.description) == ("Event", "")


def test_a_calendar_that_was_cut_off_is_read_to_its_end() -> None:
    lines = ["BEGIN:VCALENDAR", *vevent("SUMMARY:One"), *vevent("SUMMARY:Two", uid="UID:2")]
    parsed = parse_calendar(stream(*lines[:-1]), BERLIN)
    assert [item.title for item in parsed.items] == ["One", "Two"]


def test_a_component_whose_end_is_missing_ends_where_the_next_begins() -> None:
    cut_off = ["BEGIN:VEVENT", "UID:0", "DTSTART:20260302", "SUMMARY:Cut", "BEGIN:VALARM"]
    assert titles(*cut_off, *vevent("SUMMARY:Whole")) == ["Cut", "Whole"]


def test_an_end_without_a_beginning_is_passed_over() -> None:
    assert titles("END:VEVENT", *vevent("END:VALARM", "END:STANDARD", "SUMMARY:Whole")) == ["Whole"]


def test_an_event_after_the_end_of_the_calendar_is_read() -> None:
    parsed = parse_calendar(vcalendar() + stream(*vevent("SUMMARY:Late")), BERLIN)
    assert [item.title for item in parsed.items] == ["Late"]


def test_lines_that_are_no_content_lines_cost_only_themselves() -> None:
    broken = ["no colon", ":no name", 'SUMMARY;X="open:Wrong', "X;=:1", "\x00\x01", "ü:1"]
    assert titles(*broken, *vevent(*broken, "SUMMARY:Right", *broken)) == ["Right"]


def test_one_broken_component_costs_only_itself() -> None:
    parsed = read(
        *vevent("SUMMARY:Before", uid="UID:1"),
        *vevent("SUMMARY:Broken", uid="UID:2", start="DTSTART:tomorrow"),
        *vevent("SUMMARY:After", uid="UID:3"),
    )
    assert [item.title for item in parsed.items] == ["Before", "After"]
    (refused,) = parsed.refused
    assert (refused.component, refused.ical_uid, refused.title) == ("VEVENT", "2", "Broken")
    assert refused.reason == "Its start “tomorrow” cannot be read."


def test_a_refusal_names_its_component_shortly() -> None:
    refused = refusal(*vtodo(f"SUMMARY:{'word ' * 100}", due="", uid=""))
    assert (refused.component, refused.ical_uid) == ("VTODO", None)
    assert refused.title == "word " * 15 + "word…"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf \r\n\n", "The file is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "This is a web page"),
        (b"Subject,Start Date\r\nPlanning,2026-03-02\r\n", "begins with “Subject,Start Date"),
        (b"PK\x03\x04\x00\x00", "no line BEGIN:VCALENDAR. It begins with “PK"),
        (b"\xff\xfe", "no line BEGIN:VCALENDAR"),
        (stream(*vevent()), "no line BEGIN:VCALENDAR. It begins with “BEGIN:VEVENT"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "there is no event and no task in it"),
        (vcalendar("X-WR-CALNAME:Nothing yet"), "there is no event and no task in it"),
        (vcalendar(*(f"BEGIN:X{n}" for n in range(30))), "more than 20 levels deep"),
    ],
)
def test_what_is_no_calendar_is_refused_with_what_is_wrong(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        parse_calendar(content, BERLIN)
    assert message in str(refused.value)


def test_a_file_of_more_components_than_any_calendar_has_is_refused() -> None:
    alarms = ("BEGIN:VALARM", "END:VALARM") * 200_000
    with pytest.raises(UnreadableFile, match="more than 200,000 components"):
        parse_calendar(vcalendar(*vevent(*alarms)), BERLIN)


def test_a_file_of_more_properties_than_any_calendar_has_is_refused() -> None:
    lines = ("URL:a",) * 1_000_000
    with pytest.raises(UnreadableFile, match="more than 1,000,000 properties"):
        parse_calendar(vcalendar(*vevent(*lines)), BERLIN)


def test_a_file_is_refused_above_the_limits_and_read_at_them() -> None:
    content = vcalendar(*vevent(), *vtodo())
    parsed = parse_calendar(content, BERLIN, byte_limit=len(content), item_limit=2)
    assert len(parsed.items) == 2
    with pytest.raises(UnreadableFile, match="more than 1 events and tasks"):
        parse_calendar(content, BERLIN, item_limit=1)
    with pytest.raises(UnreadableFile, match=r"more than 10 MB\. Export a shorter period"):
        parse_calendar(b" " * 10_000_001, BERLIN)
