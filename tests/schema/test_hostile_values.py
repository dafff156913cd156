"""Numbers, times, nulls and shapes that no form sends: told, and never a fault."""

from itertools import count
from typing import Any, Final

import pytest
from graphql import GraphQLList, GraphQLNonNull, get_named_type, get_nullable_type

from api.models import Calendar, Event, Task, User
from tests.schema.documents import MUTATIONS, input_type, mutation_document
from tests.schema.firm import make_firm, mutate, outcome, signed_in
from tests.service import Service

INPUTS: Final = {
    mutation: named.fields for mutation in MUTATIONS if (named := input_type(mutation)) is not None
}
NULLABLE: Final = {
    mutation: [name for name, field in fields.items() if not isinstance(field.type, GraphQLNonNull)]
    for mutation, fields in INPUTS.items()
}
# What null means in these; in every other nullable field it is refused.
NULL_IS_TAKEN: Final = {
    "resetCalendarFeeds": {"feedIds"},  # all of them
    "updateOrganization": set(),
    "updateUser": set(),
    "createCalendar": {"everyoneRole"},
    "updateCalendar": {"everyoneRole"},
    "createCalendarFeed": {"calendarIds", "settings", "expiresAt"},
    "updateCalendarFeed": {"calendarIds", "expiresAt"},
    "createApiToken": {"expiresAt"},
    "createUserToken": {"userExternalId"},  # and no e-mail address with it
    # The calendar is named by one of two fields.
    "upsertEvents": {"calendarExternalId", "syncRunId"},
    "upsertTasks": {"calendarExternalId", "syncRunId"},
    "deleteEvents": {"calendarExternalId"},
    "deleteTasks": {"calendarExternalId"},
    "finishSync": {"calendarExternalId"},
    "createEvent": {"startDate", "endDate", "timeZone", "recurrence"},
    "createTask": {"dueDate", "timeZone"},
    "updateEvent": {"timeZone", "recurrence", "occurrence"},
    "deleteEvent": {"occurrence"},
    "updateTask": {"timeZone"},
}
SHAPES: Final[dict[str, Any]] = {
    "null": None,
    "empty text": "",
    "text": "x",
    "zero": 0,
    "one": 1,
    "minus one": -1,
    "a large number": 2**31 - 1,
    "a number too large": 2**31,
    "a number far too large": 10**300,
    "a fraction": 1.5,
    "a number of many digits": 10**4_000,
    "true": True,
    "no list": [],
    "a list of null": [None],
    "a list of lists": [[["x"]]],
    "a list of many": ["x"] * 2_000,
    "an object": {"x": 1},
    "an empty object": {},
}
CLIENT_CODES: Final = {
    "OK",
    "INVALID_INPUT",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "WRONG_CREDENTIALS",
    "GRAPHQL_VALIDATION_FAILED",
}


def test_null_is_expected_of_fields_that_there_are() -> None:
    assert {name for name, fields in NULLABLE.items() if fields} == set(NULL_IS_TAKEN)
    for mutation, fields in NULL_IS_TAKEN.items():
        assert fields <= set(NULLABLE[mutation])


async def test_null_is_taken_where_it_means_something_and_refused_elsewhere(
    service: Service,
) -> None:
    firm = await make_firm()
    inputs = await firm.inputs()
    taken: dict[str, set[str]] = {}

    for mutation, fields in NULLABLE.items():
        for field in fields:
            input = (inputs[mutation] or {}) | {field: None}
            answer = await mutate(service, mutation, firm.asker(mutation), input)
            if outcome(answer, mutation) == "OK":
                taken.setdefault(mutation, set()).add(field)
                continue
            (error,) = answer.data[mutation]["errors"]
            # A new event has two times: of the missing one it is said of the first.
            about = "startsAt" if (mutation, field) == ("createEvent", "endsAt") else field
            assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", about])

    assert taken == {mutation: fields for mutation, fields in NULL_IS_TAKEN.items() if fields}


