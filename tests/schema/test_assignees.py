"""Whom events and tasks concern, as GraphQL tells it."""

from datetime import timedelta
from typing import Any, Final

import pytest

from api.models import Calendar, EventAssignee, User
from api.models.access import CalendarRole
from api.models.entry import OccurrenceKey
from api.models.session import Scope
from api.schema.ids import encode_id, encode_occurrence
from tests.clock import NOON
from tests.factories import (
    add_member,
    assign,
    make_calendar,
    make_event,
    make_task,
    make_user,
    open_api_token,
)
from tests.schema.statements import statements
from tests.service import Service

ITEM: Final = """
query ($id: ID!) {
  node(id: $id) { ... on Event { assignees { name } } ... on Task { assignees { name } } }
}
"""[1:]
LISTS: Final = """
query ($from: DateTime) {
  calendars {
    edges {
      node {
        events(from: $from) { edges { node { id assignees { name } } } }
        tasks(from: $from) { edges { node { id assignees { name } } } }
      }
    }
  }
}
"""[1:]
DAY: Final = timedelta(days=1)


async def diary() -> tuple[User, Calendar, list[User]]:
    """An owner with a calendar, and two colleagues."""
    owner = await make_user(name="Mair")
    organization = await owner.organization
    colleagues = [await make_user(organization, name=name) for name in ("Zoe", "Anna")]
    return owner, await make_calendar(owner), colleagues


async def assignees(service: Service, user: Any, id: str) -> Any:
    shown = (await service.ask(ITEM, user=user, id=id))["node"]["assignees"]
    return None if shown is None else [user["name"] for user in shown]


async def test_an_event_and_a_task_tell_whom_they_concern_by_name(service: Service) -> None:
    owner, calendar, colleagues = await diary()
    event, task = await make_event(calendar), await make_task(calendar)
    host = await open_api_token(await owner.organization, Scope.READ)
    event_id, task_id = encode_id("Event", event.id), encode_id("Task", task.id)

    assert await assignees(service, owner, event_id) == []
    assert await assignees(service, owner, task_id) == []
    for user in colleagues:
        await assign(event, user)
    await assign(task, colleagues[0])

    assert await assignees(service, owner, event_id) == ["Anna", "Zoe"]
    assert await assignees(service, owner, task_id) == ["Zoe"]
    assert await assignees(service, host, event_id) == ["Anna", "Zoe"]


async def test_an_occurrence_concerns_whom_its_series_does_changed_or_not(
    service: Service,
) -> None:
    owner, calendar, (zoe, _) = await diary()
    series = await make_event(calendar, rrule="FREQ=DAILY;COUNT=3")
    second, third = series.starts_at + DAY, series.starts_at + 2 * DAY
    await make_event(calendar, series_id=series.id, original_start=second, title="Moved")
    await assign(series, zoe)

    for start in (second, third):
        id_ = encode_occurrence(OccurrenceKey(series.id, start))
        assert await assignees(service, owner, id_) == ["Zoe"]
    listed = await service.ask(LISTS, user=owner, **{"from": NOON.isoformat()})
    events = listed["calendars"]["edges"][0]["node"]["events"]["edges"]
    assert [edge["node"]["assignees"] for edge in events] == [[{"name": "Zoe"}]] * 3


async def test_whoever_sees_times_only_is_not_told_whom_an_event_concerns(
    service: Service,
) -> None:
    _, calendar, (zoe, anna) = await diary()
    event = await make_event(calendar)
    await assign(event, zoe)
    await add_member(calendar, anna, CalendarRole.FREE_BUSY_READER)

    assert await assignees(service, anna, encode_id("Event", event.id)) is None
    answer = await service.ask(LISTS, user=anna, **{"from": NOON.isoformat()})
    (edge,) = answer["calendars"]["edges"][0]["node"]["events"]["edges"]
    assert edge["node"]["assignees"] is None


async def test_a_write_answers_with_the_assignees_that_it_gave(service: Service) -> None:
    owner, calendar, (zoe, anna) = await diary()
    event = await make_event(calendar)
    await assign(event, zoe)
    id_ = encode_id("Event", event.id)
    payload = "event { assignees { name } }"

    data = await service.ask(
        "mutation ($one: UpdateEventInput!, $none: UpdateEventInput!) {"
        f" one: updateEvent(input: $one) {{ {payload} }}"
        f" none: updateEvent(input: $none) {{ {payload} }} }}",
        user=owner,
        one={"id": id_, "assigneeIds": [encode_id("User", anna.id)]},
        none={"id": id_, "assigneeIds": []},
    )

    assert data["one"]["event"]["assignees"] == [{"name": "Anna"}]
    assert data["none"]["event"]["assignees"] == []


async def test_assignees_of_many_items_cost_the_statements_of_one(service: Service) -> None:
    counts = []
    for number in (1, 10):
        owner, calendar, colleagues = await diary()
        for each in (calendar, await make_calendar(owner)):
            for _ in range(number):
                event, task = await make_event(each), await make_task(each)
                for user in colleagues:
                    await assign(event, user)
                    await assign(task, user)
        with statements() as sent:
            data = await service.ask(LISTS, user=owner, **{"from": NOON.isoformat()})
        counts.append(len(sent))
        lists = [items for edge in data["calendars"]["edges"] for items in edge["node"].values()]
        shown = [item["node"]["assignees"] for items in lists for item in items["edges"]]
        assert [len(users) for users in shown] == [2] * 4 * number

    assert counts[0] == counts[1]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_assignees_of_many_events_are_told_up_to_a_bound(service: Service) -> None:
    """A page of 100 events that concern 1,000 people each kept the program busy for 10 seconds."""
    owner, calendar, _ = await diary()
    people = [
        User(
            organization_id=owner.organization_id,
            email=f"{number}@firm.example",
            name="Someone",
            created_at=NOON,
        )
        for number in range(1_000)
    ]
    events = [await make_event(calendar) for _ in range(21)]
    await User.bulk_create(people)
    for event in events:
        await EventAssignee.bulk_create(
            EventAssignee(event_id=event.id, user_id=user.id) for user in people
        )
    ids = [encode_id("Event", event.id) for event in events]
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { assignees { id } } } }"

    few = await service.ask(document, user=owner, ids=ids[:20])
    assert [len(node["assignees"]) for node in few["nodes"]] == [1_000] * 20
    many = await service.graphql(document, user=owner, ids=ids)
    assert set(many.codes) == {"BAD_REQUEST"}
