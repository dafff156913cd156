"""calendarFeeds: which feeds the viewer has, and what they show."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from api.models import Feed, FeedCalendar, Organization
from api.models.access import CalendarRole
from api.models.feed import FeedKind
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import add_member, make_added_feeds, make_calendar, make_user
from tests.holding import held
from tests.schema.feeds import CALENDAR_FEEDS, feeds_of
from tests.service import Service


async def test_everyone_has_a_feed_of_all_calendars_and_one_of_each(service: Service) -> None:
    user = await make_user()
    diary = await make_calendar(user, name="Diary")
    shifts = await make_calendar(user, name="Shifts")

    data = await service.ask(CALENDAR_FEEDS, user=user)
    feeds = [edge["node"] for edge in data["calendarFeeds"]["edges"]]

    assert data["calendarFeeds"]["totalCount"] == 3
    shown = {
        (feed["kind"], tuple(calendar["id"] for calendar in feed["calendars"])) for feed in feeds
    }
    ids = {calendar.name: encode_id("Calendar", calendar.id) for calendar in (diary, shifts)}
    assert shown == {
        ("ALL", (ids["Diary"], ids["Shifts"])),
        ("CALENDAR", (ids["Diary"],)),
        ("CALENDAR", (ids["Shifts"],)),
    }
    assert {feed["label"] for feed in feeds} == {""}
    assert {feed["createdAt"] for feed in feeds} == {"2026-03-18T12:00:00Z"}
    assert {feed["expiresAt"] for feed in feeds} == {None}


async def test_a_feed_begins_with_the_first_value_of_each_setting(service: Service) -> None:
    (feed,) = await feeds_of(service, await make_user())

    assert feed["settings"] == {
        "detail": "FULL",
        "taskFormat": "EVENT",
        "cancelled": "OMIT",
        "completedTasks": "SHOW",
        "onlyAssignedToMe": False,
        "calendarName": "CATEGORY",
    }


async def test_settings_are_those_of_the_feed(service: Service) -> None:
    user = await make_user()
    await Feed.create(
        organization_id=user.organization_id,
        user_id=user.id,
        kind=FeedKind.ALL,
        label="Phone",
        detail="TITLE",
        task_format="TODO",
        cancelled="SHOW",
        completed_tasks="OMIT",
        only_assigned_to_me=True,
        calendar_name="TITLE_PREFIX",
        created_at=NOON,
        expires_at=NOON + timedelta(days=1),
    )

    (feed,) = await feeds_of(service, user)

    assert (feed["label"], feed["expiresAt"]) == ("Phone", "2026-03-19T12:00:00Z")
    assert feed["settings"] == {
        "detail": "TITLE",
        "taskFormat": "TODO",
        "cancelled": "SHOW",
        "completedTasks": "OMIT",
        "onlyAssignedToMe": True,
        "calendarName": "TITLE_PREFIX",
    }


async def test_listing_twice_makes_nothing_twice(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    first = await feeds_of(service, user)
    second = await feeds_of(service, user)

    assert first == second
    assert await Feed.filter(user_id=user.id).count() == 2


async def test_feeds_follow_access(service: Service) -> None:
    owner = await make_user()
    member = await make_user(await Organization.get(id=owner.organization_id))
    calendar = await make_calendar(owner, name="Diary")
    assert [feed["kind"] for feed in await feeds_of(service, member)] == ["ALL"]

    membership = await add_member(calendar, member, CalendarRole.READER)
    feeds = await feeds_of(service, member)
    assert sorted(feed["kind"] for feed in feeds) == ["ALL", "CALENDAR"]

    await membership.delete()
    (feed,) = await feeds_of(service, member)
    assert (feed["kind"], feed["calendars"]) == ("ALL", [])


async def test_an_additional_feed_shows_the_calendars_that_were_chosen(service: Service) -> None:
    user = await make_user()
    chosen, _other = await make_calendar(user, name="Chosen"), await make_calendar(user)
    feed = await Feed.create(
        organization_id=user.organization_id,
        user_id=user.id,
        kind=FeedKind.ADDITIONAL,
        label="Phone",
        created_at=NOON,
    )
    await FeedCalendar.create(feed_id=feed.id, calendar_id=chosen.id)

    (shown,) = [
        each for each in await feeds_of(service, user) if each["kind"] == FeedKind.ADDITIONAL
    ]

    assert [calendar["name"] for calendar in shown["calendars"]] == ["Chosen"]


async def test_nobody_sees_anothers_feeds(service: Service) -> None:
    owner = await make_user()
    colleague = await make_user(await Organization.get(id=owner.organization_id), role="ADMIN")
    await make_calendar(owner, everyone_role=CalendarRole.READER)

    mine = {feed["id"] for feed in await feeds_of(service, owner)}
    theirs = {feed["id"] for feed in await feeds_of(service, colleague)}

    assert len(mine) == len(theirs) == 2
    assert not mine & theirs


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_feeds_are_listed_while_a_new_calendar_of_theirs_is_deleted(
    service: Service, database_url: str
) -> None:
    """The feed of the calendar could not be made any more: that was a fault, and INTERNAL."""
    user = await make_user()
    gone, kept = await make_calendar(user), await make_calendar(user)
    deleting = await asyncpg.connect(database_url)

    async with held(database_url, "audit_entries") as until_waiting:
        async with deleting.transaction():
            await deleting.execute("DELETE FROM calendars WHERE id = $1", gone.id)
            listing = asyncio.create_task(service.ask(CALENDAR_FEEDS, user=user))
            await until_waiting(1)
        feeds = [edge["node"] for edge in (await listing)["calendarFeeds"]["edges"]]
    await deleting.close()

    (calendar,) = [feed["calendars"] for feed in feeds if feed["kind"] == "CALENDAR"]
    assert [each["id"] for each in calendar] == [encode_id("Calendar", kept.id)]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_calendars_of_many_feeds_are_told_up_to_a_bound(service: Service) -> None:
    """Those of 50 feeds over 500 calendars each kept the program busy for three seconds."""
    user = await make_user()
    for _ in range(101):
        await make_calendar(user)
    await make_added_feeds(user, 100, all_calendars=True)
    document = """query ($first: Int!) {
      calendarFeeds(first: $first, filter: {kind: ADDITIONAL}) {
        edges { node { calendars { id } } }
      }
    }"""

    few = (await service.ask(document, user=user, first=99))["calendarFeeds"]["edges"]
    assert [len(edge["node"]["calendars"]) for edge in few] == [101] * 99
    many = await service.graphql(document, user=user, first=100)
    assert set(many.codes) == {"BAD_REQUEST"}
    assert "more than 10,000 calendars" in many.errors[0]["message"]
