"""Occurrences that a file says apart: which series they belong to, and where in it."""

from dataclasses import fields
from datetime import datetime
from typing import Any

import pytest

from api.ical.parsing import ParsedEvent
from api.ical.recurrence import expand
from api.ical.window import Window
from api.models.series import series_of
from tests.ical.parsing_files import read, utc, vevent

LONDON = "DTSTART;TZID=Europe/London:20260302T090000"
DAILY = "RRULE:FREQ=DAILY;COUNT=5"
WINDOW = Window(utc(2026, 1, 1), utc(2027, 1, 1))


def events(*lines: str) -> list[ParsedEvent]:
    """The events of a file of which nothing is refused."""
    parsed = read(*lines)
    assert not parsed.refused, parsed.refused
    return [item for item in parsed.items if isinstance(item, ParsedEvent)]


def starts(event: ParsedEvent) -> list[str]:
    """When the occurrences of a series start, in UTC."""
    columns: dict[str, Any] = {each.name: getattr(event, each.name) for each in fields(event)}
    lists = {name: list(columns[name]) for name in ("rdates", "exdates")}
    return [
        f"{each.starts_at:%m-%d %H:%M}"
        for each in expand(series_of(columns | lists, "Europe/Berlin"), WINDOW)
    ]


def override(*lines: str, start: str = "DTSTART:20260304T150000Z") -> list[str]:
    return vevent("SUMMARY:Moved", *lines, start=start)


@pytest.mark.parametrize(
    ("line", "original_start"),
    [
        ("RECURRENCE-ID;TZID=Europe/London:20260304T090000", utc(2026, 3, 4, 9)),
        ("RECURRENCE-ID:20260304T090000Z", utc(2026, 3, 4, 9)),
        ("RECURRENCE-ID:20260304T100000", utc(2026, 3, 4, 9)),  # floating: as the calendar, Berlin
        ("RECURRENCE-ID;VALUE=DATE:20260304", utc(2026, 3, 4, 9)),
        ("RECURRENCE-ID;TZID=GMT Standard Time:20260304T090000", utc(2026, 3, 4, 9)),
    ],
)
def test_an_override_names_the_start_that_its_series_gives_it(
    line: str, original_start: datetime
) -> None:
    series, moved = events(*vevent(DAILY, start=LONDON), *override(line))
    assert (moved.ical_uid, moved.original_start) == ("e1", original_start)
    assert (moved.starts_at, moved.rrule) == (utc(2026, 3, 4, 15), None)
    assert not series.rdates


@pytest.mark.parametrize(
    "line",
    [
        "RECURRENCE-ID;VALUE=DATE:20260304",
        # Exchange writes a time for the date.
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20260304T000000",
    ],
)
def test_of_an_all_day_series_the_date_counts(line: str) -> None:
    lines = vevent(DAILY, start="DTSTART;VALUE=DATE:20260302")
    series, moved = events(*lines, *override(line))
    assert moved.original_start == utc(2026, 3, 4)
    assert not series.rdates


def test_an_override_may_stand_before_its_series() -> None:
    moved, series = events(*override("RECURRENCE-ID:20260304T090000Z"), *vevent(DAILY))
    assert (moved.original_start, series.rrule) == (utc(2026, 3, 4, 9), "FREQ=DAILY;COUNT=5")


def test_an_occurrence_that_the_series_never_had_is_added_to_it() -> None:
    series, moved = events(*vevent(DAILY), *override("RECURRENCE-ID:20260304T113000Z"))
    assert series.rdates == ("20260304T113000Z",)
    assert moved.original_start == utc(2026, 3, 4, 11, 30)
    assert len(starts(series)) == 6


@pytest.mark.parametrize("excepted", ["EXDATE:20260304T090000Z", "EXDATE;VALUE=DATE:20260304"])
def test_what_a_file_says_of_an_occurrence_goes_before_what_excepts_it(excepted: str) -> None:
    lines = vevent(DAILY, excepted, "EXDATE:20260305T090000Z")
    series, moved = events(*lines, *override("RECURRENCE-ID:20260304T090000Z"))
    assert series.exdates == ("20260305T090000Z",)
    assert moved.original_start == utc(2026, 3, 4, 9)


def test_an_override_does_not_recur_itself() -> None:
    _, moved = events(
        *vevent(DAILY),
        *override("RECURRENCE-ID:20260304T090000Z", "RRULE:FREQ=DAILY", "EXDATE:20260305T090000Z"),
    )
    assert (moved.rrule, moved.exdates, moved.series_ends_at) == (None, (), None)


def test_two_changes_of_one_occurrence_are_one_and_a_refusal() -> None:
    line = "RECURRENCE-ID:20260304T090000Z"
    parsed = read(*vevent(DAILY), *override(line), *override(line, "SEQUENCE:1", "LOCATION:Here"))
    kept = [item for item in parsed.items if isinstance(item, ParsedEvent) and item.location]
    assert len(kept) == 1
    assert [refused.reason for refused in parsed.refused] == [
        "Another change of the same occurrence appears in this file."
    ]


