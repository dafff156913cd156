"""Members of a calendar: set, changed and removed, by whom, and what is refused."""

import asyncio

import pytest

from api.errors import ApiError, Forbidden, InvalidInput, LimitReached, NotFound
from api.models import AuditEntry, Calendar, Member, User
from api.models.access import CalendarRole
from api.models.audit import Action, Actor
from api.models.fields import new_id
from api.models.membership import MOST_OWNED, remove_member, set_member
from api.models.roles import NO_USER, require_role
from api.models.user import UserRole
from tests.clock import NOON
from tests.factories import add_member, make_calendar, make_calendars, make_user
from tests.models.managed import colleague, refusal, roles

FREE_BUSY, READER, WRITER, OWNER = CalendarRole


@pytest.fixture
async def owner(open_database: str) -> User:
    return await make_user()


@pytest.fixture
async def calendar(owner: User) -> Calendar:
    return await make_calendar(owner)


async def test_another_organizations_user_is_answered_as_a_missing_one(
    owner: User, calendar: Calendar
) -> None:
    stranger = await make_user()
    for key in (stranger.id, new_id()):
        keys = {"calendar_id": calendar.id, "user_id": key}
        setting = await refusal(set_member(Actor(owner), NOON, **keys, role=READER))
        removing = await refusal(remove_member(Actor(owner), NOON, **keys))
        for error in (setting, removing):
            assert isinstance(error, NotFound)
            assert error.message == NO_USER


@pytest.mark.parametrize("role", [FREE_BUSY, READER, WRITER])
async def test_members_are_managed_by_owners(
    owner: User, calendar: Calendar, role: CalendarRole
) -> None:
    member = await colleague(owner)
    await add_member(calendar, member, role)
    for key in (member.id, owner.id):
        keys = {"calendar_id": calendar.id, "user_id": key}
        assert isinstance(
            await refusal(set_member(Actor(member), NOON, **keys, role=OWNER)), Forbidden
        )
    # One's own membership everybody may end.
    removing = remove_member(Actor(member), NOON, calendar_id=calendar.id, user_id=owner.id)
    assert isinstance(await refusal(removing), Forbidden)


async def test_an_owner_sets_changes_and_removes_members_and_it_is_audited(
    owner: User, calendar: Calendar
) -> None:
    member = await colleague(owner)
    keys = {"calendar_id": calendar.id, "user_id": member.id}
    for role in (*CalendarRole, FREE_BUSY):
        await set_member(Actor(owner), NOON, **keys, role=role)
        assert await roles(calendar) == {owner.id: OWNER, member.id: role}
    await remove_member(Actor(owner), NOON, **keys)
    assert await roles(calendar) == {owner.id: OWNER}

    entries = await AuditEntry.filter(actor_id=owner.id).order_by("id")
    assert [entry.action for entry in entries] == [Action.MEMBER_SET] * 5 + [Action.MEMBER_REMOVED]
    assert {entry.details["user_id"] for entry in entries} == {str(member.id)}
    assert [entry.details.get("role") for entry in entries] == [
        "FREE_BUSY_READER", "READER", "WRITER", "OWNER", "FREE_BUSY_READER", None
    ]  # fmt: skip


async def test_nobody_is_made_to_own_calendars_without_end(owner: User, calendar: Calendar) -> None:
    rich = await colleague(owner)
    owned = await make_calendars(rich, MOST_OWNED)
    keys = {"calendar_id": calendar.id, "user_id": rich.id}
    error = await refusal(set_member(Actor(owner), NOON, **keys, role=OWNER))
    assert isinstance(error, LimitReached)
    assert error.path == ("userId",)
    await set_member(Actor(owner), NOON, **keys, role=WRITER)

    again = {"calendar_id": owned[0].id, "user_id": rich.id}
    await set_member(Actor(rich), NOON, **again, role=OWNER)
    # What the host gives is not among those that users can give away.
    await Member.filter(calendar_id=owned[0].id).update(of_host=True)
    await set_member(Actor(owner), NOON, **keys, role=OWNER)


