"""Occurrences by their ids: the same whether changed or not, fetched and written like events."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.models import Calendar, Event, User
from api.models.access import CalendarRole
from api.models.entry import OccurrenceKey
from api.models.fields import EARLIEST, LATEST
from api.schema.ids import decode_id, decode_occurrence, encode_id, encode_occurrence
from tests.factories import add_member, at, make_calendar, make_event, make_user
from tests.schema.agendas import events_of
from tests.schema.statements import statements
from tests.service import Service

NODE = """
query ($id: ID!) {
  node(id: $id) {
    id
    ... on Event { title startsAt endsAt seriesId originalStart sequence recurrence { rule } }
  }
}
"""[1:]
UPDATE = """
mutation ($input: UpdateEventInput!) {
  updateEvent(input: $input) { event { id title startsAt } errors { code path } }
}
"""[1:]
DELETE = """
mutation ($input: DeleteEventInput!) {
  deleteEvent(input: $input) { deletedId event { id } errors { code path } }
}
"""[1:]
SECOND: Final = "2026-03-09T09:00:00Z"


class Desk:
    """An owner's weekly series, and its occurrences."""

    def __init__(self, service: Service, owner: User, calendar: Calendar, series: Event) -> None:
        self.service, self.owner, self.calendar, self.series = service, owner, calendar, series
        self.series_id = encode_id("Event", series.id)

    async def ids(self) -> dict[str, str]:
        """The occurrences' ids by their original starts."""
        events = await events_of(self.service, self.owner, self.calendar)
        return {event["originalStart"]: event["id"] for event in events}

    async def node(self, id_: str, user: User | None = None) -> Any:
        return (await self.service.ask(NODE, user=user or self.owner, id=id_))["node"]

    async def send(self, document: str, **input: Any) -> Any:
        (payload,) = (await self.service.ask(document, user=self.owner, input=input)).values()
        return payload


@pytest.fixture
async def desk(service: Service) -> Desk:
    owner = await make_user()
    calendar = await make_calendar(owner)
    series = await make_event(
        calendar,
        title="Weekly",
        starts_at=at("2026-03-02 09:00"),
        rrule="FREQ=WEEKLY;COUNT=3",
        series_ends_at=at("2026-03-16 10:00"),
    )
    return Desk(service, owner, calendar, series)


async def test_an_occurrence_is_fetched_again_by_its_id(desk: Desk) -> None:
    ids = await desk.ids()

    assert len(ids) == 3
    assert await desk.node(ids[SECOND]) == {
        "id": ids[SECOND],
        "title": "Weekly",
        "startsAt": SECOND,
        "endsAt": "2026-03-09T10:00:00Z",
        "seriesId": desk.series_id,
        "originalStart": SECOND,
        "sequence": 0,
        "recurrence": None,
    }


async def test_its_id_stays_when_it_is_moved_and_when_it_is_restored(desk: Desk) -> None:
    id_ = (await desk.ids())[SECOND]
    times = {"startsAt": "2026-03-10T14:00:00Z", "endsAt": "2026-03-10T15:00:00Z"}

    moved = await desk.send(UPDATE, id=id_, title="Off site", **times)
    again = await desk.send(UPDATE, id=id_, title="At home")

    assert moved["event"] == {"id": id_, "title": "Off site", "startsAt": times["startsAt"]}
    assert again["event"] == {"id": id_, "title": "At home", "startsAt": times["startsAt"]}
    assert (await desk.ids())[SECOND] == id_
    assert (await desk.node(id_))["title"] == "At home"
    assert await Event.filter(series_id=desk.series.id).count() == 1

    restored = await desk.send(DELETE, id=id_, restore=True)

    assert restored == {"deletedId": None, "event": {"id": desk.series_id}, "errors": []}
    assert (await desk.node(id_))["startsAt"] == SECOND
    assert not await Event.exists(series_id=desk.series.id)


async def test_restoring_what_was_not_changed_writes_nothing(desk: Desk) -> None:
    id_ = (await desk.ids())[SECOND]
    before = await Calendar.get(id=desk.calendar.id)

    assert (await desk.send(DELETE, id=id_, restore=True))["errors"] == []

    assert (await Calendar.get(id=desk.calendar.id)).revision == before.revision


