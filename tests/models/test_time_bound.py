"""Work that takes too long is ended, and nothing that was committed is said to have failed."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest

from api.errors import TimedOut
from api.models import Calendar
from api.models.database import transaction
from api.models.time_bound import ends_with_work, extend_time, keep_commits, time_bound
from tests.factories import make_calendar, make_user

LONG = 60.0
TURNS = 5


@pytest.fixture
async def calendar(open_database: str) -> Calendar:
    return await make_calendar(await make_user(), name="Before")


async def rename(calendar: Calendar) -> None:
    await Calendar.filter(id=calendar.id).update(name="After")


async def bounded(work: Coroutine[Any, Any, None]) -> None:
    async with time_bound(LONG):
        await work


async def time_goes_by() -> None:
    """Some turns of the loop: enough for a time that is up to be noticed."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def name_of(calendar: Calendar) -> str:
    return (await Calendar.get(id=calendar.id)).name


async def test_a_transaction_is_undone_when_the_time_is_up(calendar: Calendar) -> None:
    async def work() -> None:
        keep_commits()
        async with transaction():
            await rename(calendar)
            extend_time(0)
            await time_goes_by()

    with pytest.raises(TimedOut):
        await bounded(work())

    assert await name_of(calendar) == "Before"
    async with transaction():
        await rename(calendar)
    assert await name_of(calendar) == "After"


async def test_what_was_committed_comes_to_its_end(calendar: Calendar) -> None:
    async with time_bound(LONG):
        keep_commits()
        async with transaction():
            await rename(calendar)
            extend_time(0)  # up at the next turn, which is that of the commit
        extend_time(0)
        await time_goes_by()

    assert await name_of(calendar) == "After"


async def test_work_that_goes_on_when_its_time_is_up_commits_nothing(calendar: Calendar) -> None:
    async def work() -> None:
        keep_commits()
        async with transaction():
            await rename(calendar)
            extend_time(0)
            with suppress(asyncio.CancelledError):
                await time_goes_by()

    with pytest.raises(TimedOut):
        await bounded(work())
    assert await name_of(calendar) == "Before"


async def test_work_that_only_asks_is_ended_whatever_it_wrote_besides(calendar: Calendar) -> None:
    async def work() -> None:
        async with transaction():
            await rename(calendar)
        extend_time(0)
        await time_goes_by()

    with pytest.raises(TimedOut):
        await bounded(work())

    assert await name_of(calendar) == "After"


async def test_a_savepoint_is_no_commit(calendar: Calendar) -> None:
    async def work() -> None:
        keep_commits()
        async with transaction():
            async with transaction():
                await rename(calendar)
            extend_time(0)
            await time_goes_by()

    with pytest.raises(TimedOut):
        await bounded(work())

    assert await name_of(calendar) == "Before"


async def test_what_the_work_left_behind_may_commit(calendar: Calendar) -> None:
    begun = asyncio.Event()
    go_on = asyncio.Event()

    async def left_behind() -> None:
        async with transaction():
            begun.set()
            await go_on.wait()
            await rename(calendar)

    tasks: list[asyncio.Task[None]] = []

    async def work() -> None:
        keep_commits()
        tasks.append(asyncio.create_task(left_behind()))
        await begun.wait()
        extend_time(0)
        await time_goes_by()

    with pytest.raises(TimedOut):
        await bounded(work())
    go_on.set()
    await asyncio.gather(*tasks)

    assert await name_of(calendar) == "After"


async def test_loaders_end_with_the_work_for_which_they_load() -> None:
    loading = asyncio.Event()

    async def load(keys: list[int]) -> list[int]:
        loading.set()
        await asyncio.Event().wait()
        return keys

    tasks: list[asyncio.Future[list[int]]] = []

    async def work() -> None:
        tasks.append(asyncio.ensure_future(ends_with_work(load)([1])))
        await loading.wait()
        extend_time(0)
        await time_goes_by()

    with pytest.raises(TimedOut):
        await bounded(work())
    await asyncio.wait(tasks)

    assert tasks[0].cancelled()


async def test_the_timeout_of_another_is_left_as_it_is() -> None:
    with pytest.raises(TimeoutError):
        async with time_bound(LONG):
            raise TimeoutError


async def test_without_a_bound_nothing_is_ended(calendar: Calendar) -> None:
    keep_commits()
    extend_time(0)
    async with transaction():
        await rename(calendar)
        await time_goes_by()
    assert await name_of(calendar) == "After"
