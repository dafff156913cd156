"""Loading for all objects of an answer at once, and building the answer bit by bit.

What is loaded for many lists is there for all of them at the same moment. Built in one go, an
answer of 10,000 objects would hold the event loop for more than a second, and with it every feed
that is fetched meanwhile. So the lists take turns, with everybody else in between.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

from strawberry.dataloader import DataLoader

from api.models.time_bound import ends_with_work

Key = TypeVar("Key")
Loaded = TypeVar("Loaded")

# How many objects are built in one go: about 15 ms of a core. A list is never parted.
_TURN: Final = 100
# So many rounds of the event loop after the last turn, whatever its list asks for has been asked:
# each level of an answer takes one or two, and a query has ten levels at most.
_ROUNDS: Final = 20


class Turns:
    """The turns of one request: who builds the next part of its answer."""

    def __init__(self) -> None:
        self._left = _TURN
        self._waiting: deque[tuple[asyncio.Future[None], int]] = deque()
        self._over = asyncio.Event()
        self._over.set()

    async def take(self, objects: int) -> None:
        """Waits until a list of so many objects may be built: for nothing while there are few."""
        if self._left > 0 and not self._waiting:
            self._left -= objects
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, objects))
        if self._over.is_set():
            self._over.clear()
            self._next(_ROUNDS)
        await turn

    async def over(self) -> None:
        """Waits until all had their turn. Then what they ask for below is loaded at once."""
        # Those for whom the same was loaded are going to say in this round that they wait.
        await asyncio.sleep(0)
        await self._over.wait()

    def _next(self, rounds: int) -> None:
        """Called in each round of the event loop until nobody has waited for so many of them."""
        self._left = _TURN
        if self._waiting:
            rounds = _ROUNDS
        while self._waiting and self._left > 0:
            turn, objects = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                self._left -= objects
        if rounds:
            asyncio.get_running_loop().call_soon(self._next, rounds - 1)
        else:
            self._over.set()


class Loader(DataLoader[Key, Loaded]):
    """Loads for all objects of a list at once, and each key once in a request.

    Its work ends with that of the request. Lists that it loads are built in turns.
    """

    def __init__(
        self, load: Callable[[list[Key]], Awaitable[Sequence[Loaded]]], turns: Turns
    ) -> None:
        super().__init__(ends_with_work(load))
        self._turns = turns

    async def load(self, key: Key) -> Loaded:
        """What this key stands for."""
        await self._turns.over()
        loaded = await super().load(key)
        await self._turns.take(_size(loaded))
        return loaded


def _size(loaded: Any) -> int:
    """How many objects are built of it."""
    return max(len(loaded), 1) if isinstance(loaded, Sequence) else 1
