"""Writes of one calendar at once: each counts, none is lost, none ends in a fault."""

import asyncio
from datetime import timedelta

import pytest

from api.errors import NotFound
from api.models import Event, Task
from api.models.access import CalendarRole
from tests.clock import NOON
from tests.models.writing import (
    CHANGING,
    CREATING,
    Desk,
    delete_event,
    make_desk,
    update_event,
)

SECOND = timedelta(seconds=1)
AT_ONCE = 20


@pytest.fixture
async def desk(open_database: str) -> Desk:
    return await make_desk()


async def test_changes_of_one_item_at_once_all_count(desk: Desk) -> None:
    before = await desk.revision()
    writers = [await desk.colleague(CalendarRole.WRITER) for _ in range(AT_ONCE)]

    await asyncio.gather(*(update_event(desk, writer, NOON) for writer in writers))

    event = await Event.get(id=desk.event.id)
    assert event.sequence == AT_ONCE
    assert event.updated_at == NOON + AT_ONCE * SECOND
    assert await desk.revision() == before + AT_ONCE


async def test_writes_of_every_kind_at_once_all_count(desk: Desk) -> None:
    before = await desk.revision()
    several = [write for write in (*CREATING, *CHANGING) for _ in range(4)]

    await asyncio.gather(*(write(desk, desk.owner, NOON) for write in several))

    # Of four that complete the task, one does.
    assert await desk.revision() == before + len(several) - 3
    assert (await Event.get(id=desk.event.id)).sequence == 4
    assert (await Task.get(id=desk.task.id)).sequence == 5


async def test_an_item_deleted_while_others_change_it_is_missing_to_them(desk: Desk) -> None:
    writes = [delete_event, *[update_event] * 5, delete_event]
    outcomes = await asyncio.gather(
        *(write(desk, desk.owner, NOON) for write in writes), return_exceptions=True
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert {type(error) for error in refused} == {NotFound}
    assert await Event.all().count() == 0
    assert await desk.revision() == 1 + len(writes) - len(refused)
