"""Organizations and users: create them, find them, give them another password."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from api.errors import AlreadyExists, InvalidInput, NotFound
from api.ical import limits
from api.models import validation
from api.models.audit import Action, Actor, record, record_user
from api.models.database import transaction
from api.models.organization import Organization
from api.models.session import PasswordLink, Session
from api.models.user import User, UserRole


class PasswordWay(StrEnum):
    """How a password was set: by who is signed in, with a one-time link, or by a command."""

    SIGNED_IN = "SIGNED_IN"
    LINK = "LINK"
    COMMAND = "COMMAND"


async def create_organization(name: str, time_zone: str, now: datetime) -> Organization:
    """A new tenant. Raises AlreadyExists for a name that is taken: commands find it by name."""
    name = validation.line(name, "name", length=limits.NAME_LENGTH, required=True)
    time_zone = validation.time_zone(time_zone, "timeZone")
    try:
        return await Organization.create(name=name, time_zone=time_zone, created_at=now)
    except IntegrityError:
        raise AlreadyExists(f"There is an organization called {name} already.", ("name",)) from None


async def find_organization(name: str | None) -> Organization:
    """The organization of this name; without one, the only one there is.

    Raises NotFound, or InvalidInput when there are several to choose from.
    """
    if name is not None:
        found = await Organization.get_or_none(name=name)
        if found is None:
            raise NotFound(f"There is no organization called {name}.", ("organization",))
        return found
    everything = await Organization.all().order_by("name")
    if not everything:
        raise NotFound(
            "There is no organization yet. Create one with: calendar-feeds create-organization "
            "NAME",
            ("organization",),
        )
    if len(everything) > 1:
        names = ", ".join(organization.name for organization in everything)
        raise InvalidInput(f"Say which organization: {names}.", ("organization",))
    return everything[0]


async def create_user(
    organization_id: UUID,
    now: datetime,
    *,
    email: str,
    name: str,
    role: UserRole = UserRole.MEMBER,
    password_hash: str | None = None,
    feeds_allowed: bool = True,
    by: Actor | None = None,
) -> User:
    """A new member of staff; without `by` a command makes them.

    Raises AlreadyExists when the e-mail address is taken.
    """
    user = User(
        organization_id=organization_id,
        **checked_user({"email": email, "name": name}),
        role=role,
        password_hash=password_hash,
        feeds_allowed=feeds_allowed,
        created_at=now,
    )
    try:
        async with transaction():
            await user.save(force_create=True)
            await record_user(Action.USER_CREATED, by, user, now, role=role.value)
    except IntegrityError:
        await refuse_taken_email(user)
        raise
    return user


def checked_user(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a user, cleaned; InvalidInput names the one that cannot be stored."""
    checked = dict(fields)
    if "email" in checked:
        checked["email"] = validation.email(checked["email"], "email")
    if "name" in checked:
        checked["name"] = validation.line(
            checked["name"], "name", length=limits.NAME_LENGTH, required=True
        )
    return checked


async def refuse_taken_email(user: User) -> None:
    """Raises AlreadyExists when another user has the address that this one is to have.

    It is said alike of every organization's users: addresses are unique in the installation.
    """
    if await User.filter(email=user.email).exclude(id=user.id).exists():
        raise AlreadyExists(
            "There is a user with this e-mail address. Give another one.", ("email",)
        )


async def set_password(
    user: User,
    password_hash: str,
    now: datetime,
    *,
    way: PasswordWay = PasswordWay.COMMAND,
    network: str = "",
    kept_session_id: UUID | None = None,
) -> int:
    """Gives the user another password and ends their sessions but the kept one; returns how many.

    Who knew the old password may be signed in with it, and who has a link could set another. A
    sign-in under way waits for the lock of the user's row, and is refused then.
    """
    async with transaction():
        await User.filter(id=user.id).update(password_hash=password_hash)
        sessions = Session.filter(user_id=user.id, ended_at__isnull=True, expires_at__gt=now)
        if kept_session_id is not None:
            sessions = sessions.exclude(id=kept_session_id)
        ended = await sessions.update(ended_at=now)
        await PasswordLink.filter(user_id=user.id).delete()
        await record(
            Action.PASSWORD_SET,
            organization_id=user.organization_id,
            at=now,
            actor_id=user.id if way is PasswordWay.SIGNED_IN else None,
            network=network,
            subject_id=user.id,
            details={"way": way.value},
        )
    return ended


async def find_user(email: str) -> User:
    """The user with this e-mail address; NotFound when there is none."""
    address = validation.fold_email(email)
    user = await User.get_or_none(email=address) if address is not None else None
    if user is None:
        raise NotFound(f"There is no user with the e-mail address {email}.", ("email",))
    return user
