"""Pages of other origins: those that the settings name may ask, with a bearer token."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.schema.http import SESSION_COOKIE
from api.settings import load_settings
from tests.clock import Clock
from tests.factories import make_user, open_api_token, open_session, open_user_token
from tests.service import Service, serve

APP = "https://app.example"
PREFLIGHT = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization,content-type",
}
QUERY = {"query": "{ viewer { email } }"}


@pytest.fixture
async def open_service(environ: dict[str, str], clock: Clock) -> AsyncIterator[Service]:
    """A service that lets pages of the host application ask."""
    environ["CALENDAR_FEEDS_ALLOWED_ORIGINS"] = f"{APP} https://other.example"
    async with serve(load_settings(environ), clock) as running:
        yield running


def told(response: httpx.Response) -> dict[str, str]:
    """What a browser is told about pages of other origins."""
    return {
        name.removeprefix("access-control-"): value
        for name, value in response.headers.items()
        if name.startswith("access-control-")
    }


async def test_a_browser_learns_before_it_asks_that_it_may(open_service: Service) -> None:
    response = await open_service.http.options("/graphql", headers=PREFLIGHT | {"origin": APP})

    assert response.status_code == 200
    said = told(response)
    assert (said["allow-origin"], said["allow-methods"]) == (APP, "POST")
    assert "authorization" in said["allow-headers"].lower()
    # A cookie is never asked for.
    assert "allow-credentials" not in said
    assert "origin" in response.headers["vary"].lower()


async def test_a_page_of_the_host_reads_with_a_users_token(open_service: Service) -> None:
    user = await make_user()
    token = await open_user_token(user, await open_api_token(await user.organization))
    headers = {"origin": APP, "sec-fetch-site": "cross-site", "authorization": f"Bearer {token}"}

    response = await open_service.http.post("/graphql", json=QUERY, headers=headers)

    assert response.json() == {"data": {"viewer": {"email": user.email}}}
    assert told(response)["allow-origin"] == APP
    assert "x-request-id" in told(response)["expose-headers"].lower()


async def test_a_page_of_the_host_cannot_use_the_cookie(open_service: Service) -> None:
    token = await open_session(await make_user(), open_service.clock.now)
    headers = {"origin": APP, "cookie": f"{SESSION_COOKIE}={token}"}

    response = await open_service.http.post("/graphql", json=QUERY, headers=headers)

    assert response.status_code == 403
    # The page may read why.
    assert told(response)["allow-origin"] == APP


async def test_any_other_page_is_told_nothing(open_service: Service) -> None:
    user = await make_user()
    token = await open_user_token(user, await open_api_token(await user.organization))
    elsewhere = {"origin": "https://app.example.evil.example"}

    before = await open_service.http.options("/graphql", headers=PREFLIGHT | elsewhere)
    headers = elsewhere | {"authorization": f"Bearer {token}"}
    asked = await open_service.http.post("/graphql", json=QUERY, headers=headers)

    assert before.status_code == 400
    assert "allow-origin" not in told(before)
    assert "allow-origin" not in told(asked)


async def test_feeds_say_nothing_to_pages(open_service: Service) -> None:
    response = await open_service.http.get("/feeds/cf_x.ics", headers={"origin": APP})

    assert told(response) == {}
