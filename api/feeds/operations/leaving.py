"""Somebody leaves: what ends with their account, who was reading their feeds, what stays behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api.feeds.operations.programs import FeedUse, feeds_in_use
from api.models.acting import transaction_by
from api.models.audit import Action, Actor, record_user
from api.models.calendar import Calendar
from api.models.database import fetch_rows
from api.models.fields import key
from api.models.roles import managed_user
from api.models.staff import keep_an_admin, let_go
from api.models.user import User, UserRole

_WITHOUT_OWNER: Final = """
SELECT m.calendar_id FROM members m
WHERE m.user_id = $1 AND m.role = 'OWNER' AND NOT EXISTS (
    SELECT 1 FROM members o JOIN users u ON u.id = o.user_id
    WHERE o.calendar_id = m.calendar_id AND o.role = 'OWNER' AND u.active
)
"""


@dataclass(frozen=True, slots=True)
class Left:
    """A user who was deactivated, and what an admin may want to look after."""

    user: User
    in_use: Sequence[FeedUse]
    without_owner: Sequence[Calendar]


async def deactivate_user(actor: Actor, now: datetime, *, user_id: UUID) -> Left:
    """Ends a user's sessions, tokens, link and feed addresses; what they own stays.

    Raises InvalidInput for the last active admin. Done again it changes nothing.
    """
    async with transaction_by(actor, alone=True) as by:
        user = await managed_user(by.user, user_id)
        in_use: list[FeedUse] = []
        if user.active:
            if user.role is UserRole.ADMIN:
                await keep_an_admin(user)
            in_use = await feeds_in_use(user.id, now)
            await let_go([user.id], now)
            user.active = False
            await record_user(Action.USER_DEACTIVATED, by, user, now)
        rows = await fetch_rows(_WITHOUT_OWNER, user.id)
        without_owner = Calendar.filter(id__in=[key(row["calendar_id"]) for row in rows])
        return Left(user, in_use, await without_owner.order_by("name", "id"))
