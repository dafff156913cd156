"""Loading for all objects of an answer at once, and building the answer bit by bit."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from api.schema.loading import Loader, Turns


@asynccontextmanager
async def rounds() -> AsyncIterator[list[int]]:
    """How often others had the event loop, while the block lasted."""
    counted = [0]

    async def count() -> None:
        while True:
            counted[0] += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    try:
        yield counted
    finally:
        counting.cancel()


def loader_of(size: int, turns: Turns, asked: list[Sequence[int]]) -> Loader[int, list[int]]:
    """Loads a list of so many objects for each key, and notes what it is asked at once."""

    async def load(keys: list[int]) -> list[list[int]]:
        asked.append(keys)
        return [[key] * size for key in keys]

    return Loader(load, turns)


async def test_others_have_the_event_loop_between_long_lists() -> None:
    lists = loader_of(100, Turns(), [])
    built = []

    async def build(key: int) -> None:
        await lists.load(key)
        built.append(counted[0])

    async with rounds() as counted:
        await asyncio.gather(*map(build, range(20)))

    assert max(Counter(built).values()) <= 2


async def test_short_lists_share_a_turn() -> None:
    lists = loader_of(1, Turns(), [])
    built = []

    async def build(key: int) -> None:
        await lists.load(key)
        built.append(counted[0])

    async with rounds() as counted:
        await asyncio.gather(*map(build, range(1_000)))

    assert 100 <= min(Counter(built).values()) <= max(Counter(built).values()) <= 200


async def test_what_is_below_lists_built_in_turns_is_loaded_at_once() -> None:
    turns = Turns()
    asked: list[Sequence[int]] = []
    lists, below = loader_of(100, turns, asked), loader_of(1, turns, asked)

    async def show(key: int) -> None:
        await below.load(key)

    async def build(key: int) -> None:
        await lists.load(key)
        # As GraphQL does: a task for each object with something to wait for, level by level.
        await asyncio.gather(asyncio.gather(show(key)), asyncio.gather(show(key)))

    await asyncio.gather(*map(build, range(20)))

    assert [sorted(keys) for keys in asked] == [list(range(20))] * 2


async def test_a_list_that_is_not_wanted_any_more_holds_nobody_up() -> None:
    lists = loader_of(100, Turns(), [])
    loading = [asyncio.create_task(lists.load(key)) for key in range(20)]
    async with rounds() as counted:
        while counted[0] < 10:
            await asyncio.sleep(0)
        for task in loading[::2]:
            task.cancel()

        found = await asyncio.gather(*loading, return_exceptions=True)

    assert found[1::2] == [[key] * 100 for key in range(1, 20, 2)]
