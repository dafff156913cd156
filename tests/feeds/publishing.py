"""Feeds for tests: published ones, their addresses, and what is read at them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from icalendar import Calendar as Parsed

from api.models import Calendar, Event, User
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_event, make_user
from tests.service import Answer, Service

FEEDS = """
{ calendarFeeds(first: 100) { edges { node { id kind calendars { name } links { url } } } } }
"""
EXPORT = """
query ($id: ID!) { node(id: $id) { ... on CalendarFeed {
    export { body etag itemCount sizeBytes }
} } }
"""
RESET = """
mutation ($feedIds: [ID!], $leaveNotice: Boolean! = true) {
    resetCalendarFeeds(input: {feedIds: $feedIds, leaveNotice: $leaveNotice}) {
        feeds { id kind links { url } } errors { code message path }
    }
}
"""
RENAME = """
mutation ($id: ID!, $title: String!) {
    updateEvent(input: {id: $id, title: $title}) { errors { message } }
}
"""
DELETE = "mutation ($id: ID!) { deleteEvent(input: {id: $id}) { errors { message } } }"

# What retired addresses say, by the reason.
REPLACED = (
    "This calendar address was replaced. Get the new one at https://feeds.example.com, or from the "
    "person who gave you this one."
)
WITHDRAWN = "You no longer have access to this calendar. Please remove it."
UNAVAILABLE = "This calendar is no longer available. Please remove it."


@dataclass(frozen=True)
class Published:
    """A calendar with one event, its owner, and the address of its feed."""

    owner: User
    calendar: Calendar
    event: Event
    url: str


async def publish(service: Service, **event: Any) -> Published:
    """A new user's calendar "Court diary" with the event "Hearing", published."""
    owner = await make_user()
    calendar = await make_calendar(owner, name="Court diary")
    row = await make_event(calendar, **{"title": "Hearing"} | event)
    return Published(owner, calendar, row, await service.feed_url(owner, calendar="Court diary"))


async def feeds_of(service: Service, user: User) -> list[dict[str, Any]]:
    """The user's feeds as the API lists them, addresses made."""
    data = await service.ask(FEEDS, user=user)
    return [edge["node"] for edge in data["calendarFeeds"]["edges"]]


async def export_of(service: Service, user: User, feed: dict[str, Any]) -> Any:
    """What the API says that the feed's address serves now."""
    data = await service.ask(EXPORT, user=user, id=feed["id"])
    return data["node"]["export"]


async def addresses_of(service: Service, user: User) -> dict[str, str]:
    """The address of each of the user's feeds, by the feed's id."""
    return {feed["id"]: feed["links"]["url"] for feed in await feeds_of(service, user)}


async def reset(
    service: Service, user: User, feed_ids: list[str] | None = None, *, leave_notice: bool = True
) -> Answer:
    """Asks for new addresses, of these feeds or of all."""
    return await service.graphql(RESET, user=user, feedIds=feed_ids, leaveNotice=leave_notice)


async def rename(service: Service, published: Published, title: str) -> None:
    """Gives the event another title, as its owner does."""
    data = await service.ask(
        RENAME, user=published.owner, id=encode_id("Event", published.event.id), title=title
    )
    assert not data["updateEvent"]["errors"]


async def delete(service: Service, published: Published) -> None:
    """Removes the event, as its owner does."""
    id_ = encode_id("Event", published.event.id)
    data = await service.ask(DELETE, user=published.owner, id=id_)
    assert not data["deleteEvent"]["errors"]


async def raise_revision(*calendar_ids: UUID) -> None:
    """What every write of the product does, for rows that a test makes itself after a fetch."""
    for calendar in await Calendar.filter(id__in=calendar_ids):
        calendar.revision += 1
        await calendar.save(update_fields=["revision"])


def summaries(response: httpx.Response) -> list[str]:
    """The SUMMARY of each VEVENT of a feed that was served, in their order."""
    assert response.status_code == 200, response.status_code
    return [str(event["SUMMARY"]) for event in Parsed.from_ical(response.content).walk("VEVENT")]
