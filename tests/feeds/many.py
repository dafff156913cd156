"""A busy person's calendars: 500 items of every kind in the window around noon."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from api.ical.facts import EventFacts, EventStatus, TaskFacts
from api.models import Calendar, Event, EventAssignee, Task, TaskAssignee, User
from tests.clock import NOON
from tests.factories import at, make_calendar, make_event
from tests.ical.mixed_items import mixed_items

# What the title of an item begins with that concerns its owner.
MINE: Final = "Zoë’s "

_COMMON: Final = ("title", "description", "url", "categories", "all_day", "sequence")
_OF_EVENTS: Final = (*_COMMON, "starts_at", "ends_at", "location", "status", "transparent")
_OF_TASKS: Final = (*_COMMON, "due_at", "completed_at", "priority")
_ONCE: Final = 330
_SERIES: Final = 12


async def load_many(owner: User) -> None:
    """Makes two calendars of the owner's with these; each second item concerns them."""
    calendars = [await make_calendar(owner, name=name) for name in ("Court diary", "Süd; Büro")]
    # Those that are occurrences have no series here.
    facts = [item for item in mixed_items(500) if getattr(item, "original_start", None) is None]
    once = facts[:_ONCE]
    events = [
        Event(**_row(item, number, calendars, _OF_EVENTS), long=_is_long(item))
        for number, item in enumerate(once)
        if isinstance(item, EventFacts)
    ]
    tasks = [
        Task(**_row(item, number, calendars, _OF_TASKS))
        for number, item in enumerate(once)
        if isinstance(item, TaskFacts)
    ]
    await Event.bulk_create(events)
    await Task.bulk_create(tasks)
    events += [await _make_series(calendars[0], number) for number in range(_SERIES)]
    mine = [event for event in events if event.title.startswith(MINE)]
    await EventAssignee.bulk_create(EventAssignee(event_id=e.id, user_id=owner.id) for e in mine)
    await TaskAssignee.bulk_create(
        TaskAssignee(task_id=task.id, user_id=owner.id)
        for task in tasks
        if task.title.startswith(MINE)
    )


def _row(
    item: EventFacts | TaskFacts, number: int, calendars: Sequence[Calendar], names: Sequence[str]
) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in names}
    values |= {"created_at": item.created_at, "updated_at": item.updated_at}
    values["categories"] = list(item.categories)
    # Events and tasks take turns.
    if number // 2 % 2:
        values["title"] = MINE + item.title
    return values | {"calendar_id": calendars[number % 3 % 2].id}


def _is_long(item: EventFacts) -> bool:
    return item.ends_at - item.starts_at > timedelta(days=1)


async def _make_series(calendar: Calendar, number: int) -> Event:
    """A weekly series with one occurrence that was moved, and one that was cancelled."""
    start = at("2026-01-06 23:30") + timedelta(hours=number)
    title = f"{MINE if number % 2 else ''}Stand-up; {number}"
    common = {"title": title, "time_zone": "America/New_York"}
    series = await make_event(calendar, starts_at=start, rrule="FREQ=WEEKLY", **common)
    for weeks, changed in (
        (6, {"starts_at": start + timedelta(weeks=6, hours=2)}),
        (7, {"starts_at": start + timedelta(weeks=7), "status": EventStatus.CANCELLED}),
    ):
        original = start + timedelta(weeks=weeks)
        assert original < NOON  # before clocks change
        await make_event(calendar, series_id=series.id, original_start=original, **common | changed)
    return series
