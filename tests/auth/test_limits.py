"""How often a password may be tried."""

import asyncio
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from api.auth import (
    PasswordPool,
    Viewer,
    change_password,
    set_password_with_link,
    sign_in,
)
from api.auth.limits import (
    MOST_FROM_NETWORK,
    MOST_OF_ACCOUNT,
    MOST_OF_ACCOUNT_FROM_NETWORK,
    MOST_OF_CHANGES,
    WINDOW,
    change_bounds,
    sign_in_bounds,
    try_password,
)
from api.errors import RateLimited, Unavailable, WrongCredentials
from api.models import PasswordTries
from tests.clock import NOON
from tests.factories import make_user, open_password_link

ADA, PASSWORD = "ada@firm.example", "correct horse battery"
# A check obeys the parameters in the hash: with these it takes no time worth speaking of.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
HOME, OFFICE = "192.0.2.0/24", "198.51.100.0/24"


async def attempt(
    passwords: PasswordPool,
    network: str = HOME,
    email: str = ADA,
    *,
    password: str = "not the password",  # noqa: S107  (of nobody)
    now: datetime = NOON,
) -> bool:
    """One try; False when it was wrong. What comes too often raises RateLimited."""
    return await try_password(passwords, sign_in_bounds(email, network), HASH, password, now)


async def use_up(network: str, email: str, number: int, tries: int) -> None:
    """So many tries are counted of this account and network, in the bound of this number."""
    bound = sign_in_bounds(email, network)[number]
    await PasswordTries.create(key=bound.key, tries=tries, since=NOON)


async def test_ten_may_be_wrong_of_an_account_from_a_network_in_a_quarter_of_an_hour(
    open_database: str, passwords: PasswordPool
) -> None:
    last = NOON + WINDOW - timedelta(microseconds=1)
    for number in range(MOST_OF_ACCOUNT_FROM_NETWORK):
        assert not await attempt(passwords, now=NOON + timedelta(seconds=number))

    for now, seconds in [(NOON + timedelta(minutes=1), 840), (last, 1)]:
        with pytest.raises(RateLimited) as refused:
            await attempt(passwords, password=PASSWORD, now=now)
        assert refused.value.retry_after == seconds
    assert await attempt(passwords, OFFICE, password=PASSWORD)
    assert await attempt(passwords, email="bob@firm.example", password=PASSWORD)
    assert await attempt(passwords, password=PASSWORD, now=NOON + WINDOW)


async def test_who_tries_too_often_costs_no_hash(open_database: str) -> None:
    await use_up(HOME, ADA, 0, MOST_OF_ACCOUNT_FROM_NETWORK)
    ended = PasswordPool()
    ended.close()  # a hash would fail now

    with pytest.raises(RateLimited):
        await attempt(ended)


async def test_an_account_has_a_bound_from_all_networks_and_a_network_for_all_accounts(
    open_database: str, passwords: PasswordPool
) -> None:
    await use_up(HOME, ADA, 1, MOST_OF_ACCOUNT)
    await use_up(HOME, "nobody@firm.example", 2, MOST_FROM_NETWORK)

    with pytest.raises(RateLimited):
        await attempt(passwords, OFFICE)
    with pytest.raises(RateLimited):
        await attempt(passwords, HOME, "bob@firm.example")
    assert not await attempt(passwords, OFFICE, "bob@firm.example")
    # Where the network is not known, nobody pays for what others do there.
    assert not await attempt(passwords, "", "bob@firm.example")


async def test_a_right_password_does_not_count(open_database: str, passwords: PasswordPool) -> None:
    for _ in range(MOST_OF_ACCOUNT_FROM_NETWORK + 2):
        assert await attempt(passwords, password=PASSWORD)

    assert {row.tries for row in await PasswordTries.all()} == {0}


async def test_of_many_tries_at_once_ten_are_looked_at(
    open_database: str, passwords: PasswordPool
) -> None:
    outcomes = await asyncio.gather(
        *(attempt(passwords) for _ in range(18)), return_exceptions=True
    )

    assert outcomes.count(False) == MOST_OF_ACCOUNT_FROM_NETWORK
    assert sum(isinstance(outcome, RateLimited) for outcome in outcomes) == 8


async def test_what_nobody_looked_at_does_not_count(open_database: str) -> None:
    class Full(PasswordPool):
        """As many are waiting as may."""

        async def verify(self, stored_hash: str | None, password: str) -> bool:  # noqa: ARG002  (the pool's signature)
            raise Unavailable("Too many people are signing in.")

    with pytest.raises(Unavailable):
        await attempt(Full())

    assert {row.tries for row in await PasswordTries.all()} == {0}


async def test_the_counts_hold_no_address_and_are_gone_when_they_are_old(
    open_database: str, passwords: PasswordPool
) -> None:
    await attempt(passwords)
    before = await PasswordTries.all()
    await attempt(passwords, OFFICE, "bob@firm.example", now=NOON + WINDOW)

    after = await PasswordTries.all()
    assert len(before) == len(after) == 3
    assert {row.key for row in before}.isdisjoint(row.key for row in after)
    assert {len(row.key) for row in before} == {64}


async def test_a_sign_in_is_counted_whether_the_account_exists_or_not(
    open_database: str, passwords: PasswordPool
) -> None:
    await make_user(email=ADA, password_hash=HASH)
    counted = []
    for email in (" Ada@Firm.example", "nobody@firm.example"):
        with pytest.raises(WrongCredentials):
            await sign_in(
                passwords, email=email, password="wrong", now=NOON, lifetime=WINDOW, network=HOME
            )
        bounds = sign_in_bounds(email.strip().casefold(), HOME)
        counted.append(await PasswordTries.filter(key__in=[bound.key for bound in bounds]).count())

    assert counted == [3, 3]


async def test_a_link_lets_the_owner_in_whatever_others_have_tried(
    open_database: str, passwords: PasswordPool
) -> None:
    user = await make_user(email=ADA)
    await use_up(HOME, ADA, 0, MOST_OF_ACCOUNT_FROM_NETWORK)
    await use_up(HOME, ADA, 1, MOST_OF_ACCOUNT)
    token = await open_password_link(user, NOON)

    await set_password_with_link(
        passwords, token=str(token), password=PASSWORD, now=NOON, network=HOME
    )

    assert await attempt(passwords, password=PASSWORD)


async def test_guesses_with_a_session_have_a_count_of_their_own(
    open_database: str, passwords: PasswordPool
) -> None:
    user = await make_user(email=ADA, password_hash=HASH)
    (bound,) = change_bounds(user.id)
    await PasswordTries.create(key=bound.key, tries=MOST_OF_CHANGES, since=NOON)

    with pytest.raises(RateLimited):
        await change_password(passwords, Viewer(user), current=PASSWORD, new=PASSWORD, now=NOON)
    assert await attempt(passwords, password=PASSWORD)
