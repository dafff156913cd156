"""Instants and dates: which are taken, and that what was taken can be shown."""

from typing import Any, Final

import pytest

from api.models import Event
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_user
from tests.ical.readers import READERS
from tests.schema.documents import mutation_document
from tests.schema.firm import mutate_all, signed_in
from tests.service import Service

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
