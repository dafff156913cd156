"""Passwords: which may be set, and their hashing, off the event loop."""

import asyncio
import contextlib
import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from api import tokens
from api.errors import InvalidInput, Unavailable

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 1_000
# How many sign-ins may wait for a thread before the next is sent away.
QUEUE: Final = 20

Result = TypeVar("Result")

# JSON can say half of a pair; nothing can hash it.
_HALF_CHARACTER: Final = re.compile(r"[\ud800-\udfff]")

_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


class PasswordPool:
    """Threads that hash passwords, off the event loop and at low priority.

    One hash takes about 220 ms of a core. One core is left to everything else, and what waits is
    bounded, so that a flood of sign-ins cannot hold up the feeds.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(
            max_workers=max(1, (os.cpu_count() or 1) - 1),
            thread_name_prefix="passwords",
            initializer=_lower_priority,
        )
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """The argon2id hash of a password."""
        return await self._run(_HASHER.hash, password)

    async def verify(self, stored_hash: str | None, password: str) -> bool:
        """Whether the password is right; None stands for nobody, costs as much and never is."""
        return await self._run(_verify, stored_hash, password)

    def close(self) -> None:
        """Ends the threads when they are done."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, function: Callable[..., Result], *args: object) -> Result:
        if self._waiting >= QUEUE:
            raise Unavailable("Too many people are signing in. Try again in some seconds.", 10)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, function, *args)
        finally:
            self._waiting -= 1


def _lower_priority() -> None:
    # Linux gives each thread a priority of its own; elsewhere they keep the process's.
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def _verify(stored_hash: str | None, password: str) -> bool:
    try:
        _HASHER.verify(stored_hash or _decoy_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored_hash is not None


@cache
def _decoy_hash() -> str:
    """A hash that no password has, for the work that an unknown user costs."""
    return _HASHER.hash(tokens.generate_key())


def check_password(password: str, field: str = "password") -> str:
    """A password that may be set; InvalidInput says what it lacks."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput(
            f"Choose a password of {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters.",
            (field,),
        )
    if _HALF_CHARACTER.search(password):
        raise InvalidInput("One of its characters is broken. Choose another password.", (field,))
    return password


def can_be_hashed(password: str) -> bool:
    """Whether anybody can have this password: so long, and of whole characters."""
    return len(password) <= LONGEST_PASSWORD and not _HALF_CHARACTER.search(password)
