"""Faults of ours and a database that is away: said in a code, and not a word more."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import pytest
from tortoise.connection import get_connection

from api.models import Calendar, Event, Session
from api.models.database import SQLITE_WRITER
from api.schema.http import SESSION_COOKIE
from api.schema.ids import encode_id
from api.settings import Settings, load_settings
from tests.clock import Clock
from tests.factories import make_calendar, make_event, make_user, open_session
from tests.feeds.network import network_to
from tests.feeds.outside import path_of, run
from tests.schema.firm import PASSWORD, QUICK_HASHES
from tests.service import Answer, Service, serve

NODE: Final = "query ($id: ID!) { viewer { id } node(id: $id) { id } }"
CREATE_EVENT: Final = (
    "mutation ($input: CreateEventInput!) { createEvent(input: $input) { errors { code } } }"
)
INTERNAL: Final = "Something went wrong here. It was logged under this answer's X-Request-Id."
AWAY: Final = "The service cannot answer now. Try again in some seconds."

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("engine", ["postgres"], indirect=True)


def assert_nothing_of_the_inside(response: httpx.Response, settings: Settings) -> None:
    """Asserts that an answer holds no statement, no name of a table, file or class, no address."""
    url = settings.effective_database_url
    parts = urlsplit(url)
    words = ["SELECT", "INSERT", "UPDATE", "FROM", "relation", "no such table"]
    words += ["elsewhere", "events", "sessions", "event_assignees", "tortoise", "asyncpg", "sqlite"]
    words += ["OperationalError", "Traceback", "File ", ".py", "Exception", url, parts.path]
    words += [word for word in (parts.password, parts.netloc, parts.username) if word]
    told = response.text + str(response.headers)
    assert [word for word in words if word in told] == []


def faults_logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


async def ask_with_cookie(service: Service, cookie: str, query: str, **variables: Any) -> Answer:
    """Asks with a session that is there already: opening one would need the database."""
    return await service.graphql(
        query, headers={"cookie": f"{SESSION_COOKIE}={cookie}"}, **variables
    )


async def test_a_fault_in_a_field_is_logged_and_masked(
    service: Service, app_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    user = await make_user()
    id_ = encode_id("Event", (await make_event(await make_calendar(user))).id)
    await run(app_settings.effective_database_url, "ALTER TABLE events RENAME TO elsewhere")

    answer = await service.graphql(NODE, user=user, id=id_)

    assert answer.response.status_code == 200
    assert answer.data == {"viewer": {"id": encode_id("User", user.id)}, "node": None}
    (error,) = answer.errors
    assert (error["message"], error["path"]) == (INTERNAL, ["node"])
    assert error["extensions"] == {"code": "INTERNAL"}
    assert_nothing_of_the_inside(answer.response, app_settings)
    (record,) = faults_logged(caplog)
    assert (record.name, record.exc_info is not None) == ("api.schema.http", True)


async def test_a_fault_in_a_mutation_writes_nothing(
    service: Service, app_settings: Settings
) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    database = app_settings.effective_database_url
    await run(database, "ALTER TABLE event_assignees RENAME TO elsewhere")
    input = {
        "calendarId": encode_id("Calendar", calendar.id),
        "title": "Hearing",
        "startsAt": "2026-03-18T09:00:00Z",
        "endsAt": "2026-03-18T10:00:00Z",
        "assigneeIds": [encode_id("User", user.id)],
    }

    answer = await service.graphql(CREATE_EVENT, user=user, input=input)

    assert (answer.data, answer.codes) == (None, ["INTERNAL"])
    assert_nothing_of_the_inside(answer.response, app_settings)
    assert await Event.all().count() == 0
    assert (await Calendar.get()).revision == 1
    # Nothing of it is left: neither a lock nor a transaction.
    await run(database, "ALTER TABLE elsewhere RENAME TO event_assignees")
    again = await service.graphql(CREATE_EVENT, user=user, input=input)
    assert again.data == {"createEvent": {"errors": []}}


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_a_fault_before_the_query_is_logged_and_masked(
    service: Service, app_settings: Settings, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    token = await open_session(await make_user(), service.clock.now)
    await run(app_settings.effective_database_url, "ALTER TABLE sessions RENAME TO elsewhere")

    response = await service.http.post(
        "/graphql",
        json={"query": "{ viewer { id } }"},
        headers={"cookie": f"{SESSION_COOKIE}={token}", "accept": accept},
    )

    assert response.status_code == 500
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert response.json() == {
        "errors": [{"message": INTERNAL, "extensions": {"code": "INTERNAL"}}]
    }
    assert response.headers["x-request-id"]
    assert_nothing_of_the_inside(response, app_settings)
    assert len(faults_logged(caplog)) == 1


async def test_what_the_asker_did_wrong_is_not_logged_as_a_fault(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    user = await make_user()
    for document in (
        "}{",
        "{ secrets }",
        "{ calendars(first: -1) { totalCount } }",
        'mutation { deleteEvent(input: {id: "x"}) { errors { code } } }',
    ):
        await service.graphql(document, user=user)
    await service.graphql("{ calendars { totalCount } }")
    await service.http.post("/graphql", content=b"{")

    assert faults_logged(caplog) == []


async def test_no_password_and_no_token_reaches_the_log(
    service: Service, app_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await make_user(email="ada@firm.example", password_hash=QUICK_HASHES.hash(PASSWORD))
    credentials = f'email: "ada@firm.example", password: "{PASSWORD}"'
    sign_in = f"signIn(input: {{{credentials}}}) {{ errors {{ code }} }}"

    # Signed in, each time with something wrong on the same line.
    answers = [
        await service.graphql(f"mutation {{ {sign_in} }}"),
        await service.graphql(f"mutation {{ {sign_in} secrets }}"),
        await service.graphql(f"mutation {{ {sign_in} }} }}"),
        await service.graphql(
            f'mutation {{ {sign_in} deleteEvent(input: {{id: "x"}}) {{ errors {{ code }} }} }}'
        ),
        await service.graphql(
            "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }",
            input={"email": 1, "password": [PASSWORD]},
        ),
    ]
    await run(app_settings.effective_database_url, "ALTER TABLE audit_entries RENAME TO elsewhere")
    answers.append(await service.graphql(f"mutation {{ {sign_in} }}"))

    assert answers[-1].codes == ["INTERNAL"]
    # The program's own log and its libraries', not that of the client beside it.
    log = "\n".join(
        f"{record.getMessage()} {record.exc_text}"
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore"))
    )
    assert "a fault in GraphQL" in log
    assert PASSWORD not in log
    tokens = [answer.response.cookies.get(SESSION_COOKIE) for answer in answers]
    assert tokens[0] is not None
    assert [token for token in tokens if token and token.split("_")[-1] in log] == []


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
    assert with_cookie.response.json() == {
        "errors": [{"message": AWAY, "extensions": {"code": "UNAVAILABLE"}}]
    }
    signing_in = await service.graphql(
        "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }",
        input={"email": "ada@firm.example", "password": PASSWORD},
    )
    assert (signing_in.data, signing_in.codes) == (None, ["UNAVAILABLE"])
    assert signing_in.errors[0]["message"] == AWAY
    for answer in (with_cookie, signing_in):
        assert_nothing_of_the_inside(answer.response, settings)
    # What needs no database is answered all the same.
    info = await service.ask("{ serverInfo { windowPastDays } viewer { id } }")
    assert info == {"serverInfo": {"windowPastDays": 45}, "viewer": None}


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
