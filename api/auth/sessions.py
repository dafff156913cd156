"""Sign-ins, and the session behind a request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from api import tokens
from api.auth import limits
from api.auth.passwords import PasswordPool, can_be_hashed
from api.auth.standing import still_has_password
from api.errors import NotFound, WrongCredentials
from api.models.audit import Action, Actor, record, record_by
from api.models.database import fetch_rows, transaction
from api.models.fields import instant
from api.models.session import ApiToken, Session
from api.models.user import User
from api.models.validation import fold_email

# More than anybody looks through; changing the password ends them all.
MOST_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in user, and what they are signed in by: a session, or a user token of the host.

    `api_token_id` is the API token by which the user token was issued.
    """

    user: User
    session_id: UUID | None = None
    user_token_id: UUID | None = None
    api_token_id: UUID | None = None


async def sign_in(
    passwords: PasswordPool,
    *,
    email: str,
    password: str,
    now: datetime,
    lifetime: timedelta,
    replaces: Viewer | None = None,
    network: str = "",
    user_agent: str = "",
) -> tuple[Viewer, tokens.Token]:
    """Begins a session, and ends the one that it replaces; its token is shown once, here.

    Raises WrongCredentials, alike for an unknown address, a wrong password, a user without a
    password and a deactivated one, and RateLimited when too many were wrong.
    """
    user = await _proved(passwords, email, password, now, network)
    token = tokens.generate_token(tokens.SESSION)
    session = Session(
        user_id=user.id,
        selector=token.selector,
        secret_hash=tokens.hash_secret(token.secret),
        user_agent=user_agent[:200],
        network=network,
        created_at=now,
        expires_at=now + lifetime,
    )
    async with transaction():
        # While the password was checked it may have been changed, which ends every session.
        if not await still_has_password(user):
            raise _wrong()
        await session.save(force_create=True)
        if replaces is not None:
            await Session.filter(id=replaces.session_id).update(ended_at=now)
        await _record(Action.SIGNED_IN, user, now, network)
    return Viewer(user, session.id), token


async def _proved(
    passwords: PasswordPool, email: str, password: str, now: datetime, network: str
) -> User:
    """The user with this address, whose password this is; raises as `sign_in` does."""
    address = fold_email(email)
    # Whoever the address belongs to: what nobody can have is refused before it is looked for.
    if address is None or not can_be_hashed(password):
        raise _wrong()
    bounds = limits.sign_in_bounds(address, network)
    user = await User.get_or_none(email=address, active=True)
    known_hash = user.password_hash if user else None
    right = await limits.try_password(passwords, bounds, known_hash, password, now)
    if user is None or not right:
        if user is not None:
            await _record(Action.SIGN_IN_REFUSED, user, now, network)
        raise _wrong()
    return user


def _wrong() -> WrongCredentials:
    return WrongCredentials(
        "The e-mail address or the password is wrong. Try again, or ask an admin for a link to set "
        "a new password."
    )


async def sign_out(viewer: Viewer, now: datetime, network: str = "") -> None:
    """Ends the session, or revokes the user token, of this request."""
    async with transaction():
        await Session.filter(id=viewer.session_id, ended_at__isnull=True).update(ended_at=now)
        token = ApiToken.filter(id=viewer.user_token_id, revoked_at__isnull=True)
        await token.update(revoked_at=now)
        by = Actor(viewer.user, network, viewer.api_token_id)
        await record_by(Action.SIGNED_OUT, by, now)


async def open_sessions(user_id: UUID, now: datetime) -> list[Session]:
    """Where the user is signed in, the latest sign-in first: at most MOST_SHOWN sessions."""
    rows = Session.filter(user_id=user_id, ended_at__isnull=True, expires_at__gt=now)
    return await rows.order_by("-created_at", "-id").limit(MOST_SHOWN)


async def end_session(actor: Actor, now: datetime, *, session_id: UUID) -> None:
    """Ends one of the actor's sessions; NotFound for one that is not theirs or has ended."""
    async with transaction():
        own = Session.filter(id=session_id, user_id=actor.user.id, ended_at__isnull=True)
        if not await own.filter(expires_at__gt=now).update(ended_at=now):
            raise NotFound(
                "There is no such session among yours. Load the list of sessions again.", ("id",)
            )
        await record_by(Action.SESSION_ENDED, actor, now, session_id)


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


async def _record(action: Action, user: User, now: datetime, network: str) -> None:
    await record(
        action, organization_id=user.organization_id, at=now, actor_id=user.id, network=network
    )
