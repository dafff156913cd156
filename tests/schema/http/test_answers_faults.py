"""Faults of ours: logged once, and not a word of them told."""

import logging
from typing import Final

import pytest

from api.models import Calendar, Event
from api.schema.http import SESSION_COOKIE
from api.schema.ids import encode_id
from api.settings import Settings
from tests.factories import make_calendar, make_event, make_user, open_session
from tests.feeds.outside import run
from tests.schema.firm import PASSWORD, QUICK_HASHES
from tests.schema.inside import assert_nothing_of_the_inside
from tests.schema.requests import told
from tests.service import Service

NODE: Final = "query ($id: ID!) { viewer { id } node(id: $id) { id } }"
CREATE_EVENT: Final = (
    "mutation ($input: CreateEventInput!) { createEvent(input: $input) { errors { code } } }"
)
INTERNAL: Final = "Something went wrong here. It was logged under this answer's X-Request-Id."


def faults_logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


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
    assert error["extensions"] == {
        "code": "INTERNAL",
        "requestId": answer.response.headers["x-request-id"],
    }
    assert_nothing_of_the_inside(answer.response, app_settings)
    (record,) = faults_logged(caplog)
    assert (record.name, record.exc_info is not None) == ("api.schema.http.answers", True)


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
    assert told(response) == ["INTERNAL"]
    assert response.json()["errors"][0]["message"] == INTERNAL
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
