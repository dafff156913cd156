"""Real files of other people's making: what each holds, or why it cannot be read."""

import pytest

from api.ical.parsing import ParsedEvent, ParsedFile, ParsedTask, UnreadableFile, parse_calendar
from tests.ical.parsing_files import BERLIN
from tests.ical.parsing_samples import SINGLE, Sample, needs_samples, samples

pytestmark = needs_samples

READABLE = [sample for sample in samples() if not sample.is_garbage]
BY_NAME = {sample.name: sample for sample in samples()}

NO_CALENDAR = "This is not an iCalendar file: it has no line BEGIN:VCALENDAR. It begins with “"
EMPTY = "The calendar in this file is empty: there is no event and no task in it."

RECURRING_TASK = (
    "It is a task that repeats, and tasks cannot repeat here. Make it an event, or a task for each "
    "date."
)

# What is wrong with a file, or what is read of it all the same.
GARBAGE: dict[str, str | list[str]] = {
    "allenporter-ical__invalid_invalid.ics": NO_CALENDAR + "invalid”",
    "allenporter-ical__invalid_invalid_param_eol_copy.ics": EMPTY,
    "allenporter-ical__invalid_invalid_quoted_name.ics": EMPTY,
    "icalendar__alarms_start_date.ics": NO_CALENDAR + "BEGIN:VALARM",
    "icalendar__calendars_bom_calendar.ics": EMPTY,
    "icalendar__calendars_broken_dtstart.ics": [
        "refused test-123: Its start “INVALID-DATE” cannot be read."
    ],
    "icalendar__calendars_issue_348_exception_parsing_value.ics": [
        "2019-06-24T06:30 2019-06-24T16:30 Sixt : détails de votre réservation"
    ],
    "icalendar__corpus_Index_Error.ics": NO_CALENDAR,
    "icalendar__timezones_issue_237_brazilia_standard.ics": NO_CALENDAR + "BEGIN:VTIMEZONE",
    "icalendar__timezones_pacific_fiji.ics": NO_CALENDAR + "BEGIN:VTIMEZONE",
    "khal__ics_event_d_rr.ics": NO_CALENDAR + "BEGIN:VEVENT",
    "khal__ics_event_no_dst.ics": NO_CALENDAR + "BEGIN:VEVENT",
}

# How many single items, series, occurrences said apart and refusals the others have.
WITH_SERIES = {
    "allenporter-ical__testdata_apple_ical.ics": (6, 2, 0, 0),
    "allenporter-ical__testdata_google_calendar_invalid_offset.ics": (0, 1, 0, 0),
    "allenporter-ical__testdata_google_dtstart_until_mismatch.ics": (0, 1, 0, 0),
    "allenporter-ical__testdata_recurring_event.ics": (0, 1, 1, 0),
    "allenporter-ical__testdata_recurring_with_single_change.ics": (0, 1, 1, 0),
    "ical4j__invalid_korganizer-lowercase.ics": (0, 1, 0, 0),
    "ical4j__invalid_korganizer.ics": (0, 1, 0, 0),
    "ical4j__invalid_twinkle.ics": (3, 5, 0, 2),
    "ical4j__invalid_twinkle_orig.ics": (3, 5, 0, 2),
    "ical4j__valid_2207678.ics": (0, 1, 0, 0),
    "ical4j__valid_Australian_TV_Melbourne.ics": (21, 20, 0, 0),
    "ical4j__valid_Misc.History.ics": (0, 431, 0, 0),
    "ical4j__valid_THFC.ics": (88, 26, 0, 0),
    "ical4j__valid_calconnect6.ics": (0, 1, 0, 0),
    "ical4j__valid_calconnect9.ics": (0, 1, 0, 0),
    "ical4j__valid_mathBirthdays.ics": (0, 1321, 0, 0),
    "ical4j__valid_rfc5545-sec3.6.1.ics": (3, 1, 0, 0),
    "icalendar__calendars_issue_156_RDATE_with_PERIOD_TZID_khal.ics": (0, 1, 0, 0),
    "icalendar__calendars_multiple_timezones.ics": (0, 0, 0, 3),
    "icalendar__calendars_x_location.ics": (0, 1, 0, 0),
    "khal__ics_cal_lots_of_timezones.ics": (1, 1, 1, 0),
    "node-ical__examples_example-rrule.ics": (1, 1, 1, 0),
    "node-ical__fixtures_badRRULE.ics": (0, 2, 0, 1),
    "node-ical__fixtures_bad_ms_tz.ics": (0, 1, 0, 0),
    "node-ical__fixtures_exchange_whole_day_moved_recurrence.ics": (0, 1, 1, 0),
    "node-ical__fixtures_test_with_forward_TZ.ics": (0, 1, 0, 0),
    "node-ical__fixtures_whole_day_moved_over_dst_change_berlin.ics": (0, 1, 1, 0),
    "node-ical__fixtures_yearly-recurring-unicode.ics": (0, 1, 0, 0),
}