def test_without_its_series_in_the_file_an_occurrence_stands_alone() -> None:
    (alone,) = events(*override("RECURRENCE-ID:20260304T090000Z"))
    assert (alone.ical_uid, alone.original_start) == ("e1", None)
    assert alone.own_uid == "e1/20260304T090000Z"


LATER = "RECURRENCE-ID;RANGE=THISANDFUTURE:20260304T090000Z"


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        ("FREQ=DAILY;COUNT=5", "FREQ=DAILY;COUNT=2", "FREQ=DAILY;COUNT=3"),
        (
            "FREQ=DAILY;UNTIL=20260306T090000Z",
            "FREQ=DAILY;UNTIL=20260304T085959Z",
            "FREQ=DAILY;UNTIL=20260306T150000Z",
        ),
        ("FREQ=DAILY", "FREQ=DAILY;UNTIL=20260304T085959Z", "FREQ=DAILY"),
    ],
)
def test_a_change_of_all_later_occurrences_ends_the_series_and_begins_another(
    rule: str, first: str, second: str
) -> None:
    before, after = events(*vevent(f"RRULE:{rule}"), *override(LATER))
    assert (before.ical_uid, before.rrule) == ("e1", first)
    assert (after.ical_uid, after.rrule, after.title) == ("e1/20260304T090000Z", second, "Moved")
    assert starts(before) == ["03-02 09:00", "03-03 09:00"]
    assert starts(after)[:3] == ["03-04 15:00", "03-05 15:00", "03-06 15:00"]
    assert after.recurrence_id is None


def test_added_and_excepted_dates_and_overrides_go_to_their_part_and_move_with_it() -> None:
    before, after, early, late = events(
        *vevent(
            "RRULE:FREQ=DAILY;COUNT=9",
            "RDATE:20260303T200000Z,20260306T200000Z",
            "EXDATE:20260303T090000Z,20260307T090000Z",
        ),
        *override(LATER, start="DTSTART:20260304T100000Z"),
        *override("RECURRENCE-ID:20260302T090000Z", "LOCATION:Early"),
        *override("RECURRENCE-ID:20260308T090000Z", "LOCATION:Late"),
    )
    assert (before.rdates, before.exdates) == (("20260303T200000Z",), ("20260303T090000Z",))
    assert (after.rdates, after.exdates) == (("20260306T210000Z",), ("20260307T100000Z",))
    assert (early.ical_uid, early.original_start) == ("e1", utc(2026, 3, 2, 9))
    assert (late.ical_uid, late.original_start) == ("e1/20260304T090000Z", utc(2026, 3, 8, 10))
    assert (before.rrule, after.rrule) == ("FREQ=DAILY;COUNT=2", "FREQ=DAILY;COUNT=7")


def test_several_changes_of_all_later_occurrences_make_as_many_series() -> None:
    parts = events(
        *vevent("RRULE:FREQ=DAILY;COUNT=5"),
        *override(LATER.replace("0304", "0305"), start="DTSTART:20260305T110000Z"),
        *override(LATER.replace("0304", "0303"), start="DTSTART:20260303T100000Z"),
    )
    assert [starts(part) for part in parts] == [
        ["03-02 09:00"],
        ["03-05 11:00", "03-06 11:00"],
        ["03-03 10:00", "03-04 10:00"],
    ]


def test_a_change_from_the_first_occurrence_on_leaves_nothing_of_the_series() -> None:
    before, after = events(
        *vevent(DAILY), *override("RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T090000Z")
    )
    assert starts(before) == []
    assert len(starts(after)) == 5


def test_weekdays_move_with_the_occurrences_that_are_moved_to_other_days() -> None:
    _, after = events(
        *vevent("RRULE:FREQ=WEEKLY;BYDAY=MO,WE"),
        *override(LATER, start="DTSTART:20260305T090000Z"),
    )
    assert after.rrule == "FREQ=WEEKLY;BYDAY=TU,TH;WKST=TU"
    assert starts(after)[:3] == ["03-05 09:00", "03-10 09:00", "03-12 09:00"]


def test_a_rule_that_cannot_be_moved_refuses_the_change_and_keeps_the_series() -> None:
    parsed = read(
        *vevent("RRULE:FREQ=MONTHLY;BYDAY=1WE", start="DTSTART:20260304T090000Z"),
        *override(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260401T090000Z", start="DTSTART:20260402T090000Z"
        ),
        *override("RECURRENCE-ID:20260506T090000Z"),
    )
    assert [type(item).__name__ for item in parsed.items] == ["ParsedEvent"] * 2
    assert ["cannot be moved" in refused.reason for refused in parsed.refused] == [True]
