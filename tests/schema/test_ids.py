"""Ids: whatever is not there for the asker answers alike, so that no answer tells what exists."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import pytest
from graphql import get_named_type
from hypothesis import given, settings
from hypothesis import strategies as st

from api.models import Calendar, Organization, User
from api.models.access import CalendarRole
from api.models.session import ApiToken, Scope, Session
from api.schema.ids import decode_id, encode_id, key_of
from tests.clock import NOON
from tests.factories import (
    make_calendar,
    make_event,
    make_organization,
    make_task,
    make_user,
    open_api_token,
    open_session,
)
from tests.schema.documents import MUTATIONS, QUERIES, input_type, mutation_document
from tests.schema.firm import ELSEWHERE, OF_HOST, STRANGER, Firm, make_firm, signed_in
from tests.service import Answer, Service

MISSING: Final = UUID("01a20000-0000-7000-8000-000000000000")


@dataclass(frozen=True)
class Place:
    """Where an id is taken: an argument or input field, and the type of object that it means."""

    root_field: str
    name: str
    kind: str
    listed: bool = False

    @property
    def path(self) -> str:
        return f"{self.root_field}.{self.name}"

    @property
    def is_of_host(self) -> bool:
        return self.root_field in OF_HOST


PLACES: Final = [
    Place("node", "id", "Calendar"),
    Place("node", "id", "CalendarFeed"),
    Place("node", "id", "Event"),
    Place("node", "id", "Task"),
    Place("node", "id", "User"),
    Place("nodes", "ids", "Calendar", listed=True),
    Place("nodes", "ids", "Task", listed=True),
    Place("resetCalendarFeeds", "feedIds", "CalendarFeed", listed=True),
    Place("createCalendarFeed", "calendarIds", "Calendar", listed=True),
    Place("updateCalendarFeed", "id", "CalendarFeed"),
    Place("updateCalendarFeed", "calendarIds", "Calendar", listed=True),
    Place("deleteCalendarFeed", "id", "CalendarFeed"),
    Place("revokeApiToken", "id", "ApiToken"),
    Place("updateCalendar", "id", "Calendar"),
    Place("deleteCalendar", "id", "Calendar"),
    Place("setCalendarMember", "calendarId", "Calendar"),
    Place("setCalendarMember", "userId", "User"),
    Place("removeCalendarMember", "calendarId", "Calendar"),
    Place("removeCalendarMember", "userId", "User"),
    Place("updateUser", "id", "User"),
    Place("deactivateUser", "id", "User"),
    Place("reactivateUser", "id", "User"),
    Place("resetUserFeeds", "userId", "User"),
    Place("eraseUser", "id", "User"),
    Place("endSession", "id", "Session"),
    Place("createPasswordLink", "userId", "User"),
    Place("createEvent", "calendarId", "Calendar"),
    Place("createEvent", "assigneeIds", "User", listed=True),
    Place("updateEvent", "id", "Event"),
    Place("updateEvent", "assigneeIds", "User", listed=True),
    Place("deleteEvent", "id", "Event"),
    Place("createTask", "calendarId", "Calendar"),
    Place("createTask", "assigneeIds", "User", listed=True),
    Place("updateTask", "id", "Task"),
    Place("updateTask", "assigneeIds", "User", listed=True),
    Place("completeTask", "id", "Task"),
    Place("deleteTask", "id", "Task"),
    Place("importCalendar", "calendarId", "Calendar"),
    Place("deleteEvents", "calendarId", "Calendar"),
    Place("deleteTasks", "calendarId", "Calendar"),
    Place("finishSync", "calendarId", "Calendar"),
    Place("upsertEvents", "calendarId", "Calendar"),
    Place("upsertTasks", "calendarId", "Calendar"),
]


def test_every_place_of_the_schema_that_takes_an_id_is_tested() -> None:
    queries = {
        f"{root}.{name}"
        for root, field in QUERIES.items()
        for name, argument in field.args.items()
        if get_named_type(argument.type).name == "ID"
    }
    mutations = {
        f"{root}.{name}"
        for root in MUTATIONS
        for name, field in getattr(input_type(root), "fields", {}).items()
        if get_named_type(field.type).name == "ID"
    }

    assert {place.path for place in PLACES} == queries | mutations


def garbage() -> dict[str, Any]:
    """Texts and numbers that GraphQL takes for an id, and that are none of ours."""

    def packed(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    return {
        "empty": "",
        "a word": "x",
        "a UUID": str(MISSING),
        "a number": 5,
        "a large number": 2**31 - 1,
        "NUL": "\0",
        "a line break": f"{encode_id('Calendar', MISSING)}\n",
        "half of a pair": "\ud800",
        "not ASCII": "ä" * 30,
        "right to left": "\u202e",
        "SQL": "' OR 1=1 --",
        "long": "A" * 100_000,
        "no type": packed(b":" + MISSING.bytes),
        "no colon": packed(MISSING.bytes.replace(b":", b";")),
        "unknown type": packed(b"Member:" + MISSING.bytes),
        "lower case": packed(b"calendar:" + MISSING.bytes),
        "type not ASCII": packed("Kalénder:".encode() + MISSING.bytes),
        "a byte short": packed(b"Calendar:" + MISSING.bytes[1:]),
        "a byte long": packed(b"Calendar:" + MISSING.bytes + b"x"),
        "the nil key": encode_id("Calendar", UUID(int=0)),
        "the largest key": encode_id("Calendar", UUID(int=2**128 - 1)),
    }


async def api_token(organization: Organization) -> UUID:
    """Key of an API token of the organization."""
    token = await open_api_token(organization, Scope.READ)
    return (await ApiToken.get(selector=token.selector)).id


async def session(user: User) -> UUID:
    """The key of a new session."""
    return (await Session.get(selector=(await open_session(user, NOON)).selector)).id


async def headers_for(service: Service, firm: Firm, place: Place) -> dict[str, str]:
    """Those of whoever may ask there."""
    mutation = place.root_field if place.root_field in MUTATIONS else ""
    return await signed_in(service, firm.asker(mutation))


async def unreachable(firm: Firm, kind: str) -> dict[str, Any]:
    """Ids that are not there for the firm's owner as ids of this type."""
    owner = firm.person(ELSEWHERE)
    calendar = await make_calendar(owner)
    hidden = await make_calendar(firm.person(STRANGER))
    keys: dict[str, dict[str, UUID]] = {
        "another organization's": {
            "Calendar": calendar.id,
            "CalendarFeed": (await Firm(firm.organization, calendar, {"OWNER": owner}).feed()).id,
            "Event": (await make_event(calendar)).id,
            "Task": (await make_task(calendar)).id,
            "User": owner.id,
            "ApiToken": await api_token(await owner.organization),
            "Session": await session(owner),
        },
        "a colleague's": {
            "Calendar": hidden.id,
            "CalendarFeed": (await firm.feed(CalendarRole.READER)).id,
            "Event": (await make_event(hidden)).id,
            "Task": (await make_task(hidden)).id,
            "Session": await session(firm.person(STRANGER)),
        },
    }
    ids: dict[str, Any] = {
        f"{whose} {kind}": encode_id(kind, of_kind[kind])
        for whose, of_kind in keys.items()
        if kind in of_kind
    }
    # The viewer's own things under another name.
    own = {"Calendar": firm.calendar.id, "User": firm.owner.id}
    own["Event"] = (await make_event(firm.calendar)).id
    own["Task"] = (await make_task(firm.calendar)).id
    own["CalendarFeed"] = (await firm.feed()).id
    own["ApiToken"] = await api_token(firm.organization)
    own["Session"] = await session(firm.owner)
    for other, key in own.items():
        if other != kind:
            ids[f"own {other}"] = encode_id(other, key)
            ids[f"own {other}, called {kind}"] = encode_id(kind, key)
    return ids


