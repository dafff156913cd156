"""What a task is: when it is due, whether it is done, and what it shares with events."""

from datetime import datetime

import pytest

from tests.ical.parsing_files import read_task, refusal, utc, vtodo

DUE = utc(2026, 3, 3, 16)


def test_a_task_is_read_whole() -> None:
    task = read_task(
        "SUMMARY:Send the offer",
        r"DESCRIPTION:With\nprices",
        "URL:https://example.com/1",
        "CATEGORIES:Sales",
        "PRIORITY:1",
        "ATTENDEE:mailto:ann@example.com",
    )
    assert (task.ical_uid, task.title, task.description) == ("t1", "Send the offer", "With\nprices")
    assert (task.url, task.categories) == ("https://example.com/1", ("Sales",))
    assert (task.priority, task.attendees) == (1, ("ann@example.com",))
    assert (task.due_at, task.all_day, task.completed_at) == (DUE, False, None)


@pytest.mark.parametrize(
    ("lines", "due_at", "all_day"),
    [
        (["DUE:20260303T160000"], utc(2026, 3, 3, 15), False),
        (["DUE;TZID=Half Hour:20260303T160000"], utc(2026, 3, 3, 12, 30), False),
        (["DUE;VALUE=DATE:20260303"], utc(2026, 3, 3), True),
        (["DTSTART;VALUE=DATE:20260301", "DUE:20260303T160000Z"], DUE, False),
        (["DTSTART:20260303T140000Z", "DURATION:PT2H"], DUE, False),
        (["DTSTART:20260303T160000Z", "DURATION:-PT2H"], DUE, False),
        (["DTSTART;VALUE=DATE:20260301", "DURATION:P2D"], utc(2026, 3, 3), True),
        (["DTSTART;VALUE=DATE:20260301"], utc(2026, 3, 1), True),
        (["DTSTART:20260303T160000Z"], DUE, False),
    ],
)
def test_a_task_is_due_when_it_says_or_when_it_ends_or_when_it_starts(
    lines: list[str], due_at: datetime, *, all_day: bool
) -> None:
    task = read_task(*lines, due="")
    assert (task.due_at, task.all_day) == (due_at, all_day)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([], "It has no due date (neither DUE nor DTSTART)."),
        (["DURATION:PT2H"], "It has no due date (neither DUE nor DTSTART)."),
        (["DUE:soon"], "Its due date “soon” cannot be read."),
        (["DTSTART:soon"], "Its start “soon” cannot be read."),
        (["DTSTART:20260303", "DURATION:long"], "Its duration “long” cannot be read."),
        (["DUE:99990101"], "One of its dates is outside the years 1 to 9998."),
        (
            ["DUE:20260303", "STATUS:CANCELLED"],
            "It was cancelled. A task that nobody has to do is not imported.",
        ),
    ],
)
def test_a_task_without_a_due_date_or_a_reason_to_do_it_is_refused(
    lines: list[str], reason: str
) -> None:
    refused = refusal(*vtodo(*lines, due=""))
    assert (refused.component, refused.ical_uid, refused.reason) == ("VTODO", "t1", reason)


@pytest.mark.parametrize(
    ("lines", "completed_at"),
    [
        (["STATUS:NEEDS-ACTION"], None),
        (["STATUS:IN-PROCESS", "PERCENT-COMPLETE:50"], None),
        (["PERCENT-COMPLETE:99"], None),
        (["STATUS:NEEDS-ACTION", "COMPLETED:20260301T100000Z"], None),  # opened again
        (["COMPLETED:20260301T100000Z"], utc(2026, 3, 1, 10)),
        (["STATUS:COMPLETED", "COMPLETED:20260301T100000"], utc(2026, 3, 1, 9)),
        (["STATUS:COMPLETED", "LAST-MODIFIED:20260302T100000Z"], utc(2026, 3, 2, 10)),
        (["PERCENT-COMPLETE:100", "DTSTAMP:20260302T110000Z"], utc(2026, 3, 2, 11)),
        (["STATUS:COMPLETED", "COMPLETED:once", "DTSTAMP:20260302"], utc(2026, 3, 2)),
        (["STATUS:COMPLETED", "COMPLETED:99990101T000000Z"], DUE),
        (["STATUS:COMPLETED", "LAST-MODIFIED:lately", "DTSTAMP:now"], DUE),
        (["STATUS:completed"], DUE),
    ],
)
def test_a_task_that_is_done_was_done_at_some_time(
    lines: list[str], completed_at: datetime | None
) -> None:
    assert read_task(*lines).completed_at == completed_at


@pytest.mark.parametrize(
    ("value", "priority"), [("0", 0), ("9", 9), (" 5 ", 5), ("10", 0), ("-1", 0), ("high", 0)]
)
def test_a_priority_that_is_none_is_zero(value: str, priority: int) -> None:
    assert read_task(f"PRIORITY:{value}").priority == priority
