"""Times only: whoever may know when, and nothing else, is given nothing else anywhere."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from api.models import Calendar, Event, Feed, Organization, User
from api.models.access import CalendarRole
from api.models.entry import OccurrenceKey
from api.schema.ids import encode_id, encode_occurrence
from tests.clock import NOON
from tests.factories import add_member, make_calendar, make_event, make_task, make_user
from tests.service import Service

# Stands in every text of the calendar that is told to those who may read it.
WORD = "Xylophone"
HOUR = timedelta(hours=1)

FEEDS = """
{ calendarFeeds(first: 100) { edges { node {
    id kind label settings { detail } links { url } latestChangeAt
    programs { program label status } networks { network }
} } } }
"""
ONE_FEED = """
query ($id: ID!) { node(id: $id) { ... on CalendarFeed {
    export { body etag itemCount sizeBytes }
    report {
      itemCount sizeBytes warnings laterItems skippedItems { title reason }
      preview(first: 100) { title startsAt endsAt allDay }
    }
} } }
"""
NODES = """
query ($ids: [ID!]!) { nodes(ids: $ids) {
  ... on Event {
    id calendarId startsAt endsAt allDay startDate endDate transparent status title description
    location url categories timeZone recurrence { rule extraStarts exceptedStarts endsAt }
    seriesId originalStart sequence updatedAt
  }
  ... on Task { id name: title text: description link: url tags: categories dueAt completedAt }
} }
"""
WRITES = {
    "updateEvent": "mutation ($i: UpdateEventInput!) { r: updateEvent(input: $i) { %s } }",
    "deleteEvent": "mutation ($i: DeleteEventInput!) { r: deleteEvent(input: $i) { %s } }",
    "updateTask": "mutation ($i: UpdateTaskInput!) { r: updateTask(input: $i) { %s } }",
    "completeTask": "mutation ($i: CompleteTaskInput!) { r: completeTask(input: $i) { %s } }",
    "deleteTask": "mutation ($i: DeleteTaskInput!) { r: deleteTask(input: $i) { %s } }",
    "createEvent": "mutation ($i: CreateEventInput!) { r: createEvent(input: $i) { %s } }",
}


def texts() -> dict[str, Any]:
    return {
        "title": f"{WORD} title",
        "description": f"{WORD} description",
        "url": f"https://firm.example/{WORD}",
        "categories": [f"{WORD} category"],
    }


async def fill(calendar: Calendar) -> dict[str, Any]:
    """Something of everything, each with the word; the ids of all of it."""
    event = await make_event(calendar, **texts(), location=f"{WORD} place")
    series = await make_event(
        calendar,
        **texts(),
        starts_at=NOON + HOUR,
        location=f"{WORD} place",
        rrule="FREQ=WEEKLY;COUNT=3",
        series_ends_at=NOON + timedelta(days=15),
    )
    override = await make_event(
        calendar,
        **texts(),
        starts_at=NOON + timedelta(days=8),
        series_id=series.id,
        original_start=NOON + HOUR + timedelta(days=7),
    )
    broken = await make_event(calendar, **texts() | {"categories": 5}, starts_at=NOON + 3 * HOUR)
    ruled = await make_event(calendar, **texts(), rrule=f"FREQ={WORD}")
    cancelled = await make_event(calendar, **texts(), status="CANCELLED")
    free = await make_event(calendar, **texts(), transparent=True)
    task = await make_task(calendar, **texts())
    events = (event, series, broken, ruled, cancelled, free)
    occurrence = OccurrenceKey(series.id, override.original_start)
    return {
        "events": [*(encode_id("Event", row.id) for row in events), encode_occurrence(occurrence)],
        "tasks": [encode_id("Task", task.id)],
    }


def told(text: str) -> list[str]:
    """Where the word stands, with what is around it."""
    return re.findall(rf"(?i).{{0,30}}{WORD}.{{0,30}}", text)


Limit = Callable[[Calendar, User], Awaitable[None]]


async def by_role(calendar: Calendar, reader: User) -> None:
    await add_member(calendar, reader, CalendarRole.FREE_BUSY_READER)


async def by_ceiling(calendar: Calendar, reader: User) -> None:
    await add_member(calendar, reader, CalendarRole.READER)
    await Organization.filter(id=calendar.organization_id).update(detail_ceiling="BUSY")


async def by_setting(calendar: Calendar, reader: User) -> None:
    await add_member(calendar, reader, CalendarRole.READER)


@pytest.mark.parametrize("limit", [by_role, by_ceiling, by_setting])
async def test_feeds_exports_and_reports_give_away_times_and_the_word_busy(
    service: Service, limit: Limit
) -> None:
    owner = await make_user()
    calendar = await make_calendar(owner, name=f"{WORD} diary")
    await fill(calendar)
    reader = await make_user(await owner.organization)
    await limit(calendar, reader)
    await service.ask(FEEDS, user=reader)
    if limit is by_setting:
        await Feed.filter(user_id=reader.id).update(detail="BUSY")
    edges = (await service.ask(FEEDS, user=reader))["calendarFeeds"]["edges"]
    assert len(edges) == 2

    for edge in edges:
        feed = await service.fetch(edge["node"]["links"]["url"])
        assert feed.status_code == 200
        assert told(feed.text + str(feed.headers)) == []
        names = set(re.findall(r"^(\w[\w-]*)[:;]", feed.text, re.MULTILINE))
        assert names <= {
            *("BEGIN", "END", "VERSION", "PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL"),
            *("X-PUBLISHED-TTL", "COLOR", "X-APPLE-CALENDAR-COLOR", "UID", "DTSTAMP"),
            *("LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY"),
        }
        assert set(re.findall(r"^SUMMARY:(.*)\r$", feed.text, re.MULTILINE)) == {"Busy"}
        # One event, three occurrences of which one was moved; the broken rows are left out.
        assert feed.text.count("BEGIN:VEVENT") == 4
        if limit is not by_setting or edge["node"]["kind"] == "CALENDAR":
            answer = await service.graphql(ONE_FEED, user=reader, id=edge["node"]["id"])
            assert answer.errors == []
            assert told(answer.response.text) == []
            titles = {item["title"] for item in answer.data["node"]["report"]["preview"]}
            assert titles == {"Busy"}


async def test_who_sees_times_only_is_told_nothing_else_over_graphql(service: Service) -> None:
    owner = await make_user()
    calendar = await make_calendar(owner, name="Diary")
    ids = await fill(calendar)
    reader = await make_user(await owner.organization)
    await add_member(calendar, reader, CalendarRole.FREE_BUSY_READER)

    answer = await service.graphql(NODES, user=reader, ids=[*ids["events"], *ids["tasks"]])
    assert answer.errors == []
    assert told(answer.response.text) == []
    shown = [node for node in answer.data["nodes"] if node is not None]
    assert len(shown) == 5
    hidden = ("transparent", "status", "title", "description", "location", "url", "categories")
    for node in shown:
        assert {node[name] for name in hidden} == {None}
        assert node["recurrence"] is node["timeZone"] is None

    for name, document in WRITES.items():
        for id_ in [*ids["events"], *ids["tasks"]]:
            if name == "createEvent":
                input = {"calendarId": encode_id("Calendar", calendar.id), "title": "x"}
            else:
                input = {"id": id_}
            answer = await service.graphql(
                document % "errors { code message path }", user=reader, i=input
            )
            assert told(answer.response.text) == [], (name, id_)
            assert "OK" not in answer.codes
    assert await Event.filter(title=f"{WORD} title").count() == 7
