"""The session cookie, and pages of other sites that would act with it."""

from http.cookies import Morsel, SimpleCookie
from typing import Any, Final

import httpx
import pytest

from api.models import Session
from api.schema.http import SESSION_COOKIE
from api.settings import load_settings
from tests.clock import Clock
from tests.factories import make_user, open_session
from tests.schema.firm import PASSWORD, QUICK_HASHES
from tests.service import Service, serve

SIGN_IN: Final = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }"
SIGN_OUT: Final = "mutation { signOut { errors { code } } }"
CREDENTIALS: Final = {"input": {"email": "ada@firm.example", "password": PASSWORD}}


async def make_signer() -> None:
    await make_user(email="ada@firm.example", password_hash=QUICK_HASHES.hash(PASSWORD))


async def sign_in(service: Service, headers: dict[str, str] | None = None) -> httpx.Response:
    response = await service.http.post(
        "/graphql", json={"query": SIGN_IN, "variables": CREDENTIALS}, headers=headers
    )
    service.http.cookies.clear()
    return response


def cookie_set_by(response: httpx.Response) -> Morsel[str]:
    """The one cookie that an answer sets."""
    (line,) = response.headers.get_list("set-cookie")
    (cookie,) = SimpleCookie(line).values()
    return cookie


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("public_url", "secure"),
    [
        ("https://feeds.example.com", True),
        ("https://example.com/feeds", True),
        ("http://feeds.example.com", False),
        ("", False),
    ],
)
async def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(
    environ: dict[str, str], clock: Clock, public_url: str, secure: bool
) -> None:
    environ["CALENDAR_FEEDS_PUBLIC_URL"] = public_url
    async with serve(load_settings(environ), clock) as service:
        await make_signer()
        cookie = cookie_set_by(await sign_in(service))

    assert bool(cookie["secure"]) is secure
    # Browsers take it from no other host, with these (RFC 6265bis section 4.1.3.2).
    assert cookie.key.startswith("__Host-") is secure
    assert cookie["httponly"] is True
    assert cookie["samesite"].lower() == "lax"
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert cookie["max-age"] == str(14 * 86_400)


async def test_the_cookie_lives_as_long_as_the_session(
    environ: dict[str, str], clock: Clock
) -> None:
    environ["CALENDAR_FEEDS_SESSION_DAYS"] = "1"
    async with serve(load_settings(environ), clock) as service:
        await make_signer()
        cookie = cookie_set_by(await sign_in(service))
        session = await Session.get()

    assert cookie["max-age"] == "86400"
    assert (session.expires_at - session.created_at).total_seconds() == 86_400


async def test_the_secret_of_the_cookie_is_not_stored(service: Service) -> None:
    await make_signer()

    token = cookie_set_by(await sign_in(service)).value

    stored = str(await Session.all().values())
    assert token not in stored
    assert token.split("_")[-1] not in stored


async def test_signing_out_takes_the_cookie_back(service: Service) -> None:
    token = await open_session(await make_user(), service.clock.now)

    response = await service.http.post(
        "/graphql", json={"query": SIGN_OUT}, headers={"cookie": f"{SESSION_COOKIE}={token}"}
    )

    cookie = cookie_set_by(response)
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/")
    assert cookie["httponly"] is True


async def test_no_other_answer_sets_a_cookie(service: Service) -> None:
    await make_signer()
    user = await make_user()

    answers = [
        await service.graphql("{ viewer { id } }"),
        await service.graphql("{ viewer { id } calendars { totalCount } }", user=user),
        await service.graphql("{ secrets }", user=user),
        await service.graphql(
            SIGN_IN, input={"email": "ada@firm.example", "password": "not the password"}
        ),
    ]

    assert [answer.response.headers.get("set-cookie") for answer in answers] == [None] * 4


OTHER_SITES: Final[dict[str, dict[str, str]]] = {
    "another site": {"origin": "https://evil.example"},
    "null": {"origin": "null"},
    "nothing": {"origin": ""},
    "another scheme": {"origin": "http://feeds.example.com"},
    "another port": {"origin": "https://feeds.example.com:8443"},
    "a subdomain": {"origin": "https://x.feeds.example.com"},
    "a longer name": {"origin": "https://feeds.example.com.evil.example"},
    "a path": {"origin": "https://feeds.example.com/"},
    "with a user": {"origin": "https://feeds.example.com@evil.example"},
    "two origins": {"origin": "https://feeds.example.com https://evil.example"},
    "cross-site": {"sec-fetch-site": "cross-site"},
    "same-site": {"sec-fetch-site": "same-site"},
    "own origin, cross-site": {
        "origin": "https://feeds.example.com",
        "sec-fetch-site": "cross-site",
    },
}
OWN_PAGES: Final[dict[str, dict[str, str]]] = {
    "no browser": {},
    "own origin": {"origin": "https://feeds.example.com"},
    "own origin in a browser": {
        "origin": "https://feeds.example.com",
        "sec-fetch-site": "same-origin",
    },
    "typed in": {"sec-fetch-site": "none"},
    "by the name that was asked": {"origin": "http://127.0.0.1:9", "host": "127.0.0.1:9"},
}


async def test_a_page_of_another_site_cannot_act(service: Service) -> None:
    await make_signer()
    token = await open_session(await make_user(), service.clock.now)
    cookie = {"cookie": f"{SESSION_COOKIE}={token}"}
    requests: dict[str, dict[str, Any]] = {
        "query": {"query": "{ viewer { id } }"},
        "signIn": {"query": SIGN_IN, "variables": CREDENTIALS},
        "signOut": {"query": SIGN_OUT},
    }
    outcomes = {}

    for case, headers in OTHER_SITES.items():
        for name, request in requests.items():
            response = await service.http.post("/graphql", json=request, headers=headers | cookie)
            (error,) = response.json()["errors"]
            outcomes[case, name] = (
                response.status_code,
                error["extensions"]["code"],
                "set-cookie" in response.headers,
                "data" in response.json(),
            )

    assert set(outcomes.values()) == {(403, "FORBIDDEN", False, False)}
    # The session is still there, and nobody else was signed in.
    assert await Session.filter(ended_at__isnull=True).count() == await Session.all().count() == 1


async def test_own_pages_and_programs_can_act(service: Service) -> None:
    await make_signer()

    answers = {case: await sign_in(service, headers) for case, headers in OWN_PAGES.items()}

    assert {case: answer.status_code for case, answer in answers.items()} == dict.fromkeys(
        OWN_PAGES, 200
    )
    assert await Session.all().count() == len(OWN_PAGES)


async def test_other_sites_are_refused_before_the_body_is_read(service: Service) -> None:
    response = await service.http.post(
        "/graphql", content=b"{", headers={"origin": "https://evil.example"}
    )

    assert response.status_code == 403


async def test_no_answer_lets_a_page_of_another_site_read_it(service: Service) -> None:
    for method in ("POST", "OPTIONS", "GET"):
        response = await service.http.request(
            method,
            "/graphql",
            json={"query": "{ viewer { id } }"},
            headers={
                "origin": "https://evil.example",
                "access-control-request-method": "POST",
                "access-control-request-headers": "content-type",
            },
        )
        assert [name for name in response.headers if name.startswith("access-control")] == []
