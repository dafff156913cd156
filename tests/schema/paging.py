"""Users with many calendars, and pages of them."""

from typing import Any, Final

from api.models import Calendar, Member, User
from api.models.access import CalendarRole
from api.models.fields import new_id
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_user
from tests.service import Service

PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  page: calendars(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { id name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""[1:]
PAGE_OF_FEEDS = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  page: calendarFeeds(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""[1:]
NAMES: Final = [
    "Same",
    "same",
    "Ärger",
    "Νίκος",
    "日本語",
    "עברית",
    "👩‍💻 Team",  # joined by U+200D
    "No\N{NO-BREAK SPACE}break",
    "Left\N{LEFT-TO-RIGHT MARK}",
    '"quoted", \\back',
    "%_*?",
]


async def user_with_calendars(count: int = 120) -> User:
    """A user with calendars, many of which have the same name."""
    user = await make_user()
    calendars = [
        Calendar(
            id=new_id(),
            organization_id=user.organization_id,
            name=NAMES[number * 7 % len(NAMES)],
            color="#1a73e8",
            time_zone="UTC",
            created_at=NOON,
            updated_at=NOON,
        )
        for number in range(count)
    ]
    await Calendar.bulk_create(calendars)
    await Member.bulk_create(
        [
            Member(
                calendar_id=calendar.id, user_id=user.id, role=CalendarRole.OWNER, created_at=NOON
            )
            for calendar in calendars
        ]
    )
    return user


async def in_order(user: User) -> list[str]:
    """Ids of the user's calendars as the whole list has them."""
    calendars = await Calendar.visible_to(user.id).order_by("name", "id")
    return [encode_id("Calendar", calendar.id) for calendar in calendars]


async def page(service: Service, user: User, document: str = PAGE, **arguments: Any) -> Any:
    return (await service.ask(document, user=user, **arguments))["page"]


def ids_of(*pages: Any) -> list[str]:
    return [edge["node"]["id"] for shown in pages for edge in shown["edges"]]
