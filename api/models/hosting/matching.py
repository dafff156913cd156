"""Whom an item of the host application means, and whether an admin is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from api.errors import AlreadyExists, InvalidInput
from api.models.hosting.refusals import Refusals
from api.models.roles import leaves_no_admin
from api.models.user import User, UserRole

_TAKEN: Final = "There is a user with this e-mail address. Give another one."
_LAST_ADMIN: Final = "The organization would have no active admin. Make somebody else one, too."


@dataclass(slots=True)
class KnownUsers:
    """The users whom a batch may mean: of the organization by the host's ids, all by address."""

    by_external_id: dict[str, User]
    by_email: dict[str, User]


async def known_users(organization_id: UUID, items: Sequence[Mapping[str, Any]]) -> KnownUsers:
    """The users who have the external ids or the addresses of a batch."""
    names = [fields["external_id"] for fields in items]
    emails = [fields["email"] for fields in items]
    of_host = await User.filter(organization_id=organization_id, external_id__in=names)
    with_email = await User.filter(email__in=emails)
    return KnownUsers(
        {user.external_id: user for user in of_host}, {user.email: user for user in with_email}
    )


def user_meant(organization_id: UUID, known: KnownUsers, fields: Mapping[str, Any]) -> User | None:
    """The user whom an item means, None for a new one.

    Raises AlreadyExists alike for a colleague's address and one in another organization.
    """
    user = known.by_external_id.get(fields["external_id"])
    other = known.by_email.get(fields["email"])
    if other is None or (user is not None and other.id == user.id):
        return user
    if user is None and other.organization_id == organization_id and other.external_id is None:
        return other
    raise AlreadyExists(_TAKEN, ("email",))


async def keep_an_admin(
    organization_id: UUID,
    items: Mapping[int, Mapping[str, Any]],
    found: Mapping[int, User | None],
    refusals: Refusals,
) -> None:
    """Refuses a batch that would take the last active admin from the organization."""
    gone: set[UUID] = set()
    for index, fields in items.items():
        user = found[index]
        role = fields.get("role", user.role if user else UserRole.MEMBER)
        active = fields.get("active", user.active if user else True)
        if role is UserRole.ADMIN and active:
            return
        if user is not None:
            gone.add(user.id)
    if not await leaves_no_admin(organization_id, gone):
        return
    for index, user in found.items():
        if user is not None and user.role is UserRole.ADMIN and user.active:
            with refusals.of(index):
                field = "role" if "role" in items[index] else "active"
                raise InvalidInput(_LAST_ADMIN, (field,))
    refusals.raise_any()
