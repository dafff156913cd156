"""Calendars: who creates them, who may do what with them, how commands find them."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from api.errors import Forbidden, InvalidInput, LimitReached, NotFound
from api.models import AuditEntry, Calendar, User
from api.models.access import CalendarRole
from api.models.audit import Action, Actor
from api.models.fields import new_id
from api.models.managing import create_calendar, find_calendar
from api.models.membership import MOST_OWNED, remove_member, set_member
from api.models.roles import require_role
from api.models.user import UserRole
from tests.clock import NOON
from tests.factories import add_member, make_calendar, make_calendars, make_organization, make_user
from tests.models.managed import colleague, refusal, roles

FREE_BUSY, READER, WRITER, OWNER = CalendarRole
CALENDAR: dict[str, Any] = {
    "name": "Court diary",
    "color": "#1A73E8",
    "time_zone": "Europe/London",
}


@pytest.fixture
async def owner(open_database: str) -> User:
    return await make_user()


@pytest.fixture
async def calendar(owner: User) -> Calendar:
    return await make_calendar(owner)


async def test_whoever_creates_a_calendar_owns_it(owner: User) -> None:
    made = await create_calendar(Actor(owner), NOON, **CALENDAR)

    calendar = await Calendar.get(id=made.id)
    assert (calendar.organization_id, calendar.revision) == (owner.organization_id, 1)
    assert (calendar.name, calendar.color) == ("Court diary", "#1a73e8")
    assert (calendar.created_at, calendar.updated_at) == (NOON, NOON)
    assert await roles(calendar) == {owner.id: OWNER}
    entry = await AuditEntry.get()
    assert (entry.action, entry.actor_id) == (Action.CALENDAR_CREATED, owner.id)
    assert entry.subject_id == calendar.id


@pytest.mark.parametrize("role", [WRITER, OWNER])
async def test_everyone_cannot_have_a_role_that_writes(owner: User, role: CalendarRole) -> None:
    error = await refusal(create_calendar(Actor(owner), NOON, **CALENDAR, everyone_role=role))
    assert isinstance(error, InvalidInput)
    assert error.path == ("everyoneRole",)


@pytest.mark.parametrize("role", [None, FREE_BUSY, READER])
async def test_everyone_may_have_a_role_that_reads(
    open_database: str, role: CalendarRole | None
) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    made = await create_calendar(Actor(admin), NOON, **CALENDAR, everyone_role=role)
    assert (await Calendar.get(id=made.id)).everyone_role == role


@pytest.mark.parametrize("role", [FREE_BUSY, READER])
async def test_only_an_admin_puts_a_calendar_in_everybodys_feed(
    owner: User, role: CalendarRole
) -> None:
    error = await refusal(create_calendar(Actor(owner), NOON, **CALENDAR, everyone_role=role))
    assert isinstance(error, Forbidden)
    assert not await Calendar.exists()


async def test_nobody_owns_calendars_without_end(owner: User) -> None:
    await make_calendars(owner, MOST_OWNED - 1)
    await create_calendar(Actor(owner), NOON, **CALENDAR)
    error = await refusal(create_calendar(Actor(owner), NOON, **CALENDAR))
    assert isinstance(error, LimitReached)
    assert await Calendar.all().count() == MOST_OWNED


async def test_the_audit_log_names_the_network(owner: User, calendar: Calendar) -> None:
    actor, member = Actor(owner, "192.0.2.0/24"), await colleague(owner)
    keys = {"calendar_id": calendar.id, "user_id": member.id}
    await create_calendar(actor, NOON, **CALENDAR)
    await set_member(actor, NOON, **keys, role=READER)
    await remove_member(actor, NOON, **keys)
    entries = await AuditEntry.all()
    assert len(entries) == 3
    assert {entry.network for entry in entries} == {"192.0.2.0/24"}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"name": "\u2028"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"color": "red"}, "color"),
        ({"time_zone": "London"}, "timeZone"),
    ],
)
async def test_a_calendar_that_cannot_be_stored_says_why(
    owner: User, given: dict[str, Any], path: str
) -> None:
    error = await refusal(create_calendar(Actor(owner), NOON, **CALENDAR | given))
    assert isinstance(error, InvalidInput)
    assert error.path == (path,)


async def test_a_role_is_required_of_those_who_see_the_calendar(
    owner: User, calendar: Calendar
) -> None:
    reader = await colleague(owner)
    await add_member(calendar, reader, READER)

    assert (await require_role(reader, calendar.id, READER)).id == calendar.id
    assert isinstance(await refusal(require_role(reader, calendar.id, WRITER)), Forbidden)


async def require_a_role(user: User, calendar_id: UUID) -> Calendar:
    return await require_role(user, calendar_id, FREE_BUSY)


async def join(user: User, calendar_id: UUID) -> Calendar:
    return await set_member(Actor(user), NOON, calendar_id=calendar_id, user_id=user.id, role=OWNER)


async def leave(user: User, calendar_id: UUID) -> Calendar:
    return await remove_member(Actor(user), NOON, calendar_id=calendar_id, user_id=user.id)


@pytest.mark.parametrize("work", [require_a_role, join, leave])
async def test_another_organizations_calendar_is_answered_as_a_missing_one(
    owner: User, calendar: Calendar, work: Callable[[User, UUID], Awaitable[Calendar]]
) -> None:
    outside, outside_admin = await make_user(), await make_user(role=UserRole.ADMIN)
    for user in (outside, outside_admin, await colleague(owner)):
        errors = [await refusal(work(user, key)) for key in (calendar.id, new_id())]
        assert [type(error) for error in errors] == [NotFound, NotFound]
        assert errors[0].message == errors[1].message


async def test_commands_find_a_calendar_by_name_or_key(owner: User) -> None:
    organization = await owner.organization
    first = await make_calendar(owner, name="Court")
    await make_calendar(await make_user(await make_organization(name="Other")), name="Court")

    assert await find_calendar("Court", organization.name) == first
    assert await find_calendar(str(first.id), organization.name) == first
    for name in ("court", str(new_id()), "💼"):
        with pytest.raises(NotFound, match="has no calendar called"):
            await find_calendar(name, organization.name)
    with pytest.raises(NotFound):
        await find_calendar(str(first.id), "Other")


async def test_a_name_of_several_calendars_is_answered_with_their_keys(owner: User) -> None:
    made = [await make_calendar(owner, name="Court") for _ in range(2)]
    with pytest.raises(InvalidInput) as refused:
        await find_calendar("Court", None)
    assert all(str(calendar.id) in refused.value.message for calendar in made)