# Why what is refused of them is.
REFUSED_BESIDE_SERIES = {
    "ical4j__invalid_twinkle.ics": [
        f"9a478274-4fe2-11d9-a2d6-c5a782812110: {RECURRING_TASK}",
        "4345f85c-4fe3-11d9-b7a3-f9da4aab8015: Its due date “-0011130T160000” cannot be read.",
    ],
    "ical4j__invalid_twinkle_orig.ics": [
        f"9a478274-4fe2-11d9-a2d6-c5a782812110: {RECURRING_TASK}",
        "4345f85c-4fe3-11d9-b7a3-f9da4aab8015: Its due date “-0011130T160000” cannot be read.",
    ],
    "icalendar__calendars_multiple_timezones.ics": [
        "test-vtime-named-timezone: Its RDATE “083000” cannot be read.",
        "test-vtime-utc: Its RDATE “133000Z” cannot be read.",
        "test-vtime-floating: Its RDATE “083000” cannot be read.",
    ],
    "node-ical__fixtures_badRRULE.ics": [
        (
            "11le1ep09hvog7dbotn6foj38e@google.com: “RRULE:ANYTHINGRANDOM” in the recurrence rule "
            "is not NAME=VALUE. Write it as in FREQ=DAILY;COUNT=5."
        ),
    ],
}


def read(sample: Sample) -> ParsedFile:
    return parse_calendar(sample.content, BERLIN)


def told(parsed: ParsedFile) -> list[str]:
    """A line for each item, in UTC, and for each refusal."""
    lines = []
    for item in parsed.items:
        form = "%Y-%m-%d" if item.all_day else "%Y-%m-%dT%H:%M"
        times = [item.starts_at, item.ends_at] if isinstance(item, ParsedEvent) else [item.due_at]
        lines.append(" ".join([*(time.strftime(form) for time in times), item.title]))
    return lines + [f"refused {refusal.ical_uid}: {refusal.reason}" for refusal in parsed.refused]


def ids(sample: Sample) -> str:
    return sample.name


@pytest.mark.parametrize("sample", READABLE, ids=ids)
def test_every_event_and_task_is_read_or_refused(sample: Sample) -> None:
    parsed = read(sample)
    items = [*parsed.items, *parsed.refused]
    assert len(items) == sample.vevents + sample.vtodos
    tasks = [item for item in items if isinstance(item, ParsedTask) or "VTODO" in repr(item)[:30]]
    assert len(tasks) == sample.vtodos


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_gets_a_message_that_says_what_is_wrong(name: str) -> None:
    expected = GARBAGE[name]
    if isinstance(expected, list):
        assert told(read(BY_NAME[name])) == expected
        return
    with pytest.raises(UnreadableFile) as refused:
        read(BY_NAME[name])
    assert str(refused.value).startswith(expected)


@pytest.mark.parametrize("name", SINGLE)
def test_what_does_not_recur_is_read_exactly(name: str) -> None:
    parsed = read(BY_NAME[name])
    assert told(parsed) == SINGLE[name]


@pytest.mark.parametrize("sample", READABLE, ids=ids)
def test_nothing_of_a_valid_file_is_refused(sample: Sample) -> None:
    assert sample.kind != "valid" or not read(sample).refused


@pytest.mark.parametrize("name", WITH_SERIES)
def test_what_recurs_is_told_from_what_does_not(name: str) -> None:
    parsed = read(BY_NAME[name])
    events = [item for item in parsed.items if isinstance(item, ParsedEvent)]
    series = sum(event.rrule is not None for event in events)
    overrides = sum(event.original_start is not None for event in events)
    single = len(parsed.items) - series - overrides
    assert (single, series, overrides, len(parsed.refused)) == WITH_SERIES[name]
    reasons = [f"{refusal.ical_uid}: {refusal.reason}" for refusal in parsed.refused]
    assert reasons == REFUSED_BESIDE_SERIES.get(name, [])


def test_a_large_file_of_days_is_read_whole() -> None:
    parsed = read(BY_NAME["ical4j__valid_japan_west.ics"])
    assert (len(parsed.items), parsed.name) == (49, "Japan Events - West")
    lines = told(parsed)
    assert lines[0] == "2006-05-03 2006-05-06 Hiroshima Flower Festival"
    assert lines[-1] == "2005-04-23 2005-04-24 Yamoto Museum Opening"


def test_every_file_is_held_to_an_outcome() -> None:
    nothing = {"allenporter-ical__testdata_journal_properties.ics"}
    held = {*GARBAGE, *SINGLE, *WITH_SERIES, "ical4j__valid_japan_west.ics", *nothing}
    assert held == BY_NAME.keys()
