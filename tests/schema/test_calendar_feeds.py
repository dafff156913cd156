"""calendarFeeds: the viewer's feeds, their addresses, and what these serve now."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from icalendar import Calendar as Parsed

from api.models import AuditEntry, Feed, FeedCalendar, FeedToken, Organization, User
from api.models.access import CalendarRole
from api.models.feed import FeedKind
from api.schema.ids import encode_id
from api.settings import load_settings
from api.tokens import generate_key
from tests.clock import NOON, Clock
from tests.factories import add_member, make_calendar, make_event, make_task, make_user
from tests.service import Service, serve

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
FEED_LINKS = """
{
  calendarFeeds(first: 100) {
    edges { node { id links { url webcal googleCalendar outlookPersonal outlookWork } } }
  }
}
"""[1:]
FEED_EXPORTS = """
{
  calendarFeeds {
    edges { node { kind links { url } export { body etag itemCount sizeBytes } } }
  }
}
"""[1:]


async def feeds_of(service: Service, user: User, document: str = CALENDAR_FEEDS) -> list[Any]:
    data = await service.ask(document, user=user)
    return [edge["node"] for edge in data["calendarFeeds"]["edges"]]


async def links_of(service: Service, user: User) -> list[Any]:
    return [feed["links"] for feed in await feeds_of(service, user, FEED_LINKS)]


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
        user_id=user.id, kind=FeedKind.ADDITIONAL, label="Phone", created_at=NOON
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


async def test_links_hold_the_address_in_every_programs_form(service: Service) -> None:
    (links,) = await links_of(service, await make_user())

    url = links["url"]
    assert url.startswith("https://feeds.example.com/feeds/cf_")
    assert url.endswith(".ics")
    assert links["webcal"] == url.replace("https://", "webcal://")
    google = urlsplit(links["googleCalendar"])
    assert google.netloc == "calendar.google.com"
    assert parse_qs(google.query) == {"cid": [links["webcal"]]}
    outlook = f"/calendar/0/addfromweb?url={quote(url, safe='')}"
    assert links["outlookPersonal"] == "https://outlook.live.com" + outlook
    assert links["outlookWork"] == "https://outlook.office.com" + outlook


async def test_links_stay_the_same_until_a_reset(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    first = await links_of(service, user)
    service.clock.advance(days=400)

    assert await links_of(service, user) == first
    assert len({links["url"] for links in first}) == 2
    assert await FeedToken.all().count() == 2


async def test_no_address_is_made_before_links_are_asked_for(service: Service) -> None:
    user = await make_user()

    await feeds_of(service, user)

    assert await FeedToken.all().count() == 0


async def test_showing_an_address_is_audited_once_a_day(service: Service) -> None:
    user = await make_user()

    async def entries() -> int:
        return await AuditEntry.filter(actor_id=user.id, action="ADDRESS_SHOWN").count()

    await links_of(service, user)
    await links_of(service, user)
    assert await entries() == 1
    service.clock.advance(hours=12)
    await links_of(service, user)
    assert await entries() == 2
    assert (await AuditEntry.all())[0].subject_id == (await Feed.get()).id


async def test_programs_elsewhere_get_no_link_to_a_private_host(
    environ: dict[str, str], clock: Clock
) -> None:
    environ["CALENDAR_FEEDS_PUBLIC_URL"] = "http://127.0.0.1:8000"

    async with serve(load_settings(environ), clock) as service:
        (links,) = await links_of(service, await make_user())

    assert links["webcal"].startswith("webcal://127.0.0.1:8000/feeds/")
    assert links["googleCalendar"] is links["outlookPersonal"] is links["outlookWork"] is None


async def test_an_address_whose_key_is_gone_is_not_shown_and_still_works(
    environ: dict[str, str], clock: Clock
) -> None:
    async with serve(load_settings(environ), clock) as service:
        user = await make_user()
        await make_calendar(user)
        url = await service.feed_url(user)

    environ["CALENDAR_FEEDS_KEYS"] = generate_key()
    async with serve(load_settings(environ), clock) as service:
        links = await links_of(service, user)
        response = await service.fetch(url)

    assert None in links
    assert response.status_code == 200


async def test_the_export_is_what_the_address_serves(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Tagebuch Ä")
    await make_event(calendar, title="Anhörung, Saal 3; früh")
    await make_task(calendar, title="Bericht 📄")

    feeds = await feeds_of(service, user, FEED_EXPORTS)

    assert {feed["kind"] for feed in feeds} == {"ALL", "CALENDAR"}
    for feed in feeds:
        response = await service.fetch(feed["links"]["url"])
        export = feed["export"]
        assert response.status_code == 200
        assert export["body"].encode() == response.content
        assert export["etag"] == response.headers["etag"]
        assert export["sizeBytes"] == len(response.content)
        assert export["itemCount"] == 2 == len(Parsed.from_ical(response.content).walk("VEVENT"))


async def test_exporting_needs_no_address(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    await service.ask("{ calendarFeeds { edges { node { export { etag } } } } }", user=user)

    assert await FeedToken.all().count() == 0


@pytest.mark.parametrize(
    "switch", ["no calendar", "expired", "feeds of the user", "the organization's ceiling"]
)
async def test_there_is_no_export_of_what_serves_nothing(service: Service, switch: str) -> None:
    user = await make_user()
    if switch != "no calendar":
        await make_calendar(user)
    await service.feed_url(user)
    if switch == "expired":
        await Feed.filter(user_id=user.id).update(expires_at=NOON)
    if switch == "feeds of the user":
        await User.filter(id=user.id).update(feeds_allowed=False)
    if switch == "the organization's ceiling":
        await Organization.filter(id=user.organization_id).update(detail_ceiling="OFF")

    feeds = await feeds_of(service, user, FEED_EXPORTS)

    assert {feed["export"] for feed in feeds} == {None}
    for feed in feeds:
        assert (await service.fetch(feed["links"]["url"])).status_code == 404
