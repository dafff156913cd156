"""Sign-ins, and the session behind a request."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from api import tokens
from api.auth import PasswordPool, Viewer, sign_in, sign_out, viewer_of_session
from api.errors import WrongCredentials
from api.models import AuditEntry, Session, User
from api.models.audit import Action
from api.models.people import set_password
from tests.clock import NOON
from tests.factories import make_user, open_session

PASSWORD = "correct horse battery"
# A check obeys the parameters in the hash: with these it takes no time worth speaking of.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
FORTNIGHT = timedelta(days=14)
NETWORK = "192.0.2.0/24"


async def signed_in(
    passwords: PasswordPool, email: str, password: str = PASSWORD
) -> tuple[Viewer, tokens.Token]:
    return await sign_in(
        passwords,
        email=email,
        password=password,
        now=NOON,
        lifetime=FORTNIGHT,
        network=NETWORK,
        user_agent="Mozilla/5.0",
    )


async def make_ada(**given: Any) -> User:
    return await make_user(**{"email": "ada@firm.example", "password_hash": HASH} | given)


async def actions(user: User) -> list[Action]:
    return [entry.action for entry in await AuditEntry.filter(actor_id=user.id).order_by("id")]


async def test_the_right_password_begins_a_session(
    open_database: str, passwords: PasswordPool
) -> None:
    ada = await make_ada()
    viewer, token = await signed_in(passwords, " Ada@FIRM.example")
    assert viewer.user.id == ada.id
    session = await Session.get()
    assert session.id == viewer.session_id
    assert (session.user_id, session.selector) == (ada.id, token.selector)
    assert (session.created_at, session.expires_at) == (NOON, NOON + FORTNIGHT)
    assert (session.network, session.user_agent) == (NETWORK, "Mozilla/5.0")
    assert session.secret_hash.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert token.prefix == tokens.SESSION
    found = await viewer_of_session(str(token), NOON)
    assert found
    assert (found.user.id, found.session_id) == (ada.id, session.id)
    assert await actions(ada) == [Action.SIGNED_IN]
    assert (await AuditEntry.get()).network == NETWORK


async def test_each_sign_in_is_a_session_of_its_own(
    open_database: str, passwords: PasswordPool
) -> None:
    ada = await make_ada()
    sessions = [await signed_in(passwords, ada.email) for _ in range(3)]
    assert len({viewer.session_id for viewer, _ in sessions}) == 3
    await sign_out(sessions[1][0], NOON)
    found = [await viewer_of_session(str(token), NOON) for _, token in sessions]
    assert [viewer is not None for viewer in found] == [True, False, True]


async def test_whatever_is_wrong_with_a_sign_in_is_answered_alike(
    open_database: str, passwords: PasswordPool
) -> None:
    ada = await make_ada()
    await make_user(email="gone@firm.example", password_hash=HASH, active=False)
    await make_user(email="invited@firm.example")
    await make_user(email="broken@firm.example", password_hash="not a hash")
    said = set()
    for email, password in [
        ("nobody@firm.example", PASSWORD),
        (ada.email, "wrong horse battery"),
        (ada.email, PASSWORD + " "),
        (ada.email, ""),
        (ada.email, "\ud800"),
        (ada.email, PASSWORD + "x" * 1_000),
        ("gone@firm.example", PASSWORD),
        ("invited@firm.example", PASSWORD),
        ("invited@firm.example", ""),
        ("broken@firm.example", PASSWORD),
        ("", PASSWORD),
        ("ada@firm.example\0", PASSWORD),
        ("\ud800@firm.example", PASSWORD),
        ("a" * 300 + "@firm.example", PASSWORD),
        ("\N{LATIN SMALL LETTER SHARP S}" * 200 + "@x.example", PASSWORD),
    ]:
        with pytest.raises(WrongCredentials) as refused:
            await signed_in(passwords, email, password)
        said.add((str(refused.value), refused.value.path))
    message = (
        "The e-mail address or the password is wrong. Try again, or ask an admin for a link to set "
        "a new password."
    )
    assert said == {(message, ())}
    assert not await Session.exists()
    assert await actions(ada) == [Action.SIGN_IN_REFUSED] * 3


async def test_a_password_of_half_a_character_does_not_tell_who_is_known(
    open_database: str, passwords: PasswordPool
) -> None:
    await make_ada()
    passwords.close()  # a hash would fail now, as would the audit of a known address

    for email in ("ada@firm.example", "nobody@firm.example"):
        with pytest.raises(WrongCredentials):
            await signed_in(passwords, email, PASSWORD + "\udfff")

    assert not await AuditEntry.exists()


async def test_an_address_that_grows_when_it_is_folded_is_wrong_and_no_fault(
    open_database: str, passwords: PasswordPool
) -> None:
    for letter in ("\N{LATIN SMALL LETTER SHARP S}", "\N{LATIN SMALL LIGATURE FFI}"):
        with pytest.raises(WrongCredentials):
            await signed_in(passwords, letter * 200 + "@x.example")


async def test_what_somebody_typed_is_not_in_the_audit_log(
    open_database: str, passwords: PasswordPool
) -> None:
    await make_ada()
    with pytest.raises(WrongCredentials):
        await signed_in(passwords, "ada@firm.example", "my other password")
    assert "my other password" not in str(await AuditEntry.all().values())


async def test_a_session_lasts_until_its_moment_and_not_longer(open_database: str) -> None:
    token = str(await open_session(await make_user(), NOON))
    last = NOON + FORTNIGHT - timedelta(microseconds=1)
    assert await viewer_of_session(token, last)
    assert await viewer_of_session(token, NOON + FORTNIGHT) is None


async def test_a_session_that_was_ended_is_over(open_database: str) -> None:
    user = await make_user()
    token = str(await open_session(user, NOON))
    viewer = await viewer_of_session(token, NOON)
    assert viewer
    await sign_out(viewer, NOON, NETWORK)
    assert await viewer_of_session(token, NOON) is None
    assert (await Session.get()).ended_at == NOON
    assert await actions(user) == [Action.SIGNED_OUT]


async def test_a_deactivated_user_is_nobody_at_once_and_somebody_again_when_active(
    open_database: str,
) -> None:
    user = await make_user()
    token = str(await open_session(user, NOON))
    await User.filter(id=user.id).update(active=False)
    assert await viewer_of_session(token, NOON) is None
    await User.filter(id=user.id).update(active=True)
    assert await viewer_of_session(token, NOON)


async def test_a_sign_in_with_a_password_that_is_changed_meanwhile_is_refused(
    open_database: str,
) -> None:
    """Its session began after all others had been ended, and stayed."""
    ada = await make_ada()

    class ChangedMeanwhile(PasswordPool):
        """The password is changed once it was found to be right."""

        async def verify(self, stored_hash: str | None, password: str) -> bool:
            right = await super().verify(stored_hash, password)
            await set_password(ada, "another hash", NOON)
            return right

    pool = ChangedMeanwhile()
    with pytest.raises(WrongCredentials):
        await signed_in(pool, ada.email)
    pool.close()

    assert not await Session.exists()


async def test_any_other_cookie_is_nobody(open_database: str) -> None:
    token = await open_session(await make_user(), NOON)
    other = tokens.generate_token(tokens.SESSION)
    for cookie in [
        None,
        "",
        "cfs",
        str(other),
        f"cfs_{token.selector}_{other.secret}",
        f"cfs_{other.selector}_{token.secret}",
        f"cf_{token.selector}_{token.secret}",
        f"{token} ",
        f"{token}".lower(),
        "\0" * 64,
        "x" * 100_000,
    ]:
        assert await viewer_of_session(cookie, NOON) is None, cookie


async def test_a_session_is_its_own_users(open_database: str) -> None:
    users = [await make_user(), await make_user()]
    for user in users:
        viewer = await viewer_of_session(str(await open_session(user, NOON)), NOON)
        assert viewer
        assert viewer.user.id == user.id
