"""A database that is away: said in a code, with nothing of it."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import pytest
from starlette.requests import Request
from tortoise.connection import get_connection

from api.auth import QUEUE, PasswordPool
from api.errors import Unavailable
from api.models import Session
from api.models.connections import SQLITE_WRITER
from api.schema.http import SESSION_COOKIE
from api.schema.http.answers import refusal
from api.settings import Settings, load_settings
from tests.clock import Clock
from tests.factories import make_user, open_session
from tests.feeds.network import network_to
from tests.feeds.outside import path_of, run
from tests.schema.firm import PASSWORD
from tests.schema.inside import assert_nothing_of_the_inside
from tests.service import Answer, Service, serve

AWAY: Final = "The service cannot answer now. Try again in some seconds."

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("engine", ["postgres"], indirect=True)


async def ask_with_cookie(service: Service, cookie: str, query: str, **variables: Any) -> Answer:
    """Asks with a session that is there already: opening one would need the database."""
    return await service.graphql(
        query, headers={"cookie": f"{SESSION_COOKIE}={cookie}"}, **variables
    )


@on_postgres
async def test_a_database_out_of_reach_is_said_to_be_away(
    environ: dict[str, str], clock: Clock
) -> None:
    async with network_to(environ["CALENDAR_FEEDS_DATABASE_URL"]) as (network, url):
        settings = load_settings(environ | {"CALENDAR_FEEDS_DATABASE_URL": url})
        async with serve(settings, clock) as service:
            token = str(await open_session(await make_user(), service.clock.now))
            await network.cut()

            await assert_away(service, settings, token)

            await network.join()
            answer = await ask_with_cookie(service, token, "{ calendars { totalCount } }")
            assert answer.data == {"calendars": {"totalCount": 0}}


@on_sqlite
async def test_a_file_that_cannot_be_read_is_said_to_be_away(
    service: Service, app_settings: Settings
) -> None:
    token = str(await open_session(await make_user(), service.clock.now))
    await run(app_settings.effective_database_url, "PRAGMA wal_checkpoint(TRUNCATE)")
    file = path_of(app_settings.effective_database_url)
    with file.open("r+b") as content:
        content.write(b"?" * file.stat().st_size)

    await assert_away(service, app_settings, token)


async def assert_away(service: Service, settings: Settings, token: str) -> None:
    """Asserts what is answered while nothing can be known."""
    with_cookie = await ask_with_cookie(service, token, "{ viewer { id } }")
    assert with_cookie.response.status_code == 503
    assert with_cookie.response.headers["retry-after"] == "30"
    assert with_cookie.data is None
    (error,) = with_cookie.errors
    assert (error["message"], error["extensions"]["code"]) == (AWAY, "UNAVAILABLE")
    assert error["extensions"]["retryAfter"] == 30
    signing_in = await service.graphql(
        "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }",
        input={"email": "ada@firm.example", "password": PASSWORD},
    )
    assert (signing_in.data, signing_in.codes) == (None, ["UNAVAILABLE"])
    assert signing_in.errors[0]["message"] == AWAY
    assert signing_in.errors[0]["extensions"]["retryAfter"] == 30
    for answer in (with_cookie, signing_in):
        assert_nothing_of_the_inside(answer.response, settings)
    # What needs no database is answered all the same.
    info = await service.ask("{ serverInfo { windowPastDays } viewer { id } }")
    assert info == {"serverInfo": {"windowPastDays": 45}, "viewer": None}


@on_sqlite
async def test_whoever_is_sent_away_from_signing_in_is_told_for_how_long(service: Service) -> None:
    passwords: PasswordPool = service.app.state.passwords
    waiting = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(QUEUE)]
    await asyncio.sleep(0)

    answer = await service.graphql(
        "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }",
        input={"email": "ada@firm.example", "password": PASSWORD},
    )

    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert answer.response.status_code == 200
    assert answer.errors[0]["path"] == ["signIn"]
    assert answer.codes == ["UNAVAILABLE"]
    assert answer.errors[0]["extensions"]["retryAfter"] == 10


def test_a_refused_request_is_told_to_wait_as_long_as_the_error_says() -> None:
    response = refusal(
        Request({"type": "http", "headers": [], "state": {"request_id": "7"}}),
        Unavailable("Come back.", 7),
    )
    assert (response.status_code, response.headers["retry-after"]) == (503, "7")


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Another process is in the middle of a write that does not end."""
    with closing(sqlite3.connect(path_of(database_url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@on_sqlite
async def test_a_file_that_another_process_holds_is_said_to_be_away(
    service: Service, app_settings: Settings
) -> None:
    user = await make_user()
    token = str(await open_session(user, service.clock.now))
    # Waits a moment for others; in production that is five seconds.
    await get_connection(SQLITE_WRITER).execute_query("PRAGMA busy_timeout = 20")

    with locked(app_settings.effective_database_url):
        answer = await ask_with_cookie(
            service,
            token,
            'mutation { createCalendar(input: {name: "a", timeZone: "UTC"}) { errors { code } } }',
        )
        reading = await ask_with_cookie(service, token, "{ calendars { totalCount } }")

    assert (answer.data, answer.codes) == (None, ["UNAVAILABLE"])
    assert_nothing_of_the_inside(answer.response, app_settings)
    assert reading.data == {"calendars": {"totalCount": 0}}
    assert await Session.all().count() == 1
