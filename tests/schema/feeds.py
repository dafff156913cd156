"""A user's feeds as GraphQL lists them."""

from typing import Any

from api.models import User
from tests.service import Service

CALENDAR_FEEDS = """
query ($first: Int, $after: String) {
  calendarFeeds(first: $first, after: $after) {
    totalCount
    edges {
      cursor
      node {
        id kind label createdAt expiresAt
        calendars { id name viewerRole }
        settings { detail taskFormat cancelled completedTasks onlyAssignedToMe calendarName }
      }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""[1:]


async def feeds_of(service: Service, user: User, document: str = CALENDAR_FEEDS) -> list[Any]:
    data = await service.ask(document, user=user)
    return [edge["node"] for edge in data["calendarFeeds"]["edges"]]
