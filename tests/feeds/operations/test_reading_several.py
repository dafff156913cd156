"""Feeds over several calendars: each as its role allows, named in three ways, some of them lost."""

from datetime import timedelta
from typing import Any

import pytest

from api.models import Calendar, Feed, FeedCalendar, User
from api.models.access import CalendarRole
from api.models.audit import Actor
from api.models.feed import FeedKind
from api.models.membership import remove_member, set_member
from tests.clock import NOON
from tests.factories import add_member, assign, make_calendar, make_event, make_task, make_user
from tests.feeds.publishing import WITHDRAWN, summaries
from tests.service import Service


class Two:
    """Two calendars of a colleague's, and the address of a feed of the reader's over both."""

    def __init__(self, owner: User, reader: User, calendars: list[Calendar], url: str) -> None:
        self.owner, self.reader, self.calendars, self.url = owner, reader, calendars, url

    async def lose(self, number: int) -> None:
        keys = {"calendar_id": self.calendars[number].id, "user_id": self.reader.id}
        await remove_member(Actor(self.owner), NOON, **keys)

    async def give(self, number: int, role: CalendarRole) -> None:
        keys = {"calendar_id": self.calendars[number].id, "user_id": self.reader.id}
        await set_member(Actor(self.owner), NOON, **keys, role=role)


async def two(service: Service, **settings: Any) -> Two:
    owner = await make_user()
    reader = await make_user(await owner.organization)
    calendars = []
    for number, (name, title) in enumerate([("Court", "Hearing"), ("Office", "Lunch")]):
        calendar = await make_calendar(owner, name=name)
        starts_at = NOON + timedelta(hours=number)
        await make_event(calendar, title=title, description="Bring it", starts_at=starts_at)
        await add_member(calendar, reader, CalendarRole.READER)
        calendars.append(calendar)
    feed = await Feed.create(
        organization_id=reader.organization_id,
        user_id=reader.id,
        kind=FeedKind.ADDITIONAL,
        label="Phone",
        created_at=NOON,
        **settings,
    )
    for calendar in calendars:
        await FeedCalendar.create(feed_id=feed.id, calendar_id=calendar.id)
    return Two(owner, reader, calendars, await service.feed_url(reader, kind="ADDITIONAL"))


@pytest.mark.parametrize(
    ("way", "shown", "categories"),
    [
        ("CATEGORY", ["Hearing", "Lunch"], ["Court", "Office"]),
        ("TITLE_PREFIX", ["Court: Hearing", "Office: Lunch"], []),
        ("NONE", ["Hearing", "Lunch"], []),
    ],
)
async def test_items_name_their_calendar_as_the_setting_says(
    service: Service, way: str, shown: list[str], categories: list[str]
) -> None:
    feed = await service.fetch((await two(service, calendar_name=way)).url)
    assert summaries(feed) == shown
    for name in ("Court", "Office"):
        assert (f"CATEGORIES:{name}\r\n" in feed.text) is (name in categories)


async def test_each_calendar_shows_as_much_as_its_role_allows(service: Service) -> None:
    feed = await two(service)
    await feed.give(1, CalendarRole.FREE_BUSY_READER)
    response = await service.fetch(feed.url)
    assert summaries(response) == ["Hearing", "Busy"]
    assert response.text.count("Bring it") == 1
    assert "Office" not in response.text
    assert "NAME:Phone\r\n" in response.text


async def test_a_calendar_that_is_lost_leaves_the_others_as_they_were(service: Service) -> None:
    feed = await two(service)
    await feed.lose(1)
    response = await service.fetch(feed.url)
    assert summaries(response) == ["Hearing"]
    # The feed is over several calendars all the same.
    assert "CATEGORIES:Court\r\n" in response.text


async def test_a_calendar_that_comes_back_is_shown_at_the_same_address(service: Service) -> None:
    feed = await two(service)
    await feed.lose(1)
    await feed.give(1, CalendarRole.READER)
    assert summaries(await service.fetch(feed.url)) == ["Hearing", "Lunch"]


async def test_when_all_are_lost_the_address_is_retired_for_good(service: Service) -> None:
    feed = await two(service)
    await feed.lose(0)
    await feed.lose(1)
    assert summaries(await service.fetch(feed.url)) == [WITHDRAWN]
    await feed.give(0, CalendarRole.READER)
    assert summaries(await service.fetch(feed.url)) == [WITHDRAWN]
    renewed = await service.feed_url(feed.reader, kind="ADDITIONAL")
    assert summaries(await service.fetch(renewed)) == ["Hearing"]


async def test_only_what_concerns_the_user_is_shown_of_each(service: Service) -> None:
    feed = await two(service, only_assigned_to_me=True)
    series = await make_event(
        feed.calendars[0],
        title="Weekly",
        starts_at=NOON,
        rrule="FREQ=WEEKLY;COUNT=2",
        series_ends_at=NOON + timedelta(days=8),
    )
    await make_event(
        feed.calendars[0],
        title="Weekly, moved",
        starts_at=NOON + timedelta(days=9),
        series_id=series.id,
        original_start=NOON + timedelta(days=7),
    )
    task = await make_task(feed.calendars[1], title="Mine", due_at=NOON + timedelta(days=1))
    await make_task(feed.calendars[1], title="Not mine", due_at=NOON + timedelta(days=1))
    await assign(series, feed.reader)
    await assign(task, feed.reader)
    assert summaries(await service.fetch(feed.url)) == ["Weekly", "Due: Mine", "Weekly, moved"]
