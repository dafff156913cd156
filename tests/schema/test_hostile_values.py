"""Numbers, times, nulls and shapes that no form sends: told, and never a fault."""

import json
from typing import Any, Final

import pytest
from graphql import GraphQLList, GraphQLNonNull, get_named_type, get_nullable_type

from api.models import Calendar, Event, Task, User
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_event, make_task, make_user
from tests.ical.readers import READERS
from tests.schema.documents import MUTATIONS, input_type, mutation_document
from tests.schema.firm import make_firm, mutate, mutate_all, outcome, signed_in
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
    "createCalendar": {"everyoneRole"},
    "createEvent": {"startDate", "endDate", "timeZone"},
    "createTask": {"dueDate", "timeZone"},
    # What null would take away stays: an event has times, and its assignees are replaced by a list.
    "updateEvent": {"startsAt", "endsAt", "startDate", "endDate", "timeZone", "assigneeIds"},
    "updateTask": {"dueAt", "dueDate", "timeZone", "assigneeIds"},
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
    "infinity": float("inf"),
    "not a number": float("nan"),
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
            if mutation == "updateEvent" and field in {"startsAt", "endsAt"}:
                del input["startsAt"], input["endsAt"]  # one of them alone is refused anyhow
                input[field] = None
            answer = await mutate(service, mutation, firm.owner, input)
            if outcome(answer, mutation) == "OK":
                taken.setdefault(mutation, set()).add(field)
                continue
            (error,) = answer.data[mutation]["errors"]
            # Of two times that belong together it is said of the first.
            about = "startsAt" if field == "endsAt" else field
            assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", about])

    assert taken == NULL_IS_TAKEN


async def test_null_where_a_value_must_be_is_told_by_graphql(service: Service) -> None:
    firm = await make_firm()
    inputs = await firm.inputs()

    for mutation, fields in INPUTS.items():
        for field in set(fields) - set(NULLABLE[mutation]):
            input = (inputs[mutation] or {}) | {field: None}
            answer = await mutate(service, mutation, firm.owner, input)
            assert answer.codes == ["GRAPHQL_VALIDATION_FAILED"], (mutation, field)
            assert f"{field}" in answer.errors[0]["message"]


async def test_no_shape_of_a_value_is_a_fault(service: Service) -> None:
    firm = await make_firm()
    headers = await signed_in(service, firm.owner)
    outcomes: dict[str, set[str]] = {}
    refused: set[tuple[str, str]] = set()

    for mutation, fields in INPUTS.items():
        input = (await firm.inputs())[mutation] or {}
        for name, field in fields.items():
            for shape, value in SHAPES.items():
                if (str(field.type), shape) in refused:
                    continue  # by GraphQL, which looks at the type alone
                if (mutation, name) == ("signIn", "email") and isinstance(value, str | int):
                    continue  # of nobody: half a second each, and no shape
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


INSTANTS: Final = {
    # None: what GraphQL refuses. Else whether an event may begin then.
    "2026-03-29T09:00:00Z": True,
    "2026-03-29T09:00:00+00:00": True,
    "2026-03-29T09:00:00-00:00": True,
    "2026-03-29t09:00:00z": True,
    "2026-03-29 09:00:00Z": True,
    "2026-03-29T09:00Z": True,
    "2026-03-29T09:00:00.1234567890Z": True,
    "2026-03-29T09:00:00.123456Z": True,
    "2026-03-29T09:00:00+14:00": True,
    "2026-03-29T09:00:00-12:00": True,
    "2026-03-29T02:30:00+01:00": True,
    "2024-02-29T00:00:00Z": True,
    "0001-01-02T00:00:00Z": True,
    "9998-12-30T00:00:00Z": True,
    "0001-01-01T00:00:00Z": False,
    "0001-01-01T00:00:00+14:00": False,
    "0001-01-01T00:00:00+23:59": False,
    "9999-12-31T23:59:59Z": False,
    "9999-12-31T23:59:59-12:00": False,
    "9999-12-31T23:59:59-23:59": False,
    "": None,
    "now": None,
    "2026-03-29": None,
    "2026-03-29T09:00:00": None,
    "09:00:00Z": None,
    "2026-02-30T09:00:00Z": None,
    "2026-03-29T25:00:00Z": None,
    "2026-03-29T09:00:60Z": None,
    "2026-03-29T09:00:00+24:00": None,
    "2026-03-29T09:00:00+99:99": None,
    "0000-01-01T00:00:00Z": None,
    "10000-01-01T00:00:00Z": None,
    "-0001-01-01T00:00:00Z": None,
    "2026-03-29T09:00:00 Europe/Berlin": None,
    "20260329T090000Z": None,
    "2026-W13-7T09:00:00Z": None,
    "2026-03-29T09:00:00Z\x00": None,
    "\u0662\u0660\u0662\u0666-03-29T09:00:00Z": None,
    "2026-03-29T09:00:00\ud800": None,
    "x" * 100_000: None,
}
DATES: Final = {
    "2026-03-29": True,
    "2024-02-29": True,
    "0002-01-01": True,
    "9997-12-30": True,
    "0001-01-01": False,
    "9998-01-01": False,
    "9999-12-31": False,
    "": None,
    "today": None,
    "2026-03-29T09:00:00Z": None,
    "2026-02-29": None,
    "2026-13-01": None,
    "0000-01-01": None,
    "10000-01-01": None,
    "29.03.2026": None,
    "20260329": None,
    "2026-W13-7": None,
    "2026-03-29\x00": None,
    "\ud800": None,
}


