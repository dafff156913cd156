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

# How many items, refusals and parts of series the others have.
WITH_SERIES = {
    "allenporter-ical__testdata_apple_ical.ics": (6, 0, 2),
    "allenporter-ical__testdata_google_calendar_invalid_offset.ics": (0, 0, 1),
    "allenporter-ical__testdata_google_dtstart_until_mismatch.ics": (0, 0, 1),
    "allenporter-ical__testdata_recurring_event.ics": (0, 0, 2),
    "allenporter-ical__testdata_recurring_with_single_change.ics": (0, 0, 2),
    "ical4j__invalid_korganizer-lowercase.ics": (0, 0, 1),
    "ical4j__invalid_korganizer.ics": (0, 0, 1),
    "ical4j__invalid_twinkle.ics": (3, 1, 6),
    "ical4j__invalid_twinkle_orig.ics": (3, 1, 6),
    "ical4j__valid_2207678.ics": (0, 0, 1),
    "ical4j__valid_Australian_TV_Melbourne.ics": (21, 0, 20),
    "ical4j__valid_Misc.History.ics": (0, 0, 431),
    "ical4j__valid_THFC.ics": (88, 0, 26),
    "ical4j__valid_calconnect6.ics": (0, 0, 1),
    "ical4j__valid_calconnect9.ics": (0, 0, 1),
    "ical4j__valid_mathBirthdays.ics": (0, 0, 1321),
    "ical4j__valid_rfc5545-sec3.6.1.ics": (3, 0, 1),
    "icalendar__calendars_issue_156_RDATE_with_PERIOD_TZID_khal.ics": (0, 0, 1),
    "icalendar__calendars_multiple_timezones.ics": (0, 0, 3),
    "icalendar__calendars_x_location.ics": (0, 0, 1),
    "khal__ics_cal_lots_of_timezones.ics": (1, 0, 2),
    "node-ical__examples_example-rrule.ics": (1, 0, 2),
    "node-ical__fixtures_badRRULE.ics": (0, 0, 3),
    "node-ical__fixtures_bad_ms_tz.ics": (0, 0, 1),
    "node-ical__fixtures_exchange_whole_day_moved_recurrence.ics": (0, 0, 2),
    "node-ical__fixtures_test_with_forward_TZ.ics": (0, 0, 1),
    "node-ical__fixtures_whole_day_moved_over_dst_change_berlin.ics": (0, 0, 2),
    "node-ical__fixtures_yearly-recurring-unicode.ics": (0, 0, 1),
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
def test_every_event_and_task_is_read_refused_or_named_as_a_series(sample: Sample) -> None:
    parsed = read(sample)
    items = [*parsed.items, *parsed.refused, *parsed.series]
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
    assert not parsed.series


@pytest.mark.parametrize("name", WITH_SERIES)
def test_what_recurs_is_told_from_what_does_not(name: str) -> None:
    parsed = read(BY_NAME[name])
    assert (len(parsed.items), len(parsed.refused), len(parsed.series)) == WITH_SERIES[name]


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
