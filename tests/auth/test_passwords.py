"""Passwords: which may be set, and their hashing, off the event loop."""

import asyncio

import pytest
from argon2 import PasswordHasher

from api.auth import QUEUE, PasswordPool, check_password
from api.auth import passwords as module
from api.errors import InvalidInput, Unavailable

PASSWORD = "correct horse battery"
# A check obeys the parameters in the hash: with these it takes no time worth speaking of.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def test_a_password_is_hashed_at_full_cost_and_off_the_event_loop(
    passwords: PasswordPool,
) -> None:
    hashing = asyncio.create_task(passwords.hash(PASSWORD))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    stored = await hashing
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert turns > 100
    assert await passwords.verify(stored, PASSWORD)
    assert not await passwords.verify(stored, PASSWORD.upper())


async def test_nobody_has_a_password_and_checking_it_costs_as_much(
    passwords: PasswordPool,
) -> None:
    assert not await passwords.verify(None, PASSWORD)
    assert module._decoy_hash().startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # noqa: SLF001


async def test_more_sign_ins_than_can_wait_are_sent_away_and_then_let_in_again() -> None:
    passwords = PasswordPool()
    waiting = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(QUEUE)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as refused:
        await passwords.verify(HASH, PASSWORD)
    assert refused.value.retry_after == 10
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await passwords.verify(HASH, PASSWORD)
    passwords.close()


@pytest.mark.parametrize("password", ["a" * 10, "a" * 1_000, "ÄöÜ €20 🕓🕓", " " * 10])
def test_a_password_of_10_to_1000_characters_may_be_set(password: str) -> None:
    assert check_password(password) == password


@pytest.mark.parametrize(
    "password", ["", "a" * 9, "a" * 1_001, "\ud800" * 10], ids=["none", "9", "1001", "halves"]
)
def test_any_other_password_is_refused_without_being_repeated(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_password(password, "newPassword")
    assert refused.value.path == ("newPassword",)
    assert not password or password not in refused.value.message
