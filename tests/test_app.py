"""The application as a whole: how it starts, and what all of its answers have in common."""

import re

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.app import create_app
from api.errors import ConfigurationError
from api.models import KeyUse
from api.settings import Settings, load_settings
from api.tokens import generate_key, parse_key
from tests.clock import Clock
from tests.feeds.outside import run
from tests.feeds.publishing import publish
from tests.feeds.raw import ask, target_of
from tests.service import Service, serve


async def start(settings: Settings, clock: Clock) -> None:
    """Runs the application's lifespan, as a server does."""
    app = create_app(settings, clock)
    async with app.router.lifespan_context(app):
        pass


async def test_an_unmigrated_database_stops_the_start_and_says_what_to_do(
    environ: dict[str, str], clock: Clock
) -> None:
    settings = load_settings(environ)
    for table in ("tortoise_migrations", "key_uses"):
        await run(settings.effective_database_url, f"ALTER TABLE {table} RENAME TO old_{table}")
    with pytest.raises(ConfigurationError, match="calendar-feeds migrate"):
        await start(settings, clock)


async def test_a_start_takes_the_first_key_into_use_and_no_other(
    environ: dict[str, str], clock: Clock
) -> None:
    keys = [generate_key(), generate_key()]
    settings = load_settings(environ | {"CALENDAR_FEEDS_KEYS": ",".join(keys)})
    async with serve(settings, clock):
        [use] = await KeyUse.all()
    assert use.fingerprint == parse_key(keys[0]).fingerprint
    assert use.used_at == clock.now


async def test_a_service_can_be_started_again_on_the_same_database(
    environ: dict[str, str], clock: Clock
) -> None:
    for _ in range(2):
        async with serve(load_settings(environ), clock) as service:
            assert (await service.http.get("/readyz")).status_code == 200


def test_every_address_of_the_service_is_known(app_settings: Settings) -> None:
    routes = {route.path for route in create_app(app_settings).routes if isinstance(route, Route)}
    assert routes == {
        "/",
        "/robots.txt",
        "/healthz",
        "/readyz",
        "/feeds/{address}",
        "/graphql",
        "/graphql/{below:path}",
    }


async def test_no_answer_names_the_software_or_sets_a_cookie(service: Service) -> None:
    for target in ["/", "/robots.txt", "/healthz", "/readyz", "/nowhere", "/feeds/x.ics"]:
        for method in ["GET", "HEAD", "DELETE"]:
            answer = await ask(service, target, method)
            names = {name for name, _ in answer.headers}
            assert not names & {"server", "x-powered-by", "set-cookie", "location"}, target


async def test_no_browser_may_guess_what_an_answer_is(service: Service) -> None:
    published = await publish(service)
    targets = ["/", "/robots.txt", "/healthz", "/readyz", "/nowhere", "/feeds/x.ics", "/graphql"]
    for target in [*targets, target_of(service, published.url)]:
        for method in ["GET", "HEAD", "POST", "DELETE"]:
            answer = await ask(service, target, method)
            assert answer.header("x-content-type-options") == ["nosniff"], (method, target)


async def test_a_fault_is_answered_in_plain_words_like_everything_else(service: Service) -> None:
    async def break_down(request: Request) -> Response:
        raise LookupError(str(request.url))

    service.app.router.routes.append(Route("/broken", break_down))

    answer = await service.http.get("/broken?secret")

    assert (answer.status_code, answer.text) == (500, "Something went wrong here.\n")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/robots.txt"])
async def test_other_methods_are_refused_in_plain_words(service: Service, path: str) -> None:
    answer = await ask(service, path, "POST")
    assert answer.status == 405
    assert {*answer.header("allow")[0].split(", ")} == {"GET", "HEAD"}
    assert answer.header("content-type") == ["text/plain; charset=utf-8"]
