"""Organizations and users: created once, found by name and by folded e-mail address."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from api.errors import AlreadyExists, InvalidInput, NotFound
from api.models import AuditEntry, Organization, Session, User
from api.models.audit import Action
from api.models.people import (
    create_organization,
    create_user,
    find_organization,
    find_user,
    set_password,
)
from api.models.user import UserRole
from tests.clock import NOON
from tests.factories import make_organization, make_user, open_session


async def test_an_organization_is_created_and_found_by_its_name(open_database: str) -> None:
    made = await create_organization(" Holmes\u2028& Co ", "Europe/London", NOON)

    assert made.name == "Holmes & Co"
    assert await find_organization("Holmes & Co") == made
    with pytest.raises(AlreadyExists, match="Holmes & Co"):
        await create_organization("Holmes & Co", "Europe/London", NOON)
    assert await Organization.all().count() == 1


@pytest.mark.parametrize(
    ("name", "zone", "path"),
    [
        ("", "UTC", "name"),
        ("\x00", "UTC", "name"),
        ("x" * 201, "UTC", "name"),
        ("A", "X", "timeZone"),
    ],
)
async def test_an_organization_that_cannot_be_stored_says_why(
    open_database: str, name: str, zone: str, path: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await create_organization(name, zone, NOON)
    assert refused.value.path == (path,)
    assert await Organization.all() == []


async def test_without_a_name_the_only_organization_is_found(open_database: str) -> None:
    with pytest.raises(NotFound, match="calendar-feeds create-organization NAME"):
        await find_organization(None)

    only = await make_organization(name="Only")
    assert await find_organization(None) == only
    with pytest.raises(NotFound, match="Other"):
        await find_organization("Other")

    await make_organization(name="Another")
    with pytest.raises(InvalidInput, match="Another, Only"):
        await find_organization(None)


async def test_a_user_is_created_folded_and_audited(open_database: str) -> None:
    organization = await make_organization()
    made = await create_user(
        organization.id,
        NOON,
        email=" Ada@Straße.Example",
        name="Ada\tLovelace ",
        role=UserRole.ADMIN,
        password_hash="hash",
    )

    user = await User.get()
    assert user == made
    assert (user.email, user.name) == ("ada@strasse.example", "Ada Lovelace")
    assert (user.role, user.active, user.feeds_allowed) == (UserRole.ADMIN, True, True)
    assert user.password_hash == "hash"
    entry = await AuditEntry.get()
    assert (entry.action, entry.subject_id, entry.at) == (Action.USER_CREATED, user.id, NOON)
    # The log outlives the person: it names nobody.
    assert entry.details == {"role": "ADMIN"}


async def test_another_password_ends_the_users_sessions_and_is_audited(open_database: str) -> None:
    ada, bob = await make_user(), await make_user()
    for user in (ada, ada, bob):
        await open_session(user, NOON)
    later = NOON + timedelta(days=1)

    assert await set_password(ada, "another hash", later) == 2

    assert (await User.get(id=ada.id)).password_hash == "another hash"
    assert [row.ended_at for row in await Session.filter(user_id=ada.id)] == [later, later]
    assert [row.ended_at for row in await Session.filter(user_id=bob.id)] == [None]
    entry = await AuditEntry.get()
    assert (entry.action, entry.subject_id, entry.at) == (Action.PASSWORD_SET, ada.id, later)
    assert entry.details == {"way": "COMMAND"}
    assert await set_password(ada, "a third hash", later) == 0


@pytest.mark.parametrize("email", ["Ada@firm.example", "ada@firm.example", "ADA@FIRM.EXAMPLE "])
async def test_a_user_is_found_however_the_address_is_written(
    open_database: str, email: str
) -> None:
    user = await make_user(email="ada@firm.example")
    assert await find_user(email) == user


@pytest.mark.parametrize("email", ["ß" * 200 + "@x.example", "x" * 100_000, "\0", "\ud800@x"])
async def test_what_cannot_be_an_address_is_nobodys(open_database: str, email: str) -> None:
    with pytest.raises(NotFound):
        await find_user(email)


async def test_an_unknown_user_is_named(open_database: str) -> None:
    with pytest.raises(NotFound, match=r"nobody@firm\.example"):
        await find_user("nobody@firm.example")


async def test_an_address_belongs_to_one_user_of_the_installation(open_database: str) -> None:
    organizations = [await make_organization() for _ in range(5)]

    outcomes = await asyncio.gather(
        *(
            create_user(organization.id, NOON, email="Ada@firm.example", name="Ada")
            for organization in organizations
        ),
        return_exceptions=True,
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert [type(error) for error in refused] == [AlreadyExists] * 4
    assert await User.all().count() == 1
    assert await AuditEntry.all().count() == 1


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"email": "ada"}, "email"),
        ({"email": "ada\x00@firm.example"}, "email"),
        ({"email": "ß" * 200 + "@firm.example"}, "email"),
        ({"name": ""}, "name"),
        ({"name": "x" * 1_000_000}, "name"),
        ({"name": "\ud800"}, "name"),
    ],
)
async def test_a_user_that_cannot_be_stored_says_why(
    open_database: str, given: dict[str, Any], path: str
) -> None:
    organization = await make_organization()
    with pytest.raises(InvalidInput) as refused:
        await create_user(
            organization.id, NOON, **{"email": "ada@firm.example", "name": "Ada"} | given
        )
    assert refused.value.path == (path,)
    assert await User.all() == []
