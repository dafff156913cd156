"""Introspection: on in development, off in production, and as the setting says."""

from typing import Any, Final

import pytest
from graphql import build_client_schema, get_introspection_query, print_schema

from api.settings import load_settings
from tests.clock import Clock
from tests.factories import make_user
from tests.service import Service, serve

SCHEMA_NAMES: Final = "{ __schema { queryType { name } } }"
GUESSES: Final = {
    "field": "{ calendar { totalCount } }",
    "field of a type": "{ serverInfo { versio } }",
    "type": "query ($x: CreateEventInpu) { viewer { id } }",
    "argument": "{ calendars(frst: 1) { totalCount } }",
    "input field": 'mutation { signIn(input: {emial: "a", password: "b"}) { errors { code } } }',
    "enum value": (
        'mutation { createCalendar(input: {name: "a", timeZone: "UTC", everyoneRole: READERS}) '
        "{ errors { code } } }"
    ),
    "fragment": "{ node(id: 1) { ... on Calender { id } } }",
}
GUESSES_IN_VARIABLES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "input field in a variable": (
        "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }",
        {"input": {"emial": "a", "email": "a", "password": "b"}},
    ),
    "enum value in a variable": (
        "mutation ($input: CreateCalendarInput!) { createCalendar(input: $input) { __typename } }",
        {"input": {"name": "a", "timeZone": "UTC", "everyoneRole": "READERS"}},
    ),
    "enum value in a default": (
        """mutation ($role: CalendarRole = READERS) {
          createCalendar(input: {name: "a", timeZone: "UTC", everyoneRole: $role}) { errors {code} }
        }""",
        {},
    ),
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("mode", "setting", "answered"),
    [
        ("development", "", True),
        ("development", "false", False),
        ("production", "", False),
        ("production", "true", True),
    ],
)
async def test_the_schema_is_told_as_mode_and_setting_say(
    environ: dict[str, str], clock: Clock, mode: str, setting: str, answered: bool
) -> None:
    environ |= {"CALENDAR_FEEDS_MODE": mode, "CALENDAR_FEEDS_INTROSPECTION": setting}
    async with serve(load_settings(environ), clock) as service:
        schema = await service.graphql(SCHEMA_NAMES)
        type_ = await service.graphql('{ __type(name: "Query") { name } }')
        name = await service.graphql("{ __typename }")
        guesses = {
            guess: (await service.graphql(document)).response.text
            for guess, document in GUESSES.items()
        }
        for guess, (document, variables) in GUESSES_IN_VARIABLES.items():
            guesses[guess] = (await service.graphql(document, **variables)).response.text

    assert (schema.data is not None) is (type_.data is not None) is answered
    if not answered:
        assert set(schema.codes) == {"GRAPHQL_VALIDATION_FAILED"}
    assert name.data == {"__typename": "Query"}
    suggested = {guess for guess, text in guesses.items() if "Did you mean" in text}
    assert suggested == (set(guesses) if answered else set())
    assert all('"errors"' in text for text in guesses.values())


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_an_answer_that_repeats_what_was_sent_does_not_take_half_a_minute(
    environ: dict[str, str], clock: Clock
) -> None:
    text = " Did you mean" * 100_000
    document, _ = GUESSES_IN_VARIABLES["enum value in a variable"]
    input = {"name": "a", "timeZone": "UTC", "everyoneRole": text}
    async with serve(load_settings(environ | {"CALENDAR_FEEDS_MODE": "production"}), clock) as ours:
        user = await make_user()
        # The client of the tests waits that long, and then fails.
        answer = await ours.graphql(document, user=user, input=input)

    assert set(answer.codes) == {"GRAPHQL_VALIDATION_FAILED"}
    assert text in answer.errors[0]["message"]


async def test_the_whole_schema_can_be_introspected(service: Service) -> None:
    answer = await service.ask(get_introspection_query())

    assert "type CalendarFeed implements Node" in print_schema(build_client_schema(answer))
