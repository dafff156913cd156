"""Writing events and tasks: what is stored, and what rises with every write."""

from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest

from api.models import Event, EventAssignee, Task, TaskAssignee, planning
from api.models.access import CalendarRole
from tests.clock import NOON, Clock
from tests.factories import make_event
from tests.models.writing import (
    CHANGING,
    CREATING,
    EVENT,
    HOUR,
    TASK,
    WRITES,
    Desk,
    Write,
    everything,
    make_desk,
    update_event,
)

SECOND = timedelta(seconds=1)


@pytest.fixture
async def desk(open_database: str) -> Desk:
    return await make_desk()


async def stored(item: Event | Task) -> Event | Task:
    return await type(item).get(id=item.id)


@pytest.mark.parametrize("write", WRITES)
async def test_every_write_raises_the_revision_of_its_calendar_alone(
    desk: Desk, write: Write
) -> None:
    other = await make_desk()
    before, others = await desk.revision(), await other.revision()

    await write(desk, await desk.colleague(CalendarRole.WRITER), NOON)

    assert await desk.revision() == before + 1
    assert await other.revision() == others


@pytest.mark.parametrize("write", CREATING)
async def test_a_new_item_begins_at_zero_and_now(desk: Desk, write: Write) -> None:
    made = await write(desk, desk.owner, NOON + HOUR)

    item = await stored(made)
    assert (item.sequence, item.created_at, item.updated_at) == (0, NOON + HOUR, NOON + HOUR)
    assert item.calendar_id == desk.calendar.id


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (HOUR, HOUR),
        (SECOND, SECOND),
        # Within the second, in which programs would not see a change, ...
        (timedelta(milliseconds=1), SECOND),
        (timedelta(0), SECOND),
        # ... or when the clock was set back.
        (-HOUR, SECOND),
    ],
)
async def test_a_changed_item_has_a_higher_sequence_and_a_time_at_least_a_second_later(
    open_database: str, later: timedelta, expected: timedelta
) -> None:
    for write in CHANGING:
        desk = await make_desk()
        changed = await write(desk, desk.owner, NOON + later)

        item = await stored(changed)
        assert (item.sequence, item.updated_at) == (1, NOON + expected)
        assert (changed.sequence, changed.updated_at) == (1, NOON + expected)
        assert item.created_at == NOON


async def test_writes_with_a_clock_that_jumps_are_in_order(desk: Desk, clock: Clock) -> None:
    stamps: list[tuple[int, datetime]] = []
    for hours in (0, 5, -9, 0, 1, -1, 0):
        event = await update_event(desk, desk.owner, clock.advance(hours=hours))
        stamps.append((event.sequence, event.updated_at))

    assert [sequence for sequence, _ in stamps] == [1, 2, 3, 4, 5, 6, 7]
    assert all(b - a >= SECOND for (_, a), (_, b) in pairwise(stamps))


async def test_what_is_not_given_stays_as_it_is(desk: Desk) -> None:
    colleague = await desk.colleague()
    made = await planning.create_event(
        desk.owner,
        NOON,
        calendar_id=desk.calendar.id,
        fields=EVENT
        | {
            "description": "Bring the file.\nRoom 2",
            "location": "Court",
            "url": "https://firm.example/1",
            "categories": ["Court", "Überfällig ⚖"],
            "transparent": True,
            "time_zone": "America/New_York",
            "assignee_ids": [colleague.id],
        },
    )
    (before,) = await Event.filter(id=made.id).values()

    await planning.update_event(desk.owner, NOON, event_id=made.id, fields={"title": "Moved"})

    (after,) = await Event.filter(id=made.id).values()
    changed = {"title": "Moved", "sequence": 1, "updated_at": NOON + SECOND}
    assert after == before | changed
    assert await assignees(made) == {colleague.id}


async def test_a_change_to_what_is_stored_already_is_no_write(desk: Desk) -> None:
    colleague = await desk.colleague()
    texts = {"title": "Hearing", "description": "Bring\nthe file.", "categories": ["Court"]}
    shared = texts | {"time_zone": "Europe/Berlin", "assignee_ids": [colleague.id]}
    on_event = shared | {"starts_at": NOON, "ends_at": NOON + HOUR, "all_day": False}
    on_task = shared | {"due_at": NOON, "priority": 3}
    await planning.update_event(desk.owner, NOON, event_id=desk.event.id, fields=on_event)
    await planning.update_task(desk.owner, NOON, task_id=desk.task.id, fields=on_task)
    before = await everything()
    elsewhere = timezone(HOUR)

    # The same, though written in other ways.
    same: dict[str, Any] = {
        "title": " Hearing\n",
        "description": "Bring\r\nthe file.",
        "categories": ["Court"] * 2,
    }
    same |= {"assignee_ids": [colleague.id] * 2}
    event = await planning.update_event(
        desk.owner,
        NOON + HOUR,
        event_id=desk.event.id,
        fields=on_event | same | {"starts_at": NOON.astimezone(elsewhere)},
    )
    task = await planning.update_task(
        desk.owner,
        NOON + HOUR,
        task_id=desk.task.id,
        fields=on_task | same | {"due_at": NOON.astimezone(elsewhere)},
    )
    await planning.update_event(desk.owner, NOON + HOUR, event_id=desk.event.id, fields={})

    assert await everything() == before
    assert (event.sequence, task.sequence) == (1, 1)
    assert event.updated_at == task.updated_at == NOON + SECOND