def told(answer: Any, field: str) -> bool | None:
    """True when it was stored, False when the user was told, None when GraphQL refused it."""
    if answer.errors:
        assert set(answer.codes) == {"GRAPHQL_VALIDATION_FAILED"}, ascii(answer.errors)
        return None
    ((root, payload),) = answer.data.items()
    for error in payload["errors"]:
        assert error["code"] == "INVALID_INPUT", (root, error)
        assert error["path"] == ["input", field], (root, error)
    return not payload["errors"]


async def test_instants_are_taken_refused_or_no_instants(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    on_calendar = {"calendarId": encode_id("Calendar", calendar.id), "title": "Hearing"}
    outcomes: dict[str, dict[str, bool | None]] = {"startsAt": {}, "endsAt": {}, "dueAt": {}}

    for text in INSTANTS:
        late = {"startsAt": text, "endsAt": "9998-12-31T00:00:00Z"}
        early = {"startsAt": "0001-01-02T00:00:00Z", "endsAt": text}
        for field, mutation, times in (
            ("startsAt", "createEvent", late),
            ("endsAt", "createEvent", early),
            ("dueAt", "createTask", {"dueAt": text}),
        ):
            answer = await service.graphql(
                mutation_document(mutation), user=user, input=on_calendar | times
            )
            # Of two times in the wrong order it is said of the end.
            wrong_order = not answer.errors and "ends after it begins" in answer.response.text
            outcomes[field][text] = told(answer, "endsAt" if wrong_order else field)

    assert outcomes["dueAt"] == INSTANTS
    assert outcomes["startsAt"] == INSTANTS
    # The earliest start is no end.
    assert outcomes["endsAt"] == INSTANTS | {"0001-01-02T00:00:00Z": False}


async def test_dates_are_taken_refused_or_no_dates(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    on_calendar = {"calendarId": encode_id("Calendar", calendar.id), "title": "Hearing"}
    outcomes: dict[str, dict[str, bool | None]] = {"startDate": {}, "endDate": {}, "dueDate": {}}

    for text in DATES:
        for field, mutation, times in (
            ("startDate", "createEvent", {"startDate": text, "endDate": "9997-12-31"}),
            ("endDate", "createEvent", {"startDate": "0002-01-01", "endDate": text}),
            ("dueDate", "createTask", {"dueDate": text}),
        ):
            answer = await service.graphql(
                mutation_document(mutation), user=user, input=on_calendar | times
            )
            outcomes[field][text] = told(answer, field)

    assert outcomes["dueDate"] == outcomes["startDate"] == DATES
    assert outcomes["endDate"] == DATES | {"0002-01-01": False}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
async def test_the_first_and_the_last_time_that_can_be_stored_can_be_shown(
    service: Service, zone: str
) -> None:
    user = await make_user()
    calendar = await make_calendar(user, time_zone=zone)
    headers = await signed_in(service, user)
    on_calendar = {"calendarId": encode_id("Calendar", calendar.id), "title": "Hearing"}
    times: list[dict[str, str]] = [
        {"startsAt": "0001-01-02T00:00:00Z", "endsAt": "9998-12-31T00:00:00Z"},
        {"startDate": "0002-01-01", "endDate": "9997-12-31"},
    ]

    for answer in await mutate_all(
        service, "createEvent", headers, [on_calendar | each | {"timeZone": zone} for each in times]
    ):
        assert answer["errors"] == []
    due = ({"dueAt": "0001-01-02T00:00:00Z"}, {"dueAt": "9998-12-31T00:00:00Z"})
    for answer in await mutate_all(service, "createTask", headers, [on_calendar | d for d in due]):
        assert answer["errors"] == []

    # Both events run through every window there is.
    for days in (0, 365 * 7_900, -365 * 9_800):
        service.clock.advance(days=days)
        url = await service.feed_url(user)
        body = (await service.fetch(url)).content
        assert {name: len(read(body)) for name, read in READERS.items()} == dict.fromkeys(
            READERS, 2
        )
    ids = [encode_id("Event", event.id) for event in await Event.all()]
    shown = await service.ask(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { startsAt endsAt startDate } } }",
        user=user,
        ids=ids,
    )
    assert {node["startsAt"] for node in shown["nodes"]} == {
        "0001-01-02T00:00:00Z",
        "0002-01-01T00:00:00Z",
    }


