"""What a calendar has beside its events: tasks, members, and the viewer's feed of it."""

from datetime import timedelta
from typing import Any, Final

import pytest

from api.models import Calendar, User
from api.models.access import CalendarRole
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import (
    add_member,
    make_calendar,
    make_calendars,
    make_event,
    make_task,
    make_user,
)
from tests.frontend.operations import OPERATIONS
from tests.schema.statements import statements
from tests.service import Service

TASKS = """
query ($id: ID!, $completed: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
  node(id: $id) {
    ... on Calendar {
      list: tasks(
        completed: $completed, first: $first, after: $after, last: $last, before: $before
      ) {
        totalCount
        edges { cursor node { id title } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
}
"""[1:]
MEMBERS = """
query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  node(id: $id) {
    ... on Calendar {
      list: members(first: $first, after: $after, last: $last, before: $before) {
        totalCount
        edges { cursor node { id role user { name } } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
}
"""[1:]
FEED = "query ($id: ID!) { node(id: $id) { ... on Calendar { feed { id kind links { url } } } } }"
MEMBER = """
query ($id: ID!) {
  node(id: $id) { id ... on CalendarMember { role user { email } calendar { id } } }
}
"""[1:]
ALL_LISTS = """
query ($from: DateTime) {
  calendars(first: 100) {
    edges {
      node {
        id
        feed { id links { url } }
        members(first: 5) { totalCount edges { node { role user { name } } } }
        events(from: $from, first: 3) {
          totalCount edges { node { title startsAt calendar { id } } }
        }
        tasks(from: $from, first: 3) { totalCount edges { node { title calendar { id } } } }
      }
    }
  }
}
"""[1:]
CALENDAR_MEMBERS: Final = (OPERATIONS / "CalendarMembers.graphql").read_text()
DAY: Final = timedelta(days=1)


async def listed(
    service: Service, document: str, user: User, calendar: Calendar, **given: Any
) -> Any:
    id_ = encode_id("Calendar", calendar.id)
    return (await service.ask(document, user=user, id=id_, **given))["node"]["list"]


async def diary(**given: Any) -> tuple[User, Calendar]:
    owner = await make_user(name="Mair", **given)
    return owner, await make_calendar(owner)


def titles(shown: Any) -> list[str]:
    return [edge["node"]["title"] for edge in shown["edges"]]


async def test_tasks_come_by_their_due_time_within_the_window(service: Service) -> None:
    owner, calendar = await diary()
    for days in (3, -1, 100, -100, 0):
        await make_task(calendar, title=str(days), due_at=NOON + days * DAY)
    await make_task(calendar, title="done", due_at=NOON + DAY, completed_at=NOON)

    both = await listed(service, TASKS, owner, calendar)
    open_ones = await listed(service, TASKS, owner, calendar, completed=False)
    done = await listed(service, TASKS, owner, calendar, completed=True)

    assert (titles(both), both["totalCount"]) == (["-1", "0", "done", "3"], 4)
    assert (titles(open_ones), open_ones["totalCount"]) == (["-1", "0", "3"], 3)
    assert (titles(done), done["totalCount"]) == (["done"], 1)


@pytest.mark.parametrize("document", [TASKS, MEMBERS])
async def test_pages_forwards_and_backwards_show_each_once(service: Service, document: str) -> None:
    owner, calendar = await diary()
    for number in range(6):
        await make_task(calendar, due_at=NOON + number % 2 * DAY)
        colleague = await make_user(await owner.organization, name=f"Same {number % 2}")
        await add_member(calendar, colleague, CalendarRole.READER)
    whole = await listed(service, document, owner, calendar)
    ids = [edge["node"]["id"] for edge in whole["edges"]]
    forwards: list[str] = []
    backwards: list[str] = []
    after = before = None

    shown = whole
    for _ in ids:
        shown = await listed(service, document, owner, calendar, first=1, after=after)
        forwards += [edge["node"]["id"] for edge in shown["edges"]]
        after = shown["pageInfo"]["endCursor"]
        shown = await listed(service, document, owner, calendar, last=1, before=before)
        backwards = [edge["node"]["id"] for edge in shown["edges"]] + backwards
        before = shown["pageInfo"]["startCursor"]

    assert forwards == backwards == ids
    assert len(set(ids)) == whole["totalCount"] == len(ids) >= 6
    assert shown["pageInfo"]["hasPreviousPage"] is False


async def test_members_come_by_name_with_their_roles(service: Service) -> None:
    owner, calendar = await diary()
    for name, role in (("Zoe", CalendarRole.WRITER), ("Anna", CalendarRole.FREE_BUSY_READER)):
        await add_member(calendar, await make_user(await owner.organization, name=name), role)

    shown = await listed(service, MEMBERS, owner, calendar)

    members = [(edge["node"]["user"]["name"], edge["node"]["role"]) for edge in shown["edges"]]
    assert members == [("Anna", "FREE_BUSY_READER"), ("Mair", "OWNER"), ("Zoe", "WRITER")]
    (first, *_) = (edge["node"]["id"] for edge in shown["edges"])
    again = (await service.ask(MEMBER, user=owner, id=first))["node"]
    assert (again["id"], again["role"]) == (first, "FREE_BUSY_READER")
    assert again["calendar"]["id"] == encode_id("Calendar", calendar.id)