async def test_a_change_of_assignees_alone_is_a_write(desk: Desk) -> None:
    colleague = await desk.colleague()
    for ids in ([colleague.id], []):
        await planning.update_event(
            desk.owner, NOON, event_id=desk.event.id, fields={"assignee_ids": ids}
        )
        await planning.update_task(
            desk.owner, NOON, task_id=desk.task.id, fields={"assignee_ids": ids}
        )
    assert ((await stored(desk.event)).sequence, (await stored(desk.task)).sequence) == (2, 2)
    assert await desk.revision() == 5


async def test_an_imported_event_that_takes_no_time_can_get_another_title(
    open_database: str,
) -> None:
    desk = await make_desk_without_length()
    for fields in ({"title": "Deadline"}, {"starts_at": NOON, "ends_at": NOON, "title": "Filing"}):
        event = await planning.update_event(desk.owner, NOON, event_id=desk.event.id, fields=fields)
        assert event.title == fields["title"]


async def make_desk_without_length() -> Desk:
    desk = await make_desk()
    await Event.filter(id=desk.event.id).update(ends_at=NOON)
    return desk


async def assignees(item: Event | Task) -> set[Any]:
    if isinstance(item, Event):
        return {row.user_id for row in await EventAssignee.filter(event_id=item.id)}
    return {row.user_id for row in await TaskAssignee.filter(task_id=item.id)}


async def test_assignees_are_those_given_last(desk: Desk) -> None:
    first, second = await desk.colleague(), await desk.colleague()
    for ids in ([first.id], [first.id, second.id, first.id], [second.id], []):
        event = await planning.update_event(
            desk.owner, NOON, event_id=desk.event.id, fields={"assignee_ids": ids}
        )
        task = await planning.update_task(
            desk.owner, NOON, task_id=desk.task.id, fields={"assignee_ids": ids}
        )
        assert await assignees(event) == await assignees(task) == set(ids)


@pytest.mark.parametrize(
    ("length", "long"),
    [(SECOND, False), (timedelta(days=1), False), (timedelta(days=1, seconds=1), True)],
)
async def test_an_event_longer_than_a_day_is_marked_for_the_search_of_windows(
    desk: Desk, length: timedelta, long: bool
) -> None:
    times = {"starts_at": NOON, "ends_at": NOON + length}
    event = await planning.create_event(
        desk.owner, NOON, calendar_id=desk.calendar.id, fields=times
    )
    assert (await Event.get(id=event.id)).long is long

    changed = await planning.update_event(desk.owner, NOON, event_id=desk.event.id, fields=times)
    assert (await Event.get(id=changed.id)).long is long


async def test_texts_are_stored_as_programs_can_show_them(desk: Desk) -> None:
    fields = {
        "title": " Court\u2028hearing \U0001f9d1\u200d⚖️ ",
        "description": "One\u2029Two\r\n日本語",
    }
    event = await planning.create_event(
        desk.owner, NOON, calendar_id=desk.calendar.id, fields=EVENT | fields
    )
    task = await planning.create_task(
        desk.owner, NOON, calendar_id=desk.calendar.id, fields=TASK | fields
    )
    for item in (event, task):
        kept = await stored(item)
        assert kept.title == item.title == "Court hearing \U0001f9d1\u200d⚖️"
        assert kept.description == item.description == "One\nTwo\n日本語"


async def test_a_task_done_twice_keeps_the_first_time_and_can_be_opened_again(desk: Desk) -> None:
    async def complete(now: datetime, *, completed: bool = True) -> tuple[Any, int, int]:
        task = await planning.complete_task(
            desk.owner, now, task_id=desk.task.id, completed=completed
        )
        kept = await stored(task)
        assert isinstance(kept, Task)
        return kept.completed_at, kept.sequence, await desk.revision() - before

    before = await desk.revision()
    assert await complete(NOON, completed=False) == (None, 0, 0)
    assert await complete(NOON + HOUR) == (NOON + HOUR, 1, 1)
    assert await complete(NOON + 2 * HOUR) == (NOON + HOUR, 1, 1)
    assert await complete(NOON + 3 * HOUR, completed=False) == (None, 2, 2)
    assert await complete(NOON + 4 * HOUR) == (NOON + 4 * HOUR, 3, 3)


async def test_a_series_goes_with_its_overrides_and_one_override_alone(desk: Desk) -> None:
    for days in (1, 2):
        start = NOON + timedelta(days=days)
        await make_event(
            desk.calendar, series_id=desk.event.id, original_start=start, starts_at=start
        )
    override = await Event.get(series_id=desk.event.id, original_start=NOON + timedelta(days=1))

    await planning.delete_event(desk.owner, NOON, event_id=override.id)
    assert await Event.filter(calendar_id=desk.calendar.id).count() == 2

    await planning.delete_event(desk.owner, NOON, event_id=desk.event.id)
    assert await Event.filter(calendar_id=desk.calendar.id).count() == 0
