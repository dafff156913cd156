"""node and nodes: an object fetched again by its id."""

from typing import Any

from api.models.access import CalendarRole
from api.schema.ids import encode_id
from tests.factories import make_event, make_task
from tests.schema.firm import ADMIN, ELSEWHERE, STRANGER, make_firm
from tests.schema.statements import statements
from tests.service import Service

NODE = """
query ($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on Calendar { color }
    ... on CalendarFeed { kind }
    ... on Event { title description location url categories status transparent timeZone
      calendarId startsAt endsAt allDay startDate endDate sequence updatedAt }
    ... on Task { title description url categories priority completedAt
      calendarId dueAt allDay dueDate sequence updatedAt }
    ... on User { email }
    ... on Organization { name }
  }
}
"""[1:]
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


async def test_each_type_is_fetched_by_its_id(service: Service) -> None:
    firm = await make_firm()
    event, task = await make_event(firm.calendar), await make_task(firm.calendar)
    ids = {
        "Calendar": encode_id("Calendar", firm.calendar.id),
        "CalendarFeed": encode_id("CalendarFeed", (await firm.feed()).id),
        "Event": encode_id("Event", event.id),
        "Task": encode_id("Task", task.id),
        "User": encode_id("User", firm.owner.id),
        "Organization": encode_id("Organization", firm.organization.id),
    }

    for name, id_ in ids.items():
        node = (await service.ask(NODE, user=firm.owner, id=id_))["node"]
        assert (node["__typename"], node["id"]) == (name, id_)


async def test_nodes_come_in_the_order_of_their_ids(service: Service) -> None:
    firm = await make_firm()
    event, task = await make_event(firm.calendar), await make_task(firm.calendar)
    ids = [
        encode_id("Task", task.id),
        encode_id("User", firm.owner.id),
        "not an id",
        encode_id("Event", event.id),
        encode_id("Task", event.id),
        encode_id("Calendar", firm.calendar.id),
        encode_id("Task", task.id),
    ]

    data = await service.ask(NODES, user=firm.owner, ids=ids)

    expected: list[Any] = [
        {"__typename": name, "id": id_}
        for name, id_ in zip(
            ["Task", "User", "", "Event", "", "Calendar", "Task"], ids, strict=True
        )
    ]
    expected[2] = expected[4] = None
    assert data["nodes"] == expected


async def test_no_ids_are_no_nodes(service: Service) -> None:
    firm = await make_firm()

    assert await service.ask(NODES, user=firm.owner, ids=[]) == {"nodes": []}


async def test_more_than_a_hundred_nodes_are_refused(service: Service) -> None:
    firm = await make_firm()
    id_ = encode_id("Calendar", firm.calendar.id)

    assert len((await service.ask(NODES, user=firm.owner, ids=[id_] * 100))["nodes"]) == 100
    assert (await service.graphql(NODES, user=firm.owner, ids=[id_] * 101)).codes == ["BAD_REQUEST"]


async def test_a_hundred_nodes_cost_the_statements_of_one(service: Service) -> None:
    firm = await make_firm()
    ids = [
        encode_id("Event", (await make_event(firm.calendar, title=f"{number}")).id)
        for number in range(100)
    ]
    counts = []

    for asked in (ids[:1], ids):
        with statements() as sent:
            await service.ask(NODES, user=firm.owner, ids=asked)
        counts.append(len(sent))

    assert counts[0] == counts[1] > 0


async def test_an_organization_is_seen_by_its_own_users_alone(service: Service) -> None:
    firm = await make_firm()
    id_ = encode_id("Organization", firm.organization.id)

    async def sees(description: str) -> bool:
        return (await service.ask(NODE, user=firm.person(description), id=id_))["node"] is not None

    assert await sees(STRANGER)
    assert not await sees(ELSEWHERE)


async def test_whoever_sees_times_only_gets_null_for_the_rest_of_an_event(
    service: Service,
) -> None:
    firm = await make_firm()
    event = await make_event(
        firm.calendar,
        title="Hearing",
        description="Bring the file.",
        location="Court 3",
        url="https://firm.example/1",
        categories=["Court"],
        time_zone="Europe/Berlin",
    )

    async def seen_by(description: str) -> Any:
        id_ = encode_id("Event", event.id)
        return (await service.ask(NODE, user=firm.person(description), id=id_))["node"]

    full = await seen_by(CalendarRole.READER)
    times = await seen_by(CalendarRole.FREE_BUSY_READER)

    hidden = {
        "title": "Hearing",
        "description": "Bring the file.",
        "location": "Court 3",
        "url": "https://firm.example/1",
        "categories": ["Court"],
        "status": "CONFIRMED",
        "transparent": False,
        "timeZone": "Europe/Berlin",
    }
    assert full == full | hidden
    assert times == full | dict.fromkeys(hidden)
    assert times["startsAt"] == "2026-03-18T12:00:00Z"


async def test_whoever_sees_times_only_sees_no_task(service: Service) -> None:
    firm = await make_firm()
    id_ = encode_id("Task", (await make_task(firm.calendar)).id)

    async def sees(description: str) -> bool:
        return (await service.ask(NODE, user=firm.person(description), id=id_))["node"] is not None

    assert await sees(CalendarRole.READER)
    assert not await sees(CalendarRole.FREE_BUSY_READER)


async def test_a_feed_is_seen_by_its_user_and_by_admins(service: Service) -> None:
    firm = await make_firm()
    id_ = encode_id("CalendarFeed", (await firm.feed(CalendarRole.READER)).id)

    async def sees(description: str) -> bool:
        return (await service.ask(NODE, user=firm.person(description), id=id_))["node"] is not None

    assert await sees(CalendarRole.READER)
    assert await sees(ADMIN)
    for description in (CalendarRole.OWNER, CalendarRole.WRITER, STRANGER):
        assert not await sees(description)