async def test_members_are_shown_to_readers_and_admins_and_to_nobody_else(
    service: Service,
) -> None:
    owner, calendar = await diary()
    organization = await owner.organization
    ids = {}
    people = {"owner": owner, "admin": await make_user(organization, role=UserRole.ADMIN)}
    for role in (CalendarRole.FREE_BUSY_READER, CalendarRole.READER):
        people[role] = await make_user(organization)
        ids[role] = (await add_member(calendar, people[role], role)).id
    people["stranger"] = await make_user(organization)
    people["admin elsewhere"] = await make_user(role=UserRole.ADMIN)
    id_ = encode_id("CalendarMember", ids[CalendarRole.READER])

    by_node = {
        name
        for name, user in people.items()
        if (await service.ask(MEMBER, user=user, id=id_))["node"] is not None
    }
    as_list = {
        name: (await listed(service, MEMBERS, people[name], calendar))["totalCount"]
        for name in ("owner", "admin", CalendarRole.FREE_BUSY_READER, CalendarRole.READER)
    }

    assert by_node == {"owner", "admin", CalendarRole.READER}
    times_only, reader = CalendarRole.FREE_BUSY_READER, CalendarRole.READER
    assert as_list == {"owner": 3, "admin": 3, times_only: 0, reader: 3}


async def test_whoever_sees_times_only_is_told_of_no_task(service: Service) -> None:
    owner, calendar = await diary()
    await make_task(calendar)
    colleague = await make_user(await owner.organization)
    await add_member(calendar, colleague, CalendarRole.FREE_BUSY_READER)

    shown = await listed(service, TASKS, colleague, calendar, completed=False)

    assert (shown["edges"], shown["totalCount"]) == ([], 0)


async def test_the_viewers_feed_of_a_calendar_is_made_when_it_is_asked_for(
    service: Service,
) -> None:
    owner, calendar = await diary()
    reader = await make_user(await owner.organization)
    await add_member(calendar, reader, CalendarRole.READER)
    id_ = encode_id("Calendar", calendar.id)

    shown = [(await service.ask(FEED, user=user, id=id_))["node"] for user in (owner, reader)]

    assert {each["feed"]["kind"] for each in shown} == {"CALENDAR"}
    assert shown[0]["feed"]["id"] != shown[1]["feed"]["id"]
    assert (await service.fetch(shown[1]["feed"]["links"]["url"])).status_code == 200


async def test_an_admin_without_a_role_sees_nothing_of_what_it_holds(service: Service) -> None:
    owner, calendar = await diary()
    await make_event(calendar)
    await make_task(calendar)
    admin = await make_user(await owner.organization, role=UserRole.ADMIN)
    asked = """
      viewerRole feed { id }
      events { totalCount edges { node { id } } } tasks { totalCount edges { node { id } } }
      members { totalCount edges { node { role } } }
    """
    id_ = encode_id("Calendar", calendar.id)

    changed = await service.ask(
        "mutation ($input: UpdateCalendarInput!) { updateCalendar(input: $input) { calendar {"
        f"{asked} }} }} }}",
        user=admin,
        input={"id": id_, "name": "Renamed"},
    )
    again = await service.ask(
        f"query ($id: ID!) {{ node(id: $id) {{ ... on Calendar {{ {asked} }} }} }}",
        user=admin,
        id=id_,
    )
    listed = await service.ask(
        f"{{ calendars(filter: {{managed: true}}) {{ edges {{ node {{ {asked} }} }} }} }}",
        user=admin,
    )

    nothing: dict[str, Any] = {"totalCount": 0, "edges": []}
    (edge,) = listed["calendars"]["edges"]
    assert changed["updateCalendar"]["calendar"] == again["node"] == edge["node"]
    assert again["node"] == {
        "viewerRole": None,
        "feed": None,
        "events": nothing,
        "tasks": nothing,
        "members": {"totalCount": 1, "edges": [{"node": {"role": "OWNER"}}]},
    }


async def test_an_admin_who_manages_a_calendar_lists_its_members_as_documented(
    service: Service,
) -> None:
    owner, calendar = await diary()
    admin = await make_user(await owner.organization, role=UserRole.ADMIN)
    id_ = encode_id("Calendar", calendar.id)

    shown = (await service.ask(CALENDAR_MEMBERS, user=admin, id=id_))["node"]

    (edge,) = shown["members"]["edges"]
    assert (shown["id"], edge["node"]["user"]["name"]) == (id_, "Mair")


async def test_a_hundred_calendars_with_all_their_lists_cost_the_statements_of_one(
    service: Service,
) -> None:
    counts = []
    for number in (1, 100):
        user = await make_user()
        for calendar in (await make_calendars(user, number))[:20]:
            await make_event(calendar, title="Hearing")
            await make_event(calendar, rrule="FREQ=DAILY", title="Daily")
            await make_task(calendar)
        with statements() as sent:
            data = await service.ask(ALL_LISTS, user=user, **{"from": NOON.isoformat()})
        counts.append(len(sent))
        edges = data["calendars"]["edges"]
        assert len(edges) == number
        assert edges[0]["node"]["events"]["totalCount"] == 62
        assert all(edge["node"]["members"]["totalCount"] == 1 for edge in edges)
        assert all(edge["node"]["feed"]["links"]["url"] for edge in edges)
        for node in [edge["node"] for edge in edges]:
            items = [*node["events"]["edges"], *node["tasks"]["edges"]]
            assert {item["node"]["calendar"]["id"] for item in items} <= {node["id"]}

    assert counts[0] == counts[1]
