"""What an admin decides of members of staff, and what follows from it for their feeds.

That somebody leaves is in `api.feeds.operations.leaving`: it tells who was reading their feeds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from api.errors import InvalidInput
from api.models import people
from api.models.acting import transaction_by
from api.models.audit import Action, Actor, record_user, told_of_change
from api.models.retiring import retire_empty
from api.models.roles import leaves_no_admin, managed_user, require_admin
from api.models.session import ApiToken, PasswordLink, Session
from api.models.stamps import mark_all_feeds_of_user
from api.models.user import User, UserRole


async def add_user(
    actor: Actor, now: datetime, *, email: str, name: str, role: UserRole, feeds_allowed: bool
) -> User:
    """A new user of the admin's organization, who has no password yet.

    Raises AlreadyExists when the e-mail address is taken, in whatever organization.
    """
    async with transaction_by(actor) as by:
        require_admin(by.user, "manages users")
        return await people.create_user(
            by.organization_id,
            now,
            email=email,
            name=name,
            role=role,
            feeds_allowed=feeds_allowed,
            by=by,
        )


async def update_user(
    actor: Actor, now: datetime, *, user_id: UUID, fields: Mapping[str, Any]
) -> User:
    """Changes email, name, role or feeds_allowed of a user; the rest stays.

    Without feeds_allowed all addresses of the user are retired; given back, each feed has a new
    one. Raises AlreadyExists for an e-mail address that is taken.
    """
    values = people.checked_user(fields)
    user = None
    try:
        async with transaction_by(actor, alone=True) as by:
            user = await managed_user(by.user, user_id)
            changed = {name: each for name, each in values.items() if each != getattr(user, name)}
            if changed.get("role") is UserRole.MEMBER:
                await keep_an_admin(user, "role")
            if changed:
                await _change(user, changed, now)
                await record_user(Action.USER_UPDATED, by, user, now, **told_of_change(changed))
    except IntegrityError:
        if user is not None:
            await people.refuse_taken_email(user)
        raise
    return user


async def _change(user: User, changed: Mapping[str, Any], now: datetime) -> None:
    if "feeds_allowed" in changed:
        # Whatever was made while nothing was shown must not come alive with this.
        await retire_empty([user.id], now)
    await user.update_from_dict(dict(changed)).save(update_fields=[*changed])
    if "feeds_allowed" in changed:
        await mark_all_feeds_of_user(user.organization_id, user.id, now)
        await retire_empty([user.id], now)


async def reactivate_user(actor: Actor, now: datetime, *, user_id: UUID) -> User:
    """Lets a deactivated user back in, with the role and memberships that they had.

    Sessions stay ended and addresses retired: each feed has a new one.
    """
    async with transaction_by(actor, alone=True) as by:
        user = await managed_user(by.user, user_id)
        if not user.active:
            await let_in([user.id], now)
            user.active = True
            await record_user(Action.USER_REACTIVATED, by, user, now)
    return user


async def let_in(user_ids: Sequence[UUID], now: datetime) -> None:
    """Makes users active again, whose rows are locked."""
    # Whatever was made while they were leaving must not come alive with this.
    await retire_empty(user_ids, now)
    await User.filter(id__in=user_ids).update(active=True)


async def let_go(user_ids: Sequence[UUID], now: datetime) -> None:
    """Makes users inactive, whose rows are locked, and ends all by which they could act or read."""
    await User.filter(id__in=user_ids).update(active=False)
    await Session.filter(user_id__in=user_ids, ended_at__isnull=True).update(ended_at=now)
    await PasswordLink.filter(user_id__in=user_ids).delete()
    await ApiToken.filter(user_id__in=user_ids, revoked_at__isnull=True).update(revoked_at=now)
    await retire_empty(user_ids, now)


async def keep_an_admin(user: User, field: str = "id") -> None:
    """Raises InvalidInput when this is the organization's last active admin."""
    if await leaves_no_admin(user.organization_id, {user.id}):
        raise InvalidInput(
            "This is the organization's last active admin. Make somebody else an admin first.",
            (field,),
        )