def asker(
    place: Place, inputs: dict[str, Any], headers: dict[str, str]
) -> Callable[[Service, Any], Awaitable[Answer]]:
    """Sends the id in this place of a request that is right but for it."""

    async def ask(service: Service, id_: Any) -> Answer:
        value = [id_] if place.listed else id_
        if place.root_field in MUTATIONS:
            return await service.graphql(
                mutation_document(place.root_field),
                headers=headers,
                input=inputs[place.root_field] | {place.name: value},
            )
        type_ = "[ID!]!" if place.listed else "ID!"
        document = (
            f"query ($id: {type_}) {{ {place.root_field}({place.name}: $id) {{ __typename id }} }}"
        )
        return await service.graphql(document, headers=headers, id=value)

    return ask


async def test_what_is_not_there_for_the_asker_answers_alike(service: Service, engine: str) -> None:
    # What PostgreSQL would not take as text is tried there more often.
    await try_ids(service, part=4 if engine == "postgres" else 16)


@pytest.mark.verify
async def test_all_that_is_not_there_for_the_asker_answers_alike(service: Service) -> None:
    await try_ids(service, part=1)


async def try_ids(service: Service, *, part: int) -> None:
    """Sends ids that are not there in every place, and of the rubbish one in so many."""
    firm = await make_firm()
    inputs = await firm.inputs()
    ids_of_kind: dict[str, dict[str, Any]] = {}
    different = []

    for number, place in enumerate(PLACES):
        ask = asker(place, inputs, await headers_for(service, firm, place))
        missing = await ask(service, encode_id(place.kind, MISSING))
        # All of it for each type, and in all places together many times over.
        rubbish = list(garbage().items())
        if place.kind in ids_of_kind:
            rubbish = rubbish[number % part :: part]
        else:
            ids_of_kind[place.kind] = await unreachable(firm, place.kind)
        for description, id_ in [*ids_of_kind[place.kind].items(), *rubbish]:
            if place.is_of_host and description.startswith("a colleague's"):
                continue  # the host reaches what is its organization's
            answer = await ask(service, id_)
            if answer.response.content != missing.response.content:
                different.append((place.path, description, answer.response.text))

    # In another calendar's place the owner's own objects are found under their own type only.
    shown = [entry for entry in different if not entry[1].startswith("own") or "called" in entry[1]]
    assert shown == []
    assert {entry[0] for entry in different} <= {"node.id", "nodes.ids"}


