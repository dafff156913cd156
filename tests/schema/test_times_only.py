"""What somebody sees of events whose role shows times only, and what their ids and cursors tell."""

import base64
from typing import Any

import pytest

from api.ical.facts import EventStatus
from api.models import Member, User
from api.models.access import CalendarRole
from api.models.fields import new_id
from api.schema.ids import encode_id
from api.schema.sealing import seal, unseal
from api.tokens import KeyRing, generate_key, parse_key
from tests.factories import add_member, at, make_calendar, make_event, make_user
from tests.schema.agendas import agenda
from tests.schema.paging import ids_of
from tests.service import Service

QUERY = "query($id: ID!) { node(id: $id) { ... on Event { title allDay } } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
WRITES = """
mutation ($update: UpdateEventInput!, $delete: DeleteEventInput!) {
  updateEvent(input: $update) { event { id title } errors { code message } }
  deleteEvent(input: $delete) { deletedId event { title } errors { code message } }
}
"""[1:]


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({}, {"title": None, "allDay": False}),
        ({"transparent": True}, None),
        ({"status": EventStatus.CANCELLED}, None),
    ],
)
async def test_an_event_is_seen_only_if_it_takes_time(
    service: Service, given: dict[str, object], seen: object
) -> None:
    owner = await make_user()
    calendar = await make_calendar(owner)
    event = await make_event(calendar, **given)
    colleague = await make_user(organization_id=owner.organization_id)
    await add_member(calendar, colleague, CalendarRole.FREE_BUSY_READER)

    answer = await service.ask(QUERY, user=colleague, id=encode_id("Event", event.id))

    assert answer["node"] == seen


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def test_ids_and_cursors_do_not_tell_series_and_when_they_were_made(service: Service) -> None:
    owner = await make_user()
    calendar = await make_calendar(owner)
    series = await make_event(
        calendar, starts_at=at("2026-03-18 09:00"), rrule="FREQ=DAILY;COUNT=2"
    )
    single = await make_event(calendar)
    colleague = await make_user(organization_id=owner.organization_id)
    member = await add_member(calendar, colleague, CalendarRole.FREE_BUSY_READER)

    whole = await agenda(service, colleague, calendar)
    pages: list[str] = []
    after = None
    for _ in whole["edges"]:
        page = await agenda(service, colleague, calendar, first=1, after=after)
        pages += ids_of(page)
        after = page["pageInfo"]["endCursor"]
    ids = ids_of(whole)
    again = await service.ask(NODES, user=colleague, ids=ids)

    assert pages == ids
    assert [node["id"] for node in again["nodes"]] == ids
    assert len(set(ids)) == 3
    assert len({len(id_) for id_ in ids}) == 1
    for text in [*ids, *(edge["cursor"] for edge in whole["edges"])]:
        for hidden in (series.id, single.id):
            assert hidden.bytes not in raw(text)
            assert str(hidden).encode() not in raw(text)

    # Whoever may read more by now still finds what the ids named.
    member.role = CalendarRole.READER
    await member.save()
    again = await service.ask(NODES, user=colleague, ids=ids)
    assert [node["id"] for node in again["nodes"]] == ids
    assert ids_of(await agenda(service, colleague, calendar)) != ids


async def test_whoever_becomes_a_writer_writes_by_the_ids_that_they_had(service: Service) -> None:
    owner = await make_user()
    calendar = await make_calendar(owner)
    await make_event(calendar, starts_at=at("2026-03-18 09:00"), rrule="FREQ=DAILY;COUNT=2")
    await make_event(calendar, starts_at=at("2026-03-20 09:00"))
    colleague, stranger = [await make_user(organization_id=owner.organization_id) for _ in range(2)]
    member = await add_member(calendar, colleague, CalendarRole.FREE_BUSY_READER)
    ids = ids_of(await agenda(service, colleague, calendar))

    async def written(user: User, id_: str) -> list[Any]:
        given = {"update": {"id": id_, "title": "Moot"}, "delete": {"id": id_}}
        answer = await service.graphql(WRITES, user=user, **given)
        return [*answer.codes, *((answer.data or {}).values())]

    assert await written(colleague, ids[0]) == ["FORBIDDEN"]
    missing = await written(stranger, encode_id("Event", new_id()))
    assert [await written(stranger, id_) for id_ in ids] == [missing] * 3

    await Member.filter(id=member.id).update(role=CalendarRole.WRITER)
    for id_, deleted in zip(ids, [None, None, ids[2]], strict=True):
        updated, removed = await written(colleague, id_)
        assert updated == {"event": {"id": id_, "title": "Moot"}, "errors": []}
        assert (removed["deletedId"], removed["errors"]) == (deleted, [])
    assert ids_of(await agenda(service, colleague, calendar)) == []


async def test_cursors_of_readers_are_none_for_whoever_sees_times_only(service: Service) -> None:
    """With cursors of their own making they could find a key digit by digit."""
    owner = await make_user()
    calendar = await make_calendar(owner)
    await make_event(calendar)
    colleague = await make_user(organization_id=owner.organization_id)
    await add_member(calendar, colleague, CalendarRole.FREE_BUSY_READER)
    cursor = (await agenda(service, owner, calendar))["pageInfo"]["endCursor"]

    with pytest.raises(AssertionError, match="BAD_REQUEST"):
        await agenda(service, colleague, calendar, before=cursor)


def test_what_was_sealed_is_opened_while_its_key_is_in_the_ring() -> None:
    old, new = (parse_key(generate_key()) for _ in range(2))
    sealed = seal(KeyRing((old,)), b"content")
    changed = bytes([sealed[0] ^ 1]) + sealed[1:]

    assert seal(KeyRing((old, new)), b"content") == sealed
    assert seal(KeyRing((new, old)), b"content") != sealed
    assert unseal(KeyRing((new, old)), sealed) == b"content"
    wrong: list[tuple[Any, bytes]] = [(new, sealed), (old, changed), (old, sealed[:9]), (old, b"")]
    for key, text in wrong:
        assert unseal(KeyRing((key,)), text) is None