async def test_null_where_a_value_must_be_is_told_by_graphql(service: Service) -> None:
    firm = await make_firm()
    inputs = await firm.inputs()

    for mutation, fields in INPUTS.items():
        for field in set(fields) - set(NULLABLE[mutation]):
            input = (inputs[mutation] or {}) | {field: None}
            answer = await mutate(service, mutation, firm.asker(mutation), input)
            assert answer.codes == ["GRAPHQL_VALIDATION_FAILED"], (mutation, field)
            assert f"{field}" in answer.errors[0]["message"]


async def test_no_shape_of_a_value_is_a_fault(service: Service, engine: str) -> None:
    # PostgreSQL looks at types, and gets each second shape; SQLite each eighth.
    await try_shapes(service, part=2 if engine == "postgres" else 8)


@pytest.mark.verify
async def test_no_shape_of_a_value_is_a_fault_in_any_field(service: Service) -> None:
    await try_shapes(service, part=1)


async def try_shapes(service: Service, *, part: int) -> None:
    """Sends one in so many of all shapes in all fields; none may be a fault."""
    numbers = count()
    firm = await make_firm()
    outcomes: dict[str, set[str]] = {}
    refused: set[tuple[str, str]] = set()

    for mutation, fields in INPUTS.items():
        input = (await firm.inputs())[mutation] or {}
        headers = await signed_in(service, firm.asker(mutation))
        for name, field in fields.items():
            for shape, value in SHAPES.items():
                if (str(field.type), shape) in refused:
                    continue  # by GraphQL, which looks at the type alone
                if (mutation, name) == ("signIn", "email") and isinstance(value, str | int):
                    continue  # of nobody: half a second each, and no shape
                if next(numbers) % part:
                    continue
                answer = await service.graphql(
                    mutation_document(mutation), headers=headers, input=input | {name: value}
                )
                service.http.cookies.clear()
                assert answer.response.status_code == 200, (mutation, name, shape)
                code = outcome(answer, mutation)
                outcomes.setdefault(code, set()).add(f"{mutation}.{name} {shape}")
                if code == "GRAPHQL_VALIDATION_FAILED":
                    refused.add((str(field.type), shape))

    assert set(outcomes) <= CLIENT_CODES, {
        code: cases for code, cases in outcomes.items() if code not in CLIENT_CODES
    }
    assert set(outcomes) >= {"OK", "INVALID_INPUT", "NOT_FOUND", "GRAPHQL_VALIDATION_FAILED"}


def test_every_list_of_the_inputs_is_tried_with_many() -> None:
    lists = {
        field_name
        for fields in INPUTS.values()
        for field_name, field in fields.items()
        if isinstance(get_nullable_type(field.type), GraphQLList)
    }

    assert lists == {
        "assigneeIds",
        "calendarIds",
        "calendars",
        "categories",
        "events",
        "externalIds",
        "feedIds",
        "scopes",
        "tasks",
        "users",
    }


def test_every_kind_of_value_is_tried() -> None:
    kinds = {
        get_named_type(field.type).name for fields in INPUTS.values() for field in fields.values()
    }

    assert kinds == {
        "ApiTokenScope",
        "Boolean",
        "CalendarFeedSettingsInput",
        "CalendarRole",
        "Date",
        "DateTime",
        "DetailCeiling",
        "EventStatus",
        "ID",
        "Int",
        "RecurrenceInput",
        "String",
        "UpsertCalendarInput",
        "UpsertEventInput",
        "UpsertTaskInput",
        "UpsertUserInput",
        "UserRole",
    }


async def test_nothing_is_stored_of_what_graphql_refuses(service: Service) -> None:
    firm = await make_firm()
    models = (Calendar, Event, Task, User)
    before = [await model.all().order_by("id").values() for model in models]

    for mutation in INPUTS:
        answer = await mutate(service, mutation, firm.asker(mutation), {"unknown": 1})
        assert set(answer.codes) == {"GRAPHQL_VALIDATION_FAILED"}

    assert [await model.all().order_by("id").values() for model in models] == before
