"""How often a password may be tried: counted in the database, so that it holds in every process.

A try is counted before the password is hashed, and given back when it was right, so that many at
once cannot outrun the count. An account that does not exist is counted like one that does. What is
counted is kept as a hash: people type passwords where their e-mail address belongs. The reasons for
the numbers are in docs/security.md.
"""

from asyncio import CancelledError
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Final
from uuid import UUID

from api.auth.passwords import PasswordPool
from api.errors import RateLimited, Unavailable
from api.models.database import execute
from api.models.fields import instant
from api.models.session import PasswordTries

# From the first try that is counted; then the count begins anew.
WINDOW: Final = timedelta(minutes=15)
MOST_OF_ACCOUNT_FROM_NETWORK: Final = 10
MOST_OF_ACCOUNT: Final = 100
MOST_FROM_NETWORK: Final = 100
MOST_OF_CHANGES: Final = 10

# Each key in a statement and a transaction of its own: so no two requests wait for each other.
_COUNT: Final = """
INSERT INTO password_tries (key, tries, since) VALUES ($1, 1, $2)
ON CONFLICT (key) DO UPDATE SET
    tries = CASE WHEN password_tries.since <= $3 THEN 1 ELSE password_tries.tries + 1 END,
    since = CASE WHEN password_tries.since <= $3 THEN $2 ELSE password_tries.since END
RETURNING tries, since
"""
_GIVE_BACK: Final = "UPDATE password_tries SET tries = tries - 1 WHERE key = $1 AND tries > 0"
_DELETE_OLD: Final = "DELETE FROM password_tries WHERE since <= $1"


@dataclass(frozen=True, slots=True)
class Bound:
    """What is counted, as the hash under which it is kept, and how many tries it has."""

    key: str
    most: int


def sign_in_bounds(email: str, network: str) -> list[Bound]:
    """The bounds of a sign-in with this folded address from this network, "" when unknown."""
    bounds = [
        Bound(_key("account from network", email, network), MOST_OF_ACCOUNT_FROM_NETWORK),
        Bound(_key("account", email), MOST_OF_ACCOUNT),
    ]
    if network:
        bounds.append(Bound(_key("network", network), MOST_FROM_NETWORK))
    return bounds


def change_bounds(user_id: UUID) -> list[Bound]:
    """The bound of guesses with a session at its user's current password.

    A count of its own: nobody can use it up from outside.
    """
    return [Bound(_key("change", str(user_id)), MOST_OF_CHANGES)]


async def try_password(
    passwords: PasswordPool,
    bounds: Sequence[Bound],
    stored_hash: str | None,
    password: str,
    now: datetime,
) -> bool:
    """Whether the password is right, as `PasswordPool.verify` says it; a wrong one is counted.

    Raises RateLimited, before anything is hashed, when one of the bounds is reached.
    """
    await _count(bounds, now)
    try:
        right = await passwords.verify(stored_hash, password)
    except (Unavailable, CancelledError):
        await _give_back(bounds)  # nobody is told what came of it
        raise
    if right:
        await _give_back(bounds)
    return right


async def _count(bounds: Sequence[Bound], now: datetime) -> None:
    """Counts a try; raises RateLimited when one of the bounds is reached."""
    _check(await _counts(bounds, now), bounds, now)
    await execute(_DELETE_OLD, now - WINDOW)
    counted: list[Bound] = []
    try:
        # The narrowest first: what it refuses is not counted by the wider ones.
        for bound in bounds:
            row = (await execute(_COUNT, bound.key, now, now - WINDOW))[0]
            counted.append(bound)
            # This try is one of them.
            before = (row["tries"] - 1, instant(row["since"]) or now)
            _check({bound.key: before}, [bound], now)
    except RateLimited:
        await _give_back(counted)
        raise


async def _give_back(bounds: Sequence[Bound]) -> None:
    """Takes a try back."""
    for bound in bounds:
        await execute(_GIVE_BACK, bound.key)


async def forget_tries(email: str, network: str = "") -> None:
    """Lets the account of this folded address in again, from this network."""
    bounds = sign_in_bounds(email, network)[:2]
    await PasswordTries.filter(key__in=[bound.key for bound in bounds]).delete()


async def _counts(bounds: Sequence[Bound], now: datetime) -> dict[str, tuple[int, datetime]]:
    rows = PasswordTries.filter(key__in=[bound.key for bound in bounds], since__gt=now - WINDOW)
    return {row.key: (row.tries, row.since) for row in await rows}


def _check(counts: dict[str, tuple[int, datetime]], bounds: Sequence[Bound], now: datetime) -> None:
    """Raises RateLimited when so many tries were counted before this one that it is too many."""
    ends = [
        counts[bound.key][1] + WINDOW
        for bound in bounds
        if bound.key in counts and counts[bound.key][0] >= bound.most
    ]
    if ends:
        seconds = max(1, ceil((max(ends) - now).total_seconds()))
        raise RateLimited(
            f"Too many passwords were wrong. Try again in {ceil(seconds / 60)} minutes.", seconds
        )


def _key(*what: str) -> str:
    return sha256("\0".join(what).encode()).hexdigest()