async def test_what_is_not_there_is_said_to_be_missing(service: Service) -> None:
    firm = await make_firm()
    inputs = await firm.inputs()

    for place in PLACES:
        headers = await headers_for(service, firm, place)
        answer = await asker(place, inputs, headers)(service, encode_id(place.kind, MISSING))
        assert answer.errors == [], place
        if place.root_field in MUTATIONS:
            (error,) = answer.data[place.root_field]["errors"]
            assert error["code"] == "NOT_FOUND", place
            assert error["path"] == ["input", place.name], place
        else:
            assert answer.data[place.root_field] in (None, [None]), place


async def test_nothing_was_written_about_what_is_not_there(service: Service) -> None:
    firm = await make_firm()
    elsewhere = await make_calendar(firm.person(ELSEWHERE))
    hidden = await make_calendar(firm.person(STRANGER))
    inputs = await firm.inputs()
    before = await Calendar.all().order_by("id").values()

    for calendar in (elsewhere, hidden):
        keys = {
            "Calendar": calendar.id,
            "Event": (await make_event(calendar)).id,
            "Task": (await make_task(calendar)).id,
            "User": (await make_user()).id,
            "CalendarFeed": (await firm.feed(CalendarRole.WRITER)).id,
            "ApiToken": await api_token(await make_organization()),
            "Session": await session(firm.person(ELSEWHERE)),
        }
        for place in PLACES:
            if place.is_of_host and calendar is hidden:
                continue  # the host reaches what is its organization's
            ask = asker(place, inputs, await headers_for(service, firm, place))
            await ask(service, encode_id(place.kind, keys[place.kind]))

    assert await Calendar.all().order_by("id").values() == before


@given(kind=st.sampled_from(["Calendar", "Event", "User"]), key=st.uuids())
def test_an_id_is_read_as_it_was_written(kind: str, key: UUID) -> None:
    id_ = encode_id(kind, key)

    assert decode_id(id_) == (kind, key)
    assert key_of(id_, kind) == key
    assert key_of(id_, "Task") == UUID(int=0)


@settings(max_examples=300)
@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_any_text_is_an_id_or_none(text: str) -> None:
    decoded = decode_id(text)

    assert decoded is None or isinstance(decoded[1], UUID)
