"""Long work in the event loop, done bit by bit: with everybody else's turn in between."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final, TypeVar

Thing = TypeVar("Thing")

# So many rows take a few milliseconds.
_IN_ONE_GO: Final = 200


async def paced(things: Iterable[Thing], in_one_go: int = _IN_ONE_GO) -> AsyncIterator[Thing]:
    """These things one by one, with the event loop left to others after so many in one go."""
    for number, thing in enumerate(things, 1):
        yield thing
        if not number % in_one_go:
            await asyncio.sleep(0)