@pytest.mark.parametrize("changed", [False, True])
async def test_a_deleted_occurrence_is_gone(desk: Desk, *, changed: bool) -> None:
    id_ = (await desk.ids())[SECOND]
    if changed:
        await desk.send(UPDATE, id=id_, title="Off site")

    payload = await desk.send(DELETE, id=id_)

    assert payload == {"deletedId": None, "event": {"id": desk.series_id}, "errors": []}
    assert await desk.node(id_) is None
    assert list(await desk.ids()) == ["2026-03-02T09:00:00Z", "2026-03-16T09:00:00Z"]


async def test_one_occurrence_is_named_once(desk: Desk) -> None:
    id_ = (await desk.ids())[SECOND]
    expected = [{"code": "INVALID_INPUT", "path": ["input", "occurrence"]}]

    assert (await desk.send(DELETE, id=id_, occurrence=SECOND))["errors"] == expected
    assert (await desk.send(UPDATE, id=id_, occurrence=SECOND))["errors"] == expected
    assert (await desk.send(DELETE, id=desk.series_id, restore=True))["errors"] == expected


async def test_what_its_series_does_not_have_is_missing(desk: Desk) -> None:
    other = OccurrenceKey(desk.series.id, at("2026-03-09 09:30"))
    later = OccurrenceKey(desk.series.id, at("2026-03-23 09:00"))
    single = OccurrenceKey((await make_event(desk.calendar)).id, at("2026-03-18 12:00"))
    unknown = OccurrenceKey(UUID(int=1), at("2026-03-09 09:00"))

    for key in (other, later, single, unknown):
        assert await desk.node(encode_occurrence(key)) is None
    (error,) = (await desk.send(UPDATE, id=encode_occurrence(other)))["errors"]
    assert error == {"code": "NOT_FOUND", "path": ["input", "occurrence"]}
    (error,) = (await desk.send(DELETE, id=encode_occurrence(unknown)))["errors"]
    assert error == {"code": "NOT_FOUND", "path": ["input", "id"]}


async def test_it_is_seen_by_whoever_sees_the_calendar(desk: Desk) -> None:
    id_ = (await desk.ids())[SECOND]
    colleague = await make_user(await desk.owner.organization)

    assert await desk.node(id_, colleague) is None
    member = await add_member(desk.calendar, colleague, CalendarRole.FREE_BUSY_READER)
    seen = await desk.node(id_, colleague)
    assert (seen["startsAt"], seen["title"], seen["seriesId"]) == (SECOND, None, None)
    await Event.filter(id=desk.series.id).update(transparent=True)
    assert await desk.node(id_, colleague) is None
    member.role = CalendarRole.READER
    await member.save()
    assert (await desk.node(id_, colleague))["title"] == "Weekly"


async def test_many_cost_the_statements_of_one(desk: Desk) -> None:
    await Event.filter(id=desk.series.id).update(rrule="FREQ=DAILY", series_ends_at=None)
    ids = list((await desk.ids()).values())[:50]
    counts = []

    for asked in (ids[:1], ids):
        with statements() as sent:
            data = await desk.service.ask(
                "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", user=desk.owner, ids=asked
            )
        assert [node["id"] for node in data["nodes"]] == asked
        counts.append(len(sent))

    assert counts[0] == counts[1]


@given(
    key=st.uuids(),
    start=st.datetimes(
        EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None), timezones=st.just(UTC)
    ),
)
def test_an_id_is_read_as_it_was_written(key: UUID, start: datetime) -> None:
    occurrence = OccurrenceKey(key, start.replace(microsecond=0))

    id_ = encode_occurrence(occurrence)

    assert decode_occurrence(id_) == occurrence
    assert decode_id(id_) is None
    assert decode_occurrence(encode_id("Event", key)) is None


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_any_text_is_an_occurrence_or_none(text: str) -> None:
    decoded = decode_occurrence(text)

    assert decoded is None or decoded.original_start + timedelta(days=1) > EARLIEST


@pytest.mark.parametrize("seconds", [2**62, -(2**62), 10**12])
def test_a_start_in_no_year_is_none(seconds: int) -> None:
    raw = b"Occurrence:" + bytes(16) + seconds.to_bytes(8, signed=True)

    assert decode_occurrence(base64.urlsafe_b64encode(raw).decode()) is None
