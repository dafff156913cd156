"""Instants: aware, in UTC, exact to the microsecond, and in order, on both engines."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.models import Task
from api.models.database import execute, fetch_rows
from api.models.fields import EARLIEST, LATEST, instant, instant_text, new_id, stored_instant
from tests.clock import NOON
from tests.factories import make_calendar, make_task, make_user

NAIVE = datetime(2026, 3, 18, 12, 0)  # noqa: DTZ001 - what must be refused
OFFSETS = st.timedeltas(timedelta(hours=-23, minutes=-59), timedelta(hours=23, minutes=59))


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """Any instant that may be stored, as it is said in some zone."""
    utc = draw(
        st.datetimes(EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None)).map(
            lambda moment: moment.replace(tzinfo=UTC)
        )
        # Crowded, so that some are equal and some a microsecond apart.
        | st.integers(-3, 3).map(lambda micros: NOON + timedelta(microseconds=micros))
    )
    return utc.astimezone(timezone(draw(OFFSETS)))


@pytest.fixture
async def task(open_database: str) -> Task:
    """A task whose `due_at` the test sets."""
    return await make_task(await make_calendar(await make_user()))


async def by_save(task: Task, moment: datetime) -> None:
    task.due_at = moment
    await task.save()


async def by_update(task: Task, moment: datetime) -> None:
    await Task.filter(id=task.id).update(due_at=moment)


async def by_statement(task: Task, moment: datetime) -> None:
    await execute("UPDATE tasks SET due_at = $1 WHERE id = $2", moment, task.id)


async def by_creating(task: Task, moment: datetime) -> None:
    await task.delete()
    await make_task(await task.calendar, id=task.id, due_at=moment)


async def by_bulk_create(task: Task, moment: datetime) -> None:
    await task.delete()
    row = Task(id=task.id, calendar_id=task.calendar_id, created_at=NOON, updated_at=NOON)
    row.due_at = moment
    await Task.bulk_create([row])


async def by_bulk_update(task: Task, moment: datetime) -> None:
    task.due_at = moment
    await Task.bulk_update([task], ["due_at"])


WRITES = [by_save, by_update, by_statement, by_creating, by_bulk_create, by_bulk_update]
Write = Callable[[Task, datetime], Awaitable[None]]


@pytest.mark.parametrize("write", WRITES)
@settings(max_examples=15)
@given(moment=instants())
async def test_an_instant_comes_back_in_utc_and_exact_however_it_was_written(
    task: Task, write: Write, moment: datetime
) -> None:
    await write(task, moment)

    read = (await Task.get(id=task.id)).due_at
    rows: Any = Task.filter(id=task.id)
    (column,) = await rows.values_list("due_at", flat=True)
    (row,) = await fetch_rows("SELECT due_at FROM tasks WHERE id = $1", task.id)

    assert read == column == stored_instant(row["due_at"]) == moment
    assert read.tzinfo is column.tzinfo is UTC


@settings(max_examples=40)
@given(stored=instants(), asked=instants())
async def test_an_instant_compares_as_time_in_filters_and_statements(
    task: Task, stored: datetime, asked: datetime
) -> None:
    await by_update(task, stored)
    tasks = Task.filter(id=task.id)
    statement = "SELECT due_at < $2 AS lt, due_at = $2 AS eq FROM tasks WHERE id = $1"
    (row,) = await fetch_rows(statement, task.id, asked)

    assert await tasks.filter(due_at__lt=asked).exists() == (stored < asked) == row["lt"]
    assert await tasks.filter(due_at=asked).exists() == (stored == asked) == row["eq"]
    assert await tasks.filter(due_at__gte=asked).exists() == (stored >= asked)
    assert await tasks.filter(due_at__in=[asked, LATEST]).exists() == (stored in {asked, LATEST})
    assert await tasks.filter(due_at__range=(EARLIEST, asked)).exists() == (stored <= asked)


@settings(max_examples=20)
@given(moments=st.lists(instants(), min_size=2, max_size=8))
async def test_instants_are_in_order_of_time_whatever_zones_they_were_written_in(
    task: Task, moments: list[datetime]
) -> None:
    await Task.filter(calendar_id=task.calendar_id).delete()
    for number, moment in enumerate(moments):
        calendar_id = task.calendar_id
        new = Task(calendar_id=calendar_id, due_at=NOON, created_at=NOON, updated_at=NOON)
        await new.save()
        await WRITES[number % 3](new, moment)

    read = [row.due_at for row in await Task.all().order_by("due_at")]

    assert read == sorted(moments)


@pytest.mark.parametrize("write", WRITES)
async def test_a_datetime_without_a_zone_is_refused_and_nothing_is_written(
    task: Task, write: Write
) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        await write(task, NAIVE)
    assert all(row.due_at == NOON for row in await Task.all())


async def test_a_datetime_without_a_zone_cannot_be_asked_for(task: Task) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        await Task.filter(due_at__gte=NAIVE)
    with pytest.raises(ValueError, match="needs a time zone"):
        await fetch_rows("SELECT id FROM tasks WHERE due_at >= $1", NAIVE)


def test_a_model_is_not_made_with_a_datetime_without_a_zone() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        Task(due_at=NAIVE)


def test_a_model_has_its_instants_in_utc_before_it_is_saved() -> None:
    task = Task(due_at=NOON.astimezone(timezone(timedelta(hours=13))))
    assert task.due_at == NOON
    assert task.due_at.tzinfo is UTC


@pytest.mark.parametrize("value", [date(2026, 3, 18), 0, b"2026-03-18 12:00:00+00:00", None])
def test_what_is_no_instant_is_not_taken_for_one(value: object) -> None:
    with pytest.raises(TypeError):
        stored_instant(value)


def test_no_instant_stays_none() -> None:
    assert instant(None) is None


@given(moments=st.lists(instants(), min_size=2))
def test_the_texts_of_instants_have_the_order_of_time(moments: list[datetime]) -> None:
    texts = [instant_text(moment) for moment in sorted(moments)]

    assert texts == sorted(texts)
    assert {len(text) for text in texts} == {len("2026-03-18 12:00:00.000000+00:00")}


def test_keys_made_one_after_another_are_in_order() -> None:
    keys = [new_id() for _ in range(1000)]

    assert all(first < second for first, second in pairwise(keys))
