"""How many SQL statements a query costs: the same, however many rows it shows."""

from typing import Final

from api.models import User
from api.schema.ids import encode_id
from tests.engines import by_turns
from tests.factories import make_calendar, make_user
from tests.schema.statements import statements
from tests.service import Service

LISTS: Final = {
    "calendars": "{ calendars(first: 100) { totalCount edges { node { name viewerRole } } } }",
    "managed calendars": """{
      calendars(first: 100, filter: {managed: true}) {
        totalCount edges { node {
          name viewerRole members(first: 1) { totalCount edges { node { calendar { name } } } }
        } }
      }
    }""",
    "feeds": """{
      calendarFeeds(first: 100) { totalCount edges { node { kind settings { detail } } } }
    }""",
    "calendars of feeds": """{
      calendarFeeds(first: 100) { edges { node { calendars { name } calendar { name } } } }
    }""",
    "links": "{ calendarFeeds(first: 100) { edges { node { links { url } } } } }",
    "everything": """{
      calendarFeeds(first: 100) {
        totalCount edges { node { kind calendars { name } links { url webcal } } }
      }
      calendars(first: 100) { totalCount edges { node { name } } }
    }""",
    "reset": """mutation {
      resetCalendarFeeds(input: {}) { feeds { calendars { id } links { url } } }
    }""",
}


async def user_with(calendars: int) -> User:
    user = await make_user()
    for _ in range(calendars):
        await make_calendar(user)
    return user


async def sent_for(service: Service, user: User, document: str) -> list[str]:
    with statements() as sent:
        await service.ask(document, user=user)
    return sent


@by_turns("name", LISTS)
async def test_fifty_rows_cost_the_statements_of_one(service: Service, name: str) -> None:
    few, many = await user_with(1), await user_with(50)

    first = [await sent_for(service, user, LISTS[name]) for user in (few, many)]
    again = [await sent_for(service, user, LISTS[name]) for user in (few, many)]

    assert len(first[0]) == len(first[1]) > 0, first[1]
    assert len(again[0]) == len(again[1]) > 0, again[1]
    assert len(again[1]) <= len(first[1])


async def test_the_counter_sees_what_a_list_would_cost_row_by_row(service: Service) -> None:
    user = await make_user()
    node = f'node(id: "{encode_id("User", user.id)}") {{ id }}'
    one = f"{{ a: {node} }}"
    five = f"{{ a: {node} b: {node} c: {node} d: {node} e: {node} }}"

    counts = [len(await sent_for(service, user, document)) for document in (one, five)]

    assert counts[1] == counts[0] + 4


async def test_a_query_costs_a_handful_of_statements(service: Service) -> None:
    user = await user_with(3)
    for document in LISTS.values():
        await sent_for(service, user, document)

    counts = {
        name: len(await sent_for(service, user, document)) for name, document in LISTS.items()
    }

    # Two of them find out who asks, and one more opens the test's own session.
    assert counts["calendars"] <= 3 + 2
    assert counts["links"] <= 3 + 6
