"""Who is asking: passwords, sign-ins, and the session behind a request."""

import asyncio
import contextlib
import ipaddress
import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final, TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from api import tokens
from api.errors import InvalidInput, Unavailable, WrongCredentials
from api.models.audit import Action, record
from api.models.database import fetch_rows, transaction
from api.models.fields import instant
from api.models.session import Session
from api.models.user import User
from api.models.validation import fold_email

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 1_000
# How many sign-ins may wait for a thread before the next is sent away.
QUEUE: Final = 20

Result = TypeVar("Result")

# JSON can say half of a pair; nothing can hash it.
_HALF_CHARACTER: Final = re.compile(r"[\ud800-\udfff]")

_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in user, and the session by which they are."""

    user: User
    session_id: UUID


class PasswordPool:
    """Threads that hash passwords, off the event loop and at low priority.

    One hash takes about half a second of a core. One core is left to everything else, and what
    waits is bounded, so that a flood of sign-ins cannot hold up the feeds.
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
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters.", (field,)
        )
    if _HALF_CHARACTER.search(password):
        raise InvalidInput("A password has whole characters only.", (field,))
    return password


def _can_be_hashed(password: str) -> bool:
    """Whether anybody can have this password: so long, and of whole characters."""
    return len(password) <= LONGEST_PASSWORD and not _HALF_CHARACTER.search(password)


async def sign_in(
    passwords: PasswordPool,
    *,
    email: str,
    password: str,
    now: datetime,
    lifetime: timedelta,
    replaces: Viewer | None = None,
    network: str = "",
    program: str = "",
) -> tuple[Viewer, tokens.Token]:
    """Begins a session, and ends the one that it replaces; its token is shown once, here.

    Raises WrongCredentials, alike for an unknown address, a wrong password, a user without a
    password and a deactivated one.
    """
    wrong = WrongCredentials("The e-mail address or the password is wrong.")
    address = fold_email(email)
    # Whoever the address belongs to: what nobody can have is refused before it is looked for.
    if address is None or not _can_be_hashed(password):
        raise wrong
    user = await User.get_or_none(email=address, active=True)
    right = await passwords.verify(user.password_hash if user else None, password)
    if user is None or not right:
        if user is not None:
            await _record(Action.SIGN_IN_REFUSED, user, now, network)
        raise wrong
    token = tokens.generate_token(tokens.SESSION)
    session = Session(
        user_id=user.id,
        selector=token.selector,
        secret_hash=tokens.hash_secret(token.secret),
        program=program[:200],
        network=network,
        created_at=now,
        expires_at=now + lifetime,
    )
    async with transaction():
        await session.save(force_create=True)
        if replaces is not None:
            await Session.filter(id=replaces.session_id).update(ended_at=now)
        await _record(Action.SIGNED_IN, user, now, network)
    return Viewer(user, session.id), token


async def sign_out(viewer: Viewer, now: datetime, network: str = "") -> None:
    """Ends the session of this request."""
    async with transaction():
        await Session.filter(id=viewer.session_id, ended_at__isnull=True).update(ended_at=now)
        await _record(Action.SIGNED_OUT, viewer.user, now, network)


_SESSION_STATEMENT = """
SELECT s.id, s.secret_hash, s.expires_at, u.id AS user_id
FROM sessions s JOIN users u ON u.id = s.user_id AND u.active
WHERE s.selector = $1 AND s.ended_at IS NULL
"""


async def viewer_of_session(cookie: str | None, now: datetime) -> Viewer | None:
    """Whoever the session cookie stands for; None when it is not, or no longer, a session."""
    token = tokens.parse_token(cookie or "", tokens.SESSION)
    if token is None:
        return None
    rows = await fetch_rows(_SESSION_STATEMENT, token.selector)
    if not tokens.verify_secret(rows[0]["secret_hash"] if rows else None, token.secret):
        return None
    expires_at = instant(rows[0]["expires_at"])
    user = await User.get_or_none(id=rows[0]["user_id"], active=True)
    if user is None or expires_at is None or expires_at <= now:
        return None
    return Viewer(user, UUID(str(rows[0]["id"])))


def network_of(address: str | None) -> str:
    """The network of an address, coarse enough not to point at one person: /24, or /48 for IPv6."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        # A socket for both versions gives IPv4 addresses so: ::ffff:192.0.2.1.
        parsed = parsed.ipv4_mapped or parsed
    prefix = 24 if isinstance(parsed, ipaddress.IPv4Address) else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


async def _record(action: Action, user: User, now: datetime, network: str) -> None:
    await record(
        action, organization_id=user.organization_id, at=now, actor_id=user.id, network=network
    )
