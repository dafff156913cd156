"""Passwords that people set themselves: signed in, or with a link that somebody gave them.

A link opens nothing but this, once, within a day. Its token stands behind the `#` of the address:
browsers keep that part to themselves, so no log of a server or a proxy has it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from api import tokens
from api.auth import limits
from api.auth.passwords import PasswordPool, can_be_hashed, check_password
from api.auth.sessions import Viewer
from api.auth.standing import is_still_active, still_has_password
from api.errors import InvalidInput, NotFound, WrongCredentials
from api.models import people
from api.models.acting import transaction_by
from api.models.audit import Action, Actor, record_user
from api.models.database import transaction
from api.models.people import PasswordWay
from api.models.roles import colleague
from api.models.session import PasswordLink
from api.models.user import User
from api.settings import Settings

LIFETIME: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that was made, to be shown once, and until when it can be used."""

    token: tokens.Token
    expires_at: datetime


def password_url(token: tokens.Token, settings: Settings) -> str:
    """The address that is given to the person."""
    return f"{settings.base_url}/password#{token}"


async def give_password_link(actor: Actor, now: datetime, *, user_id: UUID) -> NewLink:
    """A link that an admin makes for a user of the organization, as `create_password_link` does.

    Raises Forbidden for others than admins, NotFound for a user who is not of the organization.
    """
    async with transaction_by(actor) as by:
        user = await colleague(by.user, user_id, "userId")
        return await create_password_link(user, now, by=by)


async def create_password_link(user: User, now: datetime, *, by: Actor | None) -> NewLink:
    """A link for this user, which ends the one before; without `by` a command makes it.

    Raises InvalidInput for a deactivated user.
    """
    link = NewLink(tokens.generate_token(tokens.LINK), now + LIFETIME)
    secret_hash = tokens.hash_secret(link.token.secret)
    async with transaction():
        if not await is_still_active(user):
            raise InvalidInput("This user is deactivated. Let them in again first.", ("userId",))
        await PasswordLink.filter(user_id=user.id).delete()
        await PasswordLink.create(
            user_id=user.id,
            selector=link.token.selector,
            secret_hash=secret_hash,
            created_at=now,
            expires_at=link.expires_at,
        )
        await record_user(Action.PASSWORD_LINK_CREATED, by, user, now)
    return link


async def set_password_with_link(
    passwords: PasswordPool, *, token: str, password: str, now: datetime, network: str = ""
) -> User:
    """Sets the password of the link's user, ends the link and all their sessions.

    Raises InvalidInput for a password that cannot be set, and NotFound alike for a token that is
    malformed, unknown, used, replaced or expired, and for one of a deactivated user.
    """
    check_password(password)
    link = await _open_link(token, now)
    password_hash = await passwords.hash(password)
    user: User = await link.user
    async with transaction():
        # Whoever comes first has used it.
        if not await is_still_active(user) or not await PasswordLink.filter(id=link.id).delete():
            raise _no_link()
        await people.set_password(user, password_hash, now, way=PasswordWay.LINK, network=network)
    # Whoever was trying meanwhile was not the owner of the link, who is to get in.
    await limits.forget_tries(user.email, network)
    return user


async def change_password(
    passwords: PasswordPool,
    viewer: Viewer,
    *,
    current: str,
    new: str,
    now: datetime,
    network: str = "",
) -> None:
    """Gives the viewer another password and ends their other sessions.

    Raises InvalidInput for a new password that cannot be set, WrongCredentials when the current
    one is not right, RateLimited when that was so too often.
    """
    check_password(new, "newPassword")
    user = viewer.user
    if not await _is_right(passwords, user, current, now):
        raise _wrong()
    password_hash = await passwords.hash(new)
    async with transaction():
        # While it was checked, somebody else may have set another.
        if not await still_has_password(user):
            raise _wrong()
        await people.set_password(
            user,
            password_hash,
            now,
            way=PasswordWay.SIGNED_IN,
            network=network,
            kept_session_id=viewer.session_id,
        )


async def _is_right(passwords: PasswordPool, user: User, current: str, now: datetime) -> bool:
    """Whether this is the user's password; RateLimited after too many wrong ones."""
    bounds = limits.change_bounds(user.id)
    return can_be_hashed(current) and await limits.try_password(
        passwords, bounds, user.password_hash, current, now
    )


def _wrong() -> WrongCredentials:
    return WrongCredentials(
        "This is not your password. Type it again, or ask an admin for a link to set a new one.",
        ("currentPassword",),
    )


async def _open_link(text: str, now: datetime) -> PasswordLink:
    token = tokens.parse_token(text, tokens.LINK)
    if token is None:
        raise _no_link()
    link = await PasswordLink.get_or_none(selector=token.selector)
    right = tokens.verify_secret(link.secret_hash if link else None, token.secret)
    if link is None or not right or link.expires_at <= now:
        raise _no_link()
    return link


def _no_link() -> NotFound:
    return NotFound("This link is used, expired or replaced. Ask for a new one.", ("token",))