async def test_twenty_categories_are_stored_and_no_more(service: Service) -> None:
    user = await make_user()
    event = await make_event(await make_calendar(user))
    id_ = encode_id("Event", event.id)
    headers = await signed_in(service, user)

    async def codes(categories: list[str]) -> list[str]:
        input = {"id": id_, "categories": categories}
        (answer,) = await mutate_all(service, "updateEvent", headers, [input])
        return [error["code"] for error in answer["errors"]]

    assert await codes([f"{number}" for number in range(20)]) == []
    assert await codes(["x"] * 5_000 + [" "] * 5_000) == []
    assert await codes([f"{number}" for number in range(21)]) == ["INVALID_INPUT"]
    assert await codes([f"{number}" for number in range(5_000)]) == ["INVALID_INPUT"]
    assert await codes(["x" * 101]) == ["INVALID_INPUT"]
    assert (await Event.get()).categories == ["x"]


ADDRESSES: Final = {
    "": True,
    "  ": True,
    "https://firm.example": True,
    "http://firm.example/1?x=1#y": True,
    "HTTPS://firm.example": True,
    "https://münchen.example/ä": True,
    "https://[2001:db8::1]/": True,
    "https://firm.example/" + "x" * 1_979: True,
    "https://firm.example/" + "x" * 1_980: False,
    "firm.example": False,
    "//firm.example": False,
    "https:firm.example": False,
    "https:///x": False,
    "javascript:alert(1)": False,
    "data:text/html,x": False,
    "file:///etc/passwd": False,
    "ftp://firm.example": False,
    "https://firm example": False,
    "https://firm.example/\nX-EVIL:1": False,
    "https://firm.example/\r\nATTENDEE:x": False,
    "https://firm.example/\0": False,
    "https://[": False,
    "https://[::1": False,
    "https://firm.example/\u2028x": False,
    "https://firm.example/\ud800": False,
}


async def test_addresses_are_of_the_web(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    event, task = await make_event(calendar), await make_task(calendar)
    headers = await signed_in(service, user)

    for mutation, id_ in (
        ("updateEvent", encode_id("Event", event.id)),
        ("updateTask", encode_id("Task", task.id)),
    ):
        inputs = [{"id": id_, "url": address} for address in ADDRESSES]
        answers = await mutate_all(service, mutation, headers, inputs)
        taken = {
            address: not answer["errors"]
            for address, answer in zip(ADDRESSES, answers, strict=True)
        }
        assert taken == ADDRESSES


async def test_variables_may_hold_any_json(service: Service) -> None:
    user = await make_user()
    headers = await signed_in(service, user)
    deep = json.loads("[" * 400 + "]" * 400)

    for value in (deep, {"id": deep}, [1] * 10_000, {f"{n}": n for n in range(10_000)}):
        answer = await service.graphql(
            "mutation ($input: DeleteEventInput!) { deleteEvent(input: $input) { deletedId } }",
            headers=headers,
            input=value,
        )
        assert set(answer.codes) == {"GRAPHQL_VALIDATION_FAILED"}
        assert len(answer.response.content) < 10_000_000


async def test_a_list_of_everything_is_refused_at_once(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    others = [encode_id("User", (await make_user()).id) for _ in range(3)]
    headers = await signed_in(service, user)
    input = {
        "calendarId": encode_id("Calendar", calendar.id),
        "title": "Hearing",
        "dueDate": "2026-03-29",
    }

    answers = await mutate_all(
        service,
        "createTask",
        headers,
        [input | {"assigneeIds": others * 333 + others[:1]}, input | {"assigneeIds": others * 334}],
    )

    codes = [answer["errors"][0]["code"] for answer in answers]
    assert codes == ["NOT_FOUND", "INVALID_INPUT"]
    assert await Task.all().count() == 0


def test_every_list_of_the_inputs_is_tried_with_many() -> None:
    lists = {
        field_name
        for fields in INPUTS.values()
        for field_name, field in fields.items()
        if isinstance(get_nullable_type(field.type), GraphQLList)
    }

    assert lists == {"assigneeIds", "categories", "feedIds"}


def test_every_kind_of_value_is_tried() -> None:
    kinds = {
        get_named_type(field.type).name for fields in INPUTS.values() for field in fields.values()
    }

    assert kinds == {
        "Boolean",
        "CalendarRole",
        "Date",
        "DateTime",
        "EventStatus",
        "ID",
        "Int",
        "String",
    }


async def test_nothing_is_stored_of_what_graphql_refuses(service: Service) -> None:
    firm = await make_firm()
    models = (Calendar, Event, Task, User)
    before = [await model.all().order_by("id").values() for model in models]

    for mutation in INPUTS:
        answer = await mutate(service, mutation, firm.owner, {"unknown": 1})
        assert set(answer.codes) == {"GRAPHQL_VALIDATION_FAILED"}

    assert [await model.all().order_by("id").values() for model in models] == before
