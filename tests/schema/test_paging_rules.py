"""Relay's rules for pages, of every connection of the schema."""

from typing import Any, Final

import pytest
from graphql import GraphQLObjectType

from api.models import Feed
from api.models.access import CalendarRole
from api.models.feed import FeedKind
from api.models.session import Scope
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import (
    add_member,
    make_audit_entry,
    make_calendar,
    make_event,
    make_task,
    make_user,
    open_api_token,
)
from tests.schema.documents import SCHEMA
from tests.schema.firm import signed_in
from tests.service import Answer, Service

# How each connection is reached; whoever asks is an admin who owns a calendar.
REACHED: Final = {
    "Query.calendars": "{}",
    "Query.calendarFeeds": "{}",
    "Query.apiTokens": "{}",
    "Query.users": "{}",
    "Query.feeds": "{}",
    "Query.auditLog": "{}",
    "Calendar.events": "node(id: $id) {{ ... on Calendar {{ {} }} }}",
    "Calendar.tasks": "node(id: $id) {{ ... on Calendar {{ {} }} }}",
    "Calendar.members": "node(id: $id) {{ ... on Calendar {{ {} }} }}",
}
HEAD: Final = "($id: ID!, $first: Int, $after: String, $last: Int, $before: String)"
PAGE: Final = """list: FIELD(first: $first, after: $after, last: $last, before: $before) {
  totalCount
  edges { cursor node { id } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
}"""
# Other wrong ones are tried on two lists, in `test_connections.py` and `test_cursors.py`.
WRONG: Final[list[dict[str, Any]]] = [
    {"first": -1},
    {"last": 101},
    {"first": 0, "last": 0},
    {"before": "x"},
]


class Desk:
    """An admin with at least two objects in every list."""

    def __init__(self, service: Service, headers: dict[str, str], calendar_id: str) -> None:
        self.service, self.headers, self.calendar_id = service, headers, calendar_id

    async def ask(self, connection: str, **arguments: Any) -> Answer:
        page = PAGE.replace("FIELD", connection.split(".")[1])
        place = REACHED[connection].format(page)
        document = f"query {HEAD} {{ own: node(id: $id) {{ id }} {place} }}"
        return await self.service.graphql(
            document, headers=self.headers, id=self.calendar_id, **arguments
        )

    async def page(self, connection: str, **arguments: Any) -> Any:
        answer = await self.ask(connection, **arguments)
        assert answer.errors == [], (connection, arguments, answer.errors)
        return answer.data.get("list") or answer.data["node"]["list"]


@pytest.fixture
async def desk(service: Service) -> Desk:
    admin = await make_user(role=UserRole.ADMIN)
    organization = await admin.organization
    calendar = await make_calendar(admin)
    await make_calendar(admin)
    colleague = await make_user(organization)
    await add_member(calendar, colleague, CalendarRole.READER)
    for _ in range(2):
        await make_event(calendar)
        await make_task(calendar)
        await make_audit_entry(admin)
        await open_api_token(organization, Scope.READ)
    await make_event(calendar, rrule="FREQ=DAILY;COUNT=3")
    await Feed.create(
        organization_id=colleague.organization_id,
        user_id=colleague.id,
        kind=FeedKind.ALL,
        created_at=NOON,
    )
    headers = await signed_in(service, admin)
    desk = Desk(service, headers, encode_id("Calendar", calendar.id))
    await desk.page("Query.calendarFeeds")  # makes the admin's
    return desk


def test_every_connection_of_the_schema_is_in_the_table() -> None:
    connections = {
        f"{named.name}.{name}"
        for named in SCHEMA.type_map.values()
        if isinstance(named, GraphQLObjectType)
        for name, field in named.fields.items()
        if str(field.type).rstrip("!").endswith("Connection")
    }

    assert connections == set(REACHED)


async def test_sizes_and_cursors_that_are_none_are_refused(desk: Desk) -> None:
    for connection in REACHED:
        for arguments in WRONG:
            answer = await desk.ask(connection, **arguments)
            assert answer.codes == ["BAD_REQUEST"], (connection, arguments)


async def test_a_page_may_be_empty_full_and_from_either_end(desk: Desk) -> None:
    for connection in REACHED:
        whole = await desk.page(connection, first=100)
        ids = [edge["node"]["id"] for edge in whole["edges"]]
        one, last = await desk.page(connection, first=1), await desk.page(connection, last=1)
        rest = await desk.page(connection, after=one["pageInfo"]["endCursor"])
        before = await desk.page(connection, before=last["pageInfo"]["startCursor"], last=100)
        none = await desk.page(connection, first=0)

        assert len(ids) == len(set(ids)) == whole["totalCount"] >= 2, connection
        assert one["edges"] == whole["edges"][:1]
        assert last["edges"] == whole["edges"][-1:]
        assert rest["edges"] == whole["edges"][1:]
        assert before["edges"] == whole["edges"][:-1]
        assert (none["edges"], none["totalCount"]) == ([], len(ids))
        flags = [
            (page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"])
            for page in (whole, one, last, rest, none)
        ]
        assert flags == [(False, False), (False, True), (True, False), (True, False), (False, True)]


async def test_a_cursor_of_another_connection_is_refused(desk: Desk) -> None:
    cursors = {
        connection: (await desk.page(connection))["edges"][0]["cursor"] for connection in REACHED
    }

    for connection in REACHED:
        for other, cursor in cursors.items():
            answer = await desk.ask(connection, after=cursor)
            expected = [] if connection == other else ["BAD_REQUEST"]
            assert answer.codes == expected, (connection, other)