async def test_an_admin_manages_without_being_a_member_and_sees_no_more_for_it(
    owner: User, calendar: Calendar
) -> None:
    admin = await colleague(owner, UserRole.ADMIN)
    keys = {"calendar_id": calendar.id, "user_id": (await colleague(owner)).id}
    await set_member(Actor(admin), NOON, **keys, role=READER)
    await remove_member(Actor(admin), NOON, **keys)
    assert isinstance(await refusal(require_role(admin, calendar.id, FREE_BUSY)), NotFound)

    await set_member(Actor(admin), NOON, calendar_id=calendar.id, user_id=admin.id, role=READER)
    last = await AuditEntry.filter(actor_id=admin.id).order_by("-id").first()
    assert last
    assert last.details == {"user_id": str(admin.id), "role": "READER"}


async def test_the_only_owner_stays_until_there_is_another(owner: User, calendar: Calendar) -> None:
    other = await colleague(owner)
    admin = await colleague(owner, UserRole.ADMIN)
    await add_member(calendar, other, WRITER)
    keys = {"calendar_id": calendar.id, "user_id": owner.id}
    for user in (owner, admin):
        for role in (FREE_BUSY, READER, WRITER):
            error = await refusal(set_member(Actor(user), NOON, **keys, role=role))
            assert "Make somebody else an owner first." in error.message
        error = await refusal(remove_member(Actor(user), NOON, **keys))
        assert "Make somebody else an owner first." in error.message
    await set_member(Actor(owner), NOON, **keys, role=OWNER)

    await set_member(Actor(owner), NOON, calendar_id=calendar.id, user_id=other.id, role=OWNER)
    await remove_member(Actor(owner), NOON, **keys)
    assert await roles(calendar) == {other.id: OWNER}


async def test_an_owner_who_was_let_go_is_nobody_to_leave_a_calendar_to(
    owner: User, calendar: Calendar
) -> None:
    gone = await colleague(owner)
    await add_member(calendar, gone, OWNER)
    await User.filter(id=gone.id).update(active=False)
    on_calendar = {"calendar_id": calendar.id}

    error = await refusal(remove_member(Actor(owner), NOON, **on_calendar, user_id=owner.id))

    assert "Make somebody else an owner first." in error.message
    await remove_member(Actor(owner), NOON, **on_calendar, user_id=gone.id)
    assert await roles(calendar) == {owner.id: OWNER}


async def test_who_is_no_member_cannot_be_removed(owner: User, calendar: Calendar) -> None:
    other = await colleague(owner)
    error = await refusal(
        remove_member(Actor(owner), NOON, calendar_id=calendar.id, user_id=other.id)
    )
    assert isinstance(error, NotFound)
    assert error.path == ("userId",)


async def test_owners_who_remove_each_other_at_once_leave_one(
    owner: User, calendar: Calendar
) -> None:
    owners = [owner, *[await colleague(owner) for _ in range(5)]]
    for other in owners[1:]:
        await add_member(calendar, other, OWNER)
    works = [
        remove_member(Actor(actor), NOON, calendar_id=calendar.id, user_id=other.id)
        for actor, other in zip(owners, owners[1:] + owners[:1], strict=True)
    ]

    outcomes = await asyncio.gather(*works, return_exceptions=True)

    assert list((await roles(calendar)).values()) == [OWNER] * (len(await roles(calendar)))
    assert len(await roles(calendar)) >= 1
    refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert all(isinstance(error, ApiError) for error in refused)
    assert len(await roles(calendar)) == len(refused)


async def test_a_member_set_twice_at_once_is_there_once(owner: User, calendar: Calendar) -> None:
    other = await colleague(owner)
    await asyncio.gather(
        *(
            set_member(Actor(owner), NOON, calendar_id=calendar.id, user_id=other.id, role=role)
            for role in (READER, WRITER) * 5
        )
    )
    assert await Member.filter(calendar_id=calendar.id, user_id=other.id).count() == 1


async def test_everybody_may_leave_a_calendar(owner: User, calendar: Calendar) -> None:
    """What others put into one's feeds one can put out again."""
    member = await colleague(owner)
    await set_member(Actor(owner), NOON, calendar_id=calendar.id, user_id=member.id, role=READER)
    await remove_member(Actor(member), NOON, calendar_id=calendar.id, user_id=member.id)
    assert await roles(calendar) == {owner.id: OWNER}
    error = await refusal(
        remove_member(Actor(owner), NOON, calendar_id=calendar.id, user_id=owner.id)
    )
    assert isinstance(error, InvalidInput)
