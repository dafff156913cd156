"""Erasing somebody: what is known of the person goes, what the firm needs of its history stays.

What stays and why is in docs/security.md.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from tortoise import Model
from tortoise.expressions import Q

from api.errors import InvalidInput
from api.models.acting import transaction_by
from api.models.audit import Action, Actor, AuditEntry, record_user
from api.models.calendar import Member
from api.models.entry import EventAssignee, TaskAssignee
from api.models.feed import Feed
from api.models.retiring import retire_empty
from api.models.roles import managed_user
from api.models.session import ApiToken, PasswordLink, Session
from api.models.user import User, UserRole
from api.models.validation import ERASED_DOMAIN

PSEUDONYM: Final = "Erased user"
# With a feed go its settings and all records of its fetches; its retired tokens stay, so that its
# addresses say for some days that they show nothing. They hold nothing of the person.
_BELONGINGS: Final[tuple[type[Model], ...]] = (
    Session,
    PasswordLink,
    ApiToken,
    Member,
    EventAssignee,
    TaskAssignee,
    Feed,
)


async def erase_user(actor: Actor, now: datetime, *, user_id: UUID) -> User:
    """Removes what is known of a deactivated user, for good; their row becomes a pseudonym.

    Raises InvalidInput for an active user.
    """
    async with transaction_by(actor, alone=True) as by:
        user = await managed_user(by.user, user_id)
        if user.active:
            raise InvalidInput(
                "Only who is deactivated can be erased. Deactivate this user first.", ("id",)
            )
        # An address that was made while they were leaving.
        await retire_empty([user.id], now)
        for belonging in _BELONGINGS:
            await belonging.filter(user_id=user.id).delete()
        # What they did stays in the log, done by nobody known, from nowhere.
        acted = Q(actor_id=user.id) | Q(subject_id=user.id, action=Action.PASSWORD_SET)
        await AuditEntry.filter(acted, organization_id=user.organization_id).update(network="")
        await user.update_from_dict(_nobody(user.id) | {"erased_at": now}).save()
        await record_user(Action.USER_ERASED, by, user, now)
    return user


def _nobody(user_id: UUID) -> dict[str, object]:
    return {
        "name": PSEUDONYM,
        # Unique, as addresses are.
        "email": f"{user_id}@{ERASED_DOMAIN}",
        "role": UserRole.MEMBER,
        "feeds_allowed": False,
        "password_hash": None,
        "external_id": None,
    }
