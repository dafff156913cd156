"""Passwords that people set themselves: signed in, or with a link."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from api import tokens
from api.auth import (
    PasswordPool,
    Viewer,
    change_password,
    create_password_link,
    set_password_with_link,
)
from api.errors import InvalidInput, NotFound, WrongCredentials
from api.models import AuditEntry, PasswordLink, Session, User
from api.models.audit import Actor
from tests.clock import NOON
from tests.factories import make_user, open_password_link, open_session

OLD, NEW = "correct horse battery", "staple that is long"
# Weak on purpose: what the program makes itself takes a quarter of a second to check.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(OLD)
DAY = timedelta(hours=24)


async def set_with(passwords: PasswordPool, token: object, **given: Any) -> User:
    values: dict[str, Any] = {"token": str(token), "password": NEW, "now": NOON}
    return await set_password_with_link(passwords, **values | given)


async def viewer_of(user: User) -> Viewer:
    token = await open_session(user, NOON)
    return Viewer(user, (await Session.get(selector=token.selector)).id)


async def open_sessions(user: User) -> list[Any]:
    return [row.id for row in await Session.filter(user_id=user.id, ended_at__isnull=True)]


async def test_a_link_sets_a_password_once_and_ends_every_session(
    open_database: str, passwords: PasswordPool
) -> None:
    user = await make_user()
    await open_session(user, NOON)
    token = await open_password_link(user, NOON)

    found = await set_with(passwords, token, now=NOON + DAY - timedelta(seconds=1), network="n")

    assert found == user
    await user.refresh_from_db()
    assert await passwords.verify(user.password_hash, NEW)
    assert await open_sessions(user) == []
    with pytest.raises(NotFound):
        await set_with(passwords, token)
    entry = await AuditEntry.get(action="PASSWORD_SET")
    assert (entry.actor_id, entry.subject_id, entry.network) == (None, user.id, "n")
    assert entry.details == {"way": "LINK"}


async def test_a_link_is_kept_as_a_hash_for_a_day_and_made_by_somebody(open_database: str) -> None:
    user, admin = await make_user(), await make_user()

    made = await create_password_link(user, NOON, by=Actor(admin, "192.0.2.0/24"))

    link = await PasswordLink.get()
    assert (link.selector, link.user_id) == (made.token.selector, user.id)
    assert link.secret_hash.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert link.expires_at == made.expires_at == NOON + DAY
    entry = await AuditEntry.get()
    assert (entry.action.value, entry.actor_id) == ("PASSWORD_LINK_CREATED", admin.id)
    assert (entry.subject_id, entry.details) == (user.id, {})


async def test_whatever_is_wrong_with_a_link_is_answered_alike(
    open_database: str, passwords: PasswordPool
) -> None:
    user, gone = await make_user(), await make_user()
    replaced = await open_password_link(user, NOON)
    token = await open_password_link(user, NOON)
    of_gone = await open_password_link(gone, NOON)
    await User.filter(id=gone.id).update(active=False)
    other = tokens.generate_token(tokens.LINK)
    wrong: list[tuple[object, dict[str, Any]]] = [
        (token, {"now": NOON + DAY}),
        (replaced, {}),
        (of_gone, {}),
        (other, {}),
        (f"cfp_{token.selector}_{other.secret}", {}),
        (f"cfs_{token.selector}_{token.secret}", {}),
        ("", {}),
        ("\ud800", {}),
        (f"#{token}", {}),
        (f"{token} ", {}),
    ]
    said = set()

    for given, how in wrong:
        with pytest.raises(NotFound) as refused:
            await set_with(passwords, given, **how)
        said.add((str(refused.value), refused.value.path))

    assert said == {("This link is used, expired or replaced. Ask for a new one.", ("token",))}
    assert await User.filter(password_hash__isnull=False).count() == 0
    assert await set_with(passwords, token) == user


async def test_of_two_who_use_a_link_at_once_one_sets_the_password(
    open_database: str, passwords: PasswordPool
) -> None:
    token = await open_password_link(await make_user(), NOON)

    outcomes = await asyncio.gather(
        *(set_with(passwords, token) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NotFound", "User"]
    assert await AuditEntry.filter(action="PASSWORD_SET").count() == 1


async def test_a_password_that_cannot_be_set_leaves_the_link(
    open_database: str, passwords: PasswordPool
) -> None:
    token = await open_password_link(await make_user(), NOON)
    with pytest.raises(InvalidInput) as refused:
        await set_with(passwords, token, password="short")
    assert refused.value.path == ("password",)
    assert await set_with(passwords, token) == await User.get()


async def test_who_is_deactivated_gets_no_link(open_database: str) -> None:
    user = await make_user(active=False)
    with pytest.raises(InvalidInput) as refused:
        await create_password_link(user, NOON, by=None)
    assert refused.value.path == ("userId",)
    assert not await PasswordLink.exists()


async def test_a_changed_password_ends_the_other_sessions_and_the_link(
    open_database: str, passwords: PasswordPool
) -> None:
    user = await make_user(password_hash=HASH)
    await open_session(user, NOON)
    await open_password_link(user, NOON)
    viewer = await viewer_of(user)

    await change_password(passwords, viewer, current=OLD, new=NEW, now=NOON, network="n")

    await user.refresh_from_db()
    assert await passwords.verify(user.password_hash, NEW)
    assert await open_sessions(user) == [viewer.session_id]
    assert not await PasswordLink.exists()
    entry = await AuditEntry.get(action="PASSWORD_SET")
    assert (entry.actor_id, entry.network, entry.details) == (user.id, "n", {"way": "SIGNED_IN"})


async def test_a_password_is_changed_by_who_knows_it(
    open_database: str, passwords: PasswordPool
) -> None:
    user, invited = await make_user(password_hash=HASH), await make_user()
    for viewer, current in [
        (await viewer_of(user), OLD + " "),
        (await viewer_of(user), ""),
        (await viewer_of(user), "\ud800"),
        (await viewer_of(user), "x" * 1_001),
        (await viewer_of(invited), ""),
    ]:
        with pytest.raises(WrongCredentials) as refused:
            await change_password(passwords, viewer, current=current, new=NEW, now=NOON)
        assert refused.value.path == ("currentPassword",)
    with pytest.raises(InvalidInput) as short:
        await change_password(passwords, await viewer_of(user), current=OLD, new="x", now=NOON)
    assert short.value.path == ("newPassword",)
    await user.refresh_from_db()
    assert user.password_hash == HASH


async def test_of_two_changes_of_a_password_at_once_one_holds(
    open_database: str, passwords: PasswordPool
) -> None:
    viewer = await viewer_of(await make_user(password_hash=HASH))

    outcomes = await asyncio.gather(
        *(
            change_password(passwords, viewer, current=OLD, new=f"{NEW} {n}", now=NOON)
            for n in range(2)
        ),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "NoneType",
        "WrongCredentials",
    ]
