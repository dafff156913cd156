"""Feeds of what concerns their user alone, where the user may not see whom it concerns."""

from datetime import timedelta
from typing import Any

import pytest

from api.ical.feed_settings import Detail
from api.models import Calendar, Feed, Organization, User
from api.models.access import CalendarRole
from api.models.audit import Actor
from api.models.feed import FeedKind
from api.models.membership import set_member
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import add_member, assign, make_calendar, make_event, make_task, make_user
from tests.feeds.publishing import summaries
from tests.service import Service

FREE_BUSY, READER = CalendarRole.FREE_BUSY_READER, CalendarRole.READER
REPORT = """
query ($id: ID!) { node(id: $id) { ... on CalendarFeed {
    report { itemCount warnings laterItems }
} } }
"""


async def make_diary(role: CalendarRole, name: str, reader: User | None = None) -> Calendar:
    """A calendar that the reader, or a new one, has this role in."""
    owner = await make_user(await reader.organization if reader else None)
    calendar = await make_calendar(owner, name=name)
    await add_member(calendar, reader or await make_user(await owner.organization), role)
    return calendar


async def reader_of(calendar: Calendar) -> User:
    return await User.get(memberships__calendar_id=calendar.id, memberships__role__not="OWNER")


async def fill(calendar: Calendar, reader: User) -> None:
    """An event for the reader and one for nobody, now and after the window; and an old task."""
    for days in (0, 200):
        for title, assigned in (("Mine", True), ("Not mine", False)):
            starts_at = NOON + timedelta(days=days)
            event = await make_event(calendar, title=title, starts_at=starts_at)
            if assigned:
                await assign(event, reader)
    await assign(await make_task(calendar, due_at=NOON - timedelta(days=90)), reader)


async def publish_mine(service: Service, calendar: Calendar, kind: FeedKind) -> tuple[str, Any]:
    """The reader's feed of this kind, of what concerns the reader: its address and report."""
    reader = await reader_of(calendar)
    name = calendar.name if kind is FeedKind.CALENDAR else None
    url = await service.feed_url(reader, kind=kind, calendar=name)
    await Feed.filter(user_id=reader.id).update(only_assigned_to_me=True)
    feed = await Feed.get(user_id=reader.id, kind=kind)
    data = await service.ask(REPORT, user=reader, id=encode_id("CalendarFeed", feed.id))
    return url, data["node"]["report"]


async def test_who_sees_times_only_learns_from_no_filter_whom_they_concern(
    service: Service,
) -> None:
    calendar = await make_diary(FREE_BUSY, "Court diary")
    await fill(calendar, await reader_of(calendar))
    url, report = await publish_mine(service, calendar, FeedKind.CALENDAR)
    assert summaries(await service.fetch(url)) == []
    assert report["warnings"] == ["NOTHING_IN_WINDOW", "ASSIGNEES_HIDDEN"]
    assert (report["itemCount"], report["laterItems"]) == (0, 0)


@pytest.mark.parametrize("by_ceiling", [True, False], ids=["ceiling", "setting"])
async def test_who_may_read_a_calendar_filters_it_also_where_the_feed_shows_times_only(
    service: Service, *, by_ceiling: bool
) -> None:
    calendar = await make_diary(READER, "Court diary")
    reader = await reader_of(calendar)
    await fill(calendar, reader)
    if by_ceiling:
        tenant = Organization.filter(id=calendar.organization_id)
        await tenant.update(detail_ceiling=Detail.BUSY)
    else:
        await service.feed_url(reader)
        await Feed.filter(user_id=reader.id).update(detail=Detail.BUSY)
    url, report = await publish_mine(service, calendar, FeedKind.CALENDAR)
    assert summaries(await service.fetch(url)) == ["Busy"]
    assert (report["warnings"], report["laterItems"]) == ([], 1)


async def test_of_several_calendars_only_those_that_hide_it_are_left_out(service: Service) -> None:
    calendar = await make_diary(READER, "Court diary")
    reader = await reader_of(calendar)
    await fill(calendar, reader)
    await fill(await make_diary(FREE_BUSY, "Partners", reader), reader)
    url, report = await publish_mine(service, calendar, FeedKind.ALL)
    assert summaries(await service.fetch(url)) == ["Mine"]
    assert report["warnings"] == ["OVERDUE_TASKS_OUTSIDE", "ASSIGNEES_HIDDEN"]
    assert report["laterItems"] == 1


async def test_without_the_filter_whoever_sees_times_only_sees_all_of_them(
    service: Service,
) -> None:
    calendar = await make_diary(FREE_BUSY, "Court diary")
    reader = await reader_of(calendar)
    await fill(calendar, reader)
    url = await service.feed_url(reader, calendar="Court diary")
    assert summaries(await service.fetch(url)) == ["Busy", "Busy"]


async def test_a_role_that_opens_the_filter_is_a_change_of_the_feed_also_under_a_ceiling(
    service: Service,
) -> None:
    calendar = await make_diary(FREE_BUSY, "Court diary")
    reader = await reader_of(calendar)
    await Organization.filter(id=calendar.organization_id).update(detail_ceiling=Detail.BUSY)
    await fill(calendar, reader)
    url, _ = await publish_mine(service, calendar, FeedKind.CALENDAR)
    assert summaries(await service.fetch(url)) == []
    owner = await User.get(memberships__calendar_id=calendar.id, memberships__role="OWNER")
    keys = {"calendar_id": calendar.id, "user_id": reader.id}
    await set_member(Actor(owner), service.clock.now, **keys, role=READER)
    assert summaries(await service.fetch(url)) == ["Busy"]
    assert (await Feed.get(user_id=reader.id, kind=FeedKind.CALENDAR)).generation == 1
