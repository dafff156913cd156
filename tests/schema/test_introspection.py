"""Introspection: on in development, off in production, and as the setting says."""

from typing import Final

import pytest
from graphql import build_client_schema, get_introspection_query, print_schema

from api.settings import load_settings
from tests.clock import Clock
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
        wrong = await service.graphql(
            "mutation ($input: SignInInput!) { signIn(input: $input) { errors { code } } }",
            input={"emial": "a", "email": "a", "password": "b"},
        )

    assert (schema.data is not None) is (type_.data is not None) is answered
    if not answered:
        assert set(schema.codes) == {"GRAPHQL_VALIDATION_FAILED"}
    assert name.data == {"__typename": "Query"}
    guesses["variable"] = wrong.response.text
    suggested = {guess for guess, text in guesses.items() if "Did you mean" in text}
    assert suggested == (set(guesses) if answered else set())
    assert all('"errors"' in text for text in guesses.values())


async def test_the_whole_schema_can_be_introspected(service: Service) -> None:
    answer = await service.ask(get_introspection_query())

    assert "type CalendarFeed implements Node" in print_schema(build_client_schema(answer))
