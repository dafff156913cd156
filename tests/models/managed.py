"""A calendar whose members are managed: what tests of that ask of it."""

from typing import Any

import pytest

from api.errors import ApiError
from api.models import AuditEntry, Calendar, Member, User
from api.models.access import CalendarRole
from api.models.user import UserRole
from tests.factories import make_user


async def colleague(owner: User, role: UserRole = UserRole.MEMBER) -> User:
    return await make_user(await owner.organization, role=role)


async def roles(calendar: Calendar) -> dict[Any, CalendarRole]:
    """The members' roles by user."""
    return {row.user_id: row.role for row in await Member.filter(calendar_id=calendar.id)}


async def rows() -> list[list[dict[str, Any]]]:
    """Everything that managing writes."""
    tables: list[Any] = [Calendar, Member, AuditEntry]
    return [await table.all().order_by("id").values() for table in tables]


async def refusal(work: Any) -> ApiError:
    """The error of this work, which changes nothing."""
    before = await rows()
    with pytest.raises(ApiError) as refused:
        await work
    assert await rows() == before
    return refused.value
