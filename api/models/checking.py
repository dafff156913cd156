"""Items before they are stored: columns set and checked, each failure naming the field."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from api.errors import InvalidInput
from api.ical import limits
from api.models import validation
from api.models.entry import Event, Task
from api.models.series import set_recurrence

_TIMES: Final = {"starts_at", "ends_at"}
_ONE_DAY: Final = timedelta(days=1)


def set_fields(item: Event | Task, fields: Mapping[str, Any]) -> list[UUID] | None:
    """Sets and checks the columns; returns the assignees, None when they are to stay."""
    values = dict(fields)
    assignee_ids: list[UUID] | None = values.pop("assignee_ids", None)
    if isinstance(item, Event) and "recurrence" in values:
        set_recurrence(item, values.pop("recurrence"))
    moved = _moved(item, values) if isinstance(item, Event) else set()
    for name, value in values.items():
        setattr(item, name, value)
    if isinstance(item, Event):
        if moved:  # whoever chooses a time means what clocks show
            item.exact_seconds = 0
        check_event(item, moved)
    else:
        check_task(item)
    return assignee_ids


def _moved(event: Event, values: Mapping[str, Any]) -> set[str]:
    """Which times of the event become others.

    Raises InvalidInput for one time alone, when the event has none of its kind for the other.
    """
    given = values.keys() & _TIMES
    all_day = values.get("all_day", event.all_day)
    # A new event, and one that becomes all-day or is so no more, keeps no time.
    keeps = event.starts_at is not None and event.all_day == all_day
    if given != _TIMES and not keeps:
        raise InvalidInput(
            "Give startsAt and endsAt, or for an all-day event startDate and endDate.",
            ("startDate" if all_day else "startsAt",),
        )
    return {name for name in given if not keeps or values[name] != getattr(event, name)}


def check_event(event: Event, moved: AbstractSet[str] = frozenset()) -> None:
    """Cleans the fields of an event; InvalidInput names the one that cannot be stored.

    `moved` are those of its times that somebody chose. An event whose times nobody chose may end
    when it begins: files to import hold such events.
    """
    _check_texts(event)
    event.location = validation.text(event.location, "location", length=limits.LOCATION_LENGTH)
    event.starts_at = validation.instant(event.starts_at, "startsAt")
    event.ends_at = validation.instant(event.ends_at, "endsAt")
    if event.ends_at < event.starts_at or (moved and event.ends_at == event.starts_at):
        start, end = ("startDate", "endDate") if event.all_day else ("startsAt", "endsAt")
        raise InvalidInput(
            "An event ends after it begins; endDate is the date after the last one.",
            (start if moved == {"starts_at"} else end,),
        )
    event.long = event.ends_at - event.starts_at > _ONE_DAY


def check_task(task: Task) -> None:
    """Cleans the fields of a task; InvalidInput names the one that cannot be stored."""
    _check_texts(task)
    task.due_at = validation.instant(task.due_at, "dueAt")
    if task.completed_at is not None:
        task.completed_at = validation.instant(task.completed_at, "completedAt")
    validation.priority(task.priority, "priority")


def _check_texts(item: Event | Task) -> None:
    item.title = validation.line(item.title, "title", length=limits.TITLE_LENGTH)
    item.description = validation.text(
        item.description, "description", length=limits.DESCRIPTION_LENGTH
    )
    item.url = validation.url(item.url, "url")
    item.categories = validation.categories(item.categories, "categories")
    if item.time_zone is not None:
        item.time_zone = validation.time_zone(item.time_zone, "timeZone")
