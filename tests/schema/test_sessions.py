"""viewer, signIn, signOut: who is signed in, and since when."""

from typing import Any

import httpx

from api.auth.limits import sign_in_bounds
from api.models import AuditEntry, PasswordTries, Session, User
from api.models.user import UserRole
from api.schema.http import SESSION_COOKIE
from api.schema.ids import encode_id
from api.tokens import FEED, SESSION, generate_token
from tests.factories import make_user, open_session
from tests.schema.firm import PASSWORD, QUICK_HASHES
from tests.service import Service

VIEWER = "{ viewer { id name email role } }"
SIGN_IN = """
mutation ($input: SignInInput!) {
  signIn(input: $input) { viewer { id } errors { code message path } }
}
"""[1:]
SIGN_OUT = "mutation { signOut { errors { code } } }"


async def make_signer(**given: Any) -> User:
    return await make_user(
        **{"email": "ada@firm.example", "password_hash": QUICK_HASHES.hash(PASSWORD)} | given
    )


async def sign_in(
    service: Service, email: str, password: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    answer = await service.graphql(
        SIGN_IN, headers=headers, input={"email": email, "password": password}
    )
    service.http.cookies.clear()
    return answer.response


async def viewer_of(service: Service, cookie: str) -> object:
    answer = await service.graphql(VIEWER, headers={"cookie": f"{SESSION_COOKIE}={cookie}"})
    assert not answer.errors
    return answer.data["viewer"]


async def test_nobody_is_the_viewer_without_a_sign_in(service: Service) -> None:
    answer = await service.graphql(VIEWER)

    assert answer.response.json() == {"data": {"viewer": None}}


async def test_the_viewer_is_who_signed_in(service: Service) -> None:
    user = await make_signer(name="Ada Ångström", role=UserRole.ADMIN)

    response = await sign_in(service, "ada@firm.example", PASSWORD)

    assert response.json()["data"]["signIn"] == {
        "viewer": {"id": encode_id("User", user.id)},
        "errors": [],
    }
    assert await viewer_of(service, response.cookies[SESSION_COOKIE]) == {
        "id": encode_id("User", user.id),
        "name": "Ada Ångström",
        "email": "ada@firm.example",
        "role": "ADMIN",
    }


async def test_case_and_outer_spaces_of_the_address_do_not_matter(service: Service) -> None:
    user = await make_signer(email="straße@firm.example".casefold())

    response = await sign_in(service, " STRASSE@Firm.Example ", PASSWORD)

    assert response.json()["data"]["signIn"]["viewer"] == {"id": encode_id("User", user.id)}


async def test_what_is_wrong_with_a_sign_in_is_not_said(service: Service) -> None:
    await make_signer()
    await make_signer(email="gone@firm.example", active=False)
    await make_user(email="invited@firm.example")
    wrong = {
        "password": ("ada@firm.example", "not the password"),
        "unknown": ("nobody@firm.example", PASSWORD),
        "deactivated": ("gone@firm.example", PASSWORD),
        "without a password": ("invited@firm.example", PASSWORD),
        "too long a password": ("ada@firm.example", "x" * 1_001),
        "not an address": ("\ud800\0\n", "\ud800\0\n"),
        "half a character": ("ada@firm.example", PASSWORD + "\ud800"),
        "an address that grows": ("ß" * 200 + "@x.example", PASSWORD),
    }

    answers = {case: await sign_in(service, *given) for case, given in wrong.items()}

    assert {response.content for response in answers.values()} == {
        answers["unknown"].content,
    }
    assert [case for case, response in answers.items() if "set-cookie" in response.headers] == []
    errors = answers["unknown"].json()["data"]["signIn"]["errors"]
    assert [(error["code"], error["path"]) for error in errors] == [("WRONG_CREDENTIALS", [])]
    assert await Session.all().count() == 0


async def test_one_password_is_tried_in_a_request(service: Service) -> None:
    user = await make_signer()
    wrong = [{"email": user.email, "password": f"guess number {number}"} for number in range(3)]

    answer = await service.graphql(
        """mutation ($a: SignInInput!, $b: SignInInput!, $c: SignInInput!) {
          a: signIn(input: $a) { errors { code } }
          b: signIn(input: $b) { errors { code } }
          ...Third
        }
        fragment Third on Mutation { c: signIn(input: $c) { errors { code } } }""",
        a=wrong[0],
        b=wrong[1],
        c=wrong[2],
    )

    assert (answer.data, set(answer.codes)) == (None, {"BAD_REQUEST"})
    assert answer.errors[0]["message"] == "Ask for `signIn` once in a request."
    assert answer.errors[0]["path"] == ["b"]
    assert [entry.action.value for entry in await AuditEntry.all()] == ["SIGN_IN_REFUSED"]


async def test_after_ten_wrong_passwords_one_has_to_wait_whoever_one_is(service: Service) -> None:
    emails = ("ada@firm.example", "nobody@firm.example")
    await make_signer(email=emails[0])
    for email in emails:
        for bound in sign_in_bounds(email, "127.0.0.0/24")[:2]:
            tries = bound.most
            await PasswordTries.create(key=bound.key, tries=tries, since=service.clock.now)
    service.clock.advance(minutes=4, seconds=30)

    # The same id: all else has to be alike.
    named = {"x-request-id": "7"}
    refused = [(await sign_in(service, email, PASSWORD, named)).json() for email in emails]

    assert refused[0] == refused[1]
    (error,) = refused[0]["errors"]
    assert error["message"] == "Too many passwords were wrong. Try again in 11 minutes."
    assert error["extensions"] == {"code": "RATE_LIMITED", "requestId": "7", "retryAfter": 630}
    service.clock.advance(seconds=630)
    answer = (await sign_in(service, "ada@firm.example", PASSWORD)).json()
    assert answer["data"]["signIn"]["errors"] == []


async def test_signing_in_again_makes_a_session_of_its_own(service: Service) -> None:
    await make_signer()

    first = await sign_in(service, "ada@firm.example", PASSWORD)
    cookie = first.cookies[SESSION_COOKIE]
    second = await sign_in(
        service, "ada@firm.example", PASSWORD, {"cookie": f"{SESSION_COOKIE}={cookie}"}
    )

    assert second.cookies[SESSION_COOKIE] != cookie
    assert await viewer_of(service, second.cookies[SESSION_COOKIE]) is not None


async def test_signing_out_ends_the_session_and_no_other(service: Service) -> None:
    user = await make_user()
    mine = await open_session(user, service.clock.now)
    other = await open_session(user, service.clock.now)

    answer = await service.graphql(SIGN_OUT, headers={"cookie": f"{SESSION_COOKIE}={mine}"})

    assert answer.data == {"signOut": {"errors": []}}
    assert await viewer_of(service, str(mine)) is None
    assert await viewer_of(service, str(other)) is not None


async def test_signing_out_takes_nobody_signed_in(service: Service) -> None:
    answer = await service.graphql(SIGN_OUT)

    assert answer.response.json() == {"data": {"signOut": {"errors": []}}}


async def test_a_session_ends_after_its_days(service: Service) -> None:
    await make_signer()
    response = await sign_in(service, "ada@firm.example", PASSWORD)
    cookie = response.cookies[SESSION_COOKIE]

    service.clock.advance(days=14, seconds=-1)
    assert await viewer_of(service, cookie) is not None
    service.clock.advance(seconds=1)
    assert await viewer_of(service, cookie) is None


async def test_a_deactivated_user_is_signed_out_at_once(service: Service) -> None:
    user = await make_user()
    token = await open_session(user, service.clock.now)

    await User.filter(id=user.id).update(active=False)

    assert await viewer_of(service, str(token)) is None


async def test_a_cookie_that_is_no_session_is_nobody(service: Service) -> None:
    token = await open_session(await make_user(), service.clock.now)
    cookies = {
        "empty": "",
        "garbage": "x",
        "another's secret": f"{str(token)[:-1]}{'a' if str(token)[-1] != 'a' else 'b'}",
        "unknown": str(generate_token(SESSION)),
        "of a feed": str(generate_token(FEED)),
        "twice as long": str(token) * 2,
        "not ASCII": "ä" * 60,
        "very long": "x" * 10_000,
    }

    answers = {
        case: await service.http.post(
            "/graphql",
            json={"query": VIEWER},
            headers=[(b"cookie", f"{SESSION_COOKIE}={cookie}".encode())],
        )
        for case, cookie in cookies.items()
    }

    nobody = {"data": {"viewer": None}}
    assert [case for case, answer in answers.items() if answer.json() != nobody] == []


async def test_sign_ins_and_sign_outs_are_audited(service: Service) -> None:
    user = await make_signer()

    await sign_in(service, "ada@firm.example", "not the password")
    response = await sign_in(service, "ada@firm.example", PASSWORD)
    cookie = response.cookies[SESSION_COOKIE]
    await service.graphql(SIGN_OUT, headers={"cookie": f"{SESSION_COOKIE}={cookie}"})

    entries = await AuditEntry.filter(actor_id=user.id).order_by("id")
    assert [entry.action.value for entry in entries] == [
        "SIGN_IN_REFUSED",
        "SIGNED_IN",
        "SIGNED_OUT",
    ]
    assert {entry.network for entry in entries} == {"127.0.0.0/24"}
    assert PASSWORD not in str(await AuditEntry.all().values())


async def test_any_program_can_sign_in(service: Service) -> None:
    await make_signer()
    request = {
        "query": SIGN_IN,
        "variables": {"input": {"email": "ada@firm.example", "password": PASSWORD}},
    }
    programs = ["Mozilla/5.0", "x" * 4_000, "\x80\xff", ""]

    for program in programs:
        response = await service.http.post(
            "/graphql", json=request, headers=[(b"user-agent", program.encode("latin-1"))]
        )
        assert response.json()["data"]["signIn"]["errors"] == []

    kept = [session.user_agent for session in await Session.all().order_by("id")]
    assert kept == [program[:200] for program in programs]
