"""What takes place in a calendar, as GraphQL lists it."""

from typing import Any

from api.models import Calendar, User
from api.schema.ids import encode_id
from tests.service import Service

AGENDA = """
query (
  $id: ID!, $from: DateTime, $to: DateTime
  $first: Int, $after: String, $last: Int, $before: String
) {
  node(id: $id) {
    ... on Calendar {
      page: events(
        from: $from, to: $to, first: $first, after: $after, last: $last, before: $before
      ) {
        totalCount
        edges { cursor node { id title startsAt seriesId originalStart } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }
  }
}
"""[1:]


async def agenda(service: Service, user: User, calendar: Calendar, **arguments: Any) -> Any:
    """A page of the calendar's events."""
    id_ = encode_id("Calendar", calendar.id)
    return (await service.ask(AGENDA, user=user, id=id_, **arguments))["node"]["page"]


async def events_of(service: Service, user: User, calendar: Calendar, **arguments: Any) -> Any:
    """The events on a page."""
    shown = await agenda(service, user, calendar, **arguments)
    return [edge["node"] for edge in shown["edges"]]
