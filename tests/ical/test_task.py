"""A task as an event up to its due, or as a todo."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.ical.feed_settings import CompletedTasks, Detail, FeedSettings, TaskFormat
from tests.ical.samples import TASK, component, properties

# Pinned: when it changes, programs see another task.
TASK_NAME = "8110a0af-bfb6-5b1f-a986-9ff1ce6e8b72"
AS_TODO = FeedSettings(task_format=TaskFormat.TODO)
DONE = replace(TASK, completed_at=datetime(2026, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC))
DUE_ON_A_DATE = replace(TASK, all_day=True, due_at=datetime(2026, 3, 31, tzinfo=UTC))


def test_a_task_is_the_half_hour_up_to_its_due_and_never_blocks_time() -> None:
    shown = properties(component(TASK))
    assert shown["BEGIN"] == "VEVENT"
    assert (shown["DTSTART"], shown["DTEND"]) == ("20260303T153000Z", "20260303T160000Z")
    assert shown["SUMMARY"] == "Due: Send the offer"
    assert shown["TRANSP"] == "TRANSPARENT"
    assert shown["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"


def test_a_task_due_on_a_date_is_that_whole_day() -> None:
    shown = properties(component(DUE_ON_A_DATE))
    assert shown["DTSTART;VALUE=DATE"] == "20260331"
    assert shown["DTEND;VALUE=DATE"] == "20260401"


def test_a_todo_has_its_due_and_no_mark_before_its_title() -> None:
    shown = properties(component(TASK, settings=AS_TODO))
    assert shown["BEGIN"] == "VTODO"
    assert shown["DUE"] == "20260303T160000Z"
    assert shown["SUMMARY"] == "Send the offer"
    assert (shown["STATUS"], shown["PRIORITY"]) == ("NEEDS-ACTION", "1")
    assert not {"DTSTART", "DTEND", "COMPLETED", "TRANSP"} & shown.keys()


def test_a_todo_due_on_a_date_has_a_date() -> None:
    assert properties(component(DUE_ON_A_DATE, settings=AS_TODO))["DUE;VALUE=DATE"] == "20260331"


def test_a_completed_task_says_so_in_both_forms() -> None:
    assert properties(component(DONE))["SUMMARY"] == "Done: Send the offer"
    todo = properties(component(DONE, settings=AS_TODO))
    assert (todo["STATUS"], todo["COMPLETED"]) == ("COMPLETED", "20260301T120000Z")


def test_a_task_without_priority_does_not_mention_one() -> None:
    assert "PRIORITY" not in properties(component(replace(TASK, priority=0), settings=AS_TODO))


@pytest.mark.parametrize("task_format", [TaskFormat.EVENT, TaskFormat.TODO])
def test_a_completed_task_is_left_out_if_the_feed_omits_those(task_format: TaskFormat) -> None:
    settings = FeedSettings(task_format=task_format, completed_tasks=CompletedTasks.OMIT)
    assert component(DONE, settings=settings) is None
    assert component(TASK, settings=settings) is not None


def test_a_feed_without_tasks_and_a_busy_feed_show_none() -> None:
    assert component(TASK, settings=FeedSettings(task_format=TaskFormat.NONE)) is None
    assert component(TASK, detail=Detail.BUSY) is None


def test_a_tasks_uid_is_apart_from_an_events_and_the_same_in_both_forms() -> None:
    uid = f"task-{TASK_NAME}@calendar-feeds"
    assert properties(component(TASK))["UID"] == uid
    assert properties(component(TASK, settings=AS_TODO))["UID"] == uid
