"""What somebody sees of single events whose role shows times only."""

import pytest

from api.ical.facts import EventStatus
from api.models.access import CalendarRole
from api.schema.ids import encode_id
from tests.factories import add_member, make_calendar, make_event, make_user
from tests.service import Service

QUERY = "query($id: ID!) { node(id: $id) { ... on Event { title allDay } } }"


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
