"""programs and networks of a feed: who fetches it, and whether they have the latest text."""

from datetime import timedelta
from typing import Any

import pytest

from api.models import Calendar, Feed, User
from api.models.fetch import FetchResult
from api.schema.ids import encode_id
from tests.factories import make_calendars, make_user
from tests.feeds.fetching import fetch
from tests.feeds.publishing import Published, publish, reset
from tests.schema.statements import statements
from tests.service import Service

PROGRAMS = """
query ($id: ID!, $days: Int! = 30) {
  node(id: $id) {
    ... on CalendarFeed {
      latestChangeAt
      programs {
        program label lastFetchAt lastResult status latestChangeAt
        fetchesPerDay(days: $days) { day count }
      }
      networks(days: $days) { network lastSeenAt }
    }
  }
}
"""[1:]
OF_ALL_FEEDS = """
{
  calendarFeeds(first: 100) {
    edges { node {
      latestChangeAt
      programs { program status fetchesPerDay { count } }
      networks { network }
    } }
  }
}
"""[1:]


async def feed_of(published: Published) -> Feed:
    return await Feed.get(calendar_id=published.calendar.id, user_id=published.owner.id)


async def shown(service: Service, published: Published, **variables: Any) -> Any:
    """What the owner sees of the feed's fetches, once what waits is written."""
    await service.app.state.fetches.flush()
    feed = await feed_of(published)
    id_ = encode_id("CalendarFeed", feed.id)
    data = await service.ask(PROGRAMS, user=published.owner, id=id_, **variables)
    return data["node"]


async def statuses(service: Service, published: Published) -> dict[str, str]:
    feed = await shown(service, published)
    return {program["program"]: program["status"] for program in feed["programs"]}


async def change(service: Service, published: Published) -> None:
    """Changes the calendar, as every write of what it holds does."""
    await Calendar.filter(id=published.calendar.id).update(updated_at=service.clock.now)


async def test_a_feed_that_nobody_fetched_has_no_programs(service: Service) -> None:
    published = await publish(service)
    assert await shown(service, published) == {
        "latestChangeAt": "2026-03-18T12:00:00Z",
        "programs": [],
        "networks": [],
    }


async def test_the_owner_sees_per_program_whether_it_has_the_latest_text(service: Service) -> None:
    published = await publish(service)
    etag = (await service.fetch(published.url, user_agent="Evolution/3.46.4")).headers["etag"]
    service.clock.advance(hours=1)
    await change(service, published)
    service.clock.advance(hours=1)
    await service.fetch(published.url, user_agent="Thunderbird/153.7.0", if_none_match=etag)

    assert await shown(service, published) == {
        "latestChangeAt": "2026-03-18T13:00:00Z",
        "programs": [
            {
                "program": "thunderbird",
                "label": "Thunderbird",
                "lastFetchAt": "2026-03-18T14:00:00Z",
                "lastResult": "NOT_MODIFIED",
                "status": "CURRENT",
                "latestChangeAt": None,
                "fetchesPerDay": [{"day": "2026-03-18", "count": 1}],
            },
            {
                "program": "evolution",
                "label": "GNOME Evolution",
                "lastFetchAt": "2026-03-18T12:00:00Z",
                "lastResult": "FULL",
                "status": "BEHIND",
                "latestChangeAt": "2026-03-18T13:00:00Z",
                "fetchesPerDay": [{"day": "2026-03-18", "count": 1}],
            },
        ],
        "networks": [{"network": "127.0.0.0/24", "lastSeenAt": "2026-03-18T14:00:00Z"}],
    }


async def test_a_change_of_the_feeds_settings_is_a_change(service: Service) -> None:
    published = await publish(service)
    await service.fetch(published.url, user_agent="curl/8")
    later = service.clock.advance(minutes=5)
    await Feed.filter(calendar_id=published.calendar.id).update(changed_at=later)
    assert await statuses(service, published) == {"curl": "BEHIND"}


async def test_a_program_that_stopped_is_silent(service: Service) -> None:
    published = await publish(service)
    for _ in range(4):
        await service.fetch(published.url, user_agent="curl/8")
        await service.app.state.fetches.flush()
        service.clock.advance(minutes=30)
    assert await statuses(service, published) == {"curl": "CURRENT"}
    service.clock.advance(hours=1)
    assert await statuses(service, published) == {"curl": "SILENT"}


async def test_after_a_reset_a_program_is_at_the_old_address_until_it_fetches_the_new_one(
    service: Service,
) -> None:
    published = await publish(service)
    for user_agent in ("Evolution/3.46.4", "Thunderbird/153.7.0"):
        await service.fetch(published.url, user_agent=user_agent)
    await reset(service, published.owner)
    assert await statuses(service, published) == {"evolution": "NEVER", "thunderbird": "NEVER"}

    url = await service.feed_url(published.owner, calendar="Court diary")
    service.clock.advance(minutes=1)
    await service.fetch(url, user_agent="Evolution/3.46.4")

    assert await statuses(service, published) == {"evolution": "CURRENT", "thunderbird": "NEVER"}


async def test_a_notice_at_an_old_address_is_told(service: Service) -> None:
    published = await publish(service)
    feed = await feed_of(published)
    service.app.state.fetches.record(fetch(feed.id, result=FetchResult.NOTICE))
    [program] = (await shown(service, published))["programs"]
    assert (program["lastResult"], program["status"]) == ("NOTICE", "NEVER")


async def test_fetches_are_counted_by_day_for_as_many_days_as_are_asked_for(
    service: Service,
) -> None:
    published = await publish(service)
    for day in range(5):
        for _ in range(day + 1):
            await service.fetch(published.url, user_agent="curl/8")
        await service.fetch(published.url, user_agent="Evolution/3.46.4")
        if day < 4:
            service.clock.advance(days=1)

    feed = await shown(service, published, days=2)

    days = {program["program"]: program["fetchesPerDay"] for program in feed["programs"]}
    assert days["curl"] == [
        {"day": "2026-03-21", "count": 4},
        {"day": "2026-03-22", "count": 5},
    ]
    assert [day["count"] for day in days["evolution"]] == [1, 1]
    [all_days] = [
        program["fetchesPerDay"]
        for program in (await shown(service, published))["programs"]
        if program["program"] == "curl"
    ]
    assert [day["count"] for day in all_days] == [1, 2, 3, 4, 5]


async def test_networks_are_those_of_the_days_that_are_asked_for(service: Service) -> None:
    published = await publish(service)
    feed = await feed_of(published)
    now = service.clock.now
    for days, network in ((0, "192.0.2.0/24"), (3, "2001:db8::/48"), (20, "198.51.100.0/24")):
        seen = fetch(feed.id, network=network, at=now - timedelta(days=days))
        service.app.state.fetches.record(seen)

    def names(shown: Any) -> list[str]:
        return [network["network"] for network in shown["networks"]]

    recent = await shown(service, published, days=7)
    assert names(recent) == ["192.0.2.0/24", "2001:db8::/48"]
    assert len(names(await shown(service, published))) == 3


@pytest.mark.parametrize("days", [0, -1, 367])
async def test_a_number_of_days_that_makes_no_sense_is_refused(service: Service, days: int) -> None:
    published = await publish(service)
    await service.fetch(published.url)
    await service.app.state.fetches.flush()
    id_ = encode_id("CalendarFeed", (await feed_of(published)).id)
    answer = await service.graphql(PROGRAMS, user=published.owner, id=id_, days=days)
    assert set(answer.codes) == {"BAD_REQUEST"}
    assert {error["message"] for error in answer.errors} == {"Ask for 1 to 366 days."}


async def test_of_others_only_an_admin_sees_who_fetches_a_feed_and_not_from_where(
    service: Service,
) -> None:
    published = await publish(service)
    await service.fetch(published.url)
    await service.app.state.fetches.flush()
    id_ = encode_id("CalendarFeed", (await feed_of(published)).id)
    organization = await published.owner.organization
    asked = [
        (await service.ask(PROGRAMS, user=user, id=id_))["node"]
        for user in (
            await make_user(organization),
            await make_user(role="ADMIN"),
            await make_user(organization, role="ADMIN"),
        )
    ]
    assert asked[:2] == [None, None]
    assert [program["program"] for program in asked[2]["programs"]] == ["python"]
    assert asked[2]["networks"] == []


async def user_with_fetched_feeds(service: Service, feeds: int) -> User:
    user = await make_user()
    await make_calendars(user, feeds)
    await service.ask("{ calendarFeeds(first: 100) { totalCount } }", user=user)
    for feed in await Feed.filter(user_id=user.id):
        for program in ("curl", "thunderbird"):
            service.app.state.fetches.record(fetch(feed.id, program=program))
    await service.app.state.fetches.flush()
    return user


async def test_fifty_feeds_cost_the_statements_of_one(service: Service) -> None:
    counts = []
    for feeds in (1, 50):
        user = await user_with_fetched_feeds(service, feeds)
        with statements() as sent:
            data = await service.ask(OF_ALL_FEEDS, user=user)
        counts.append(len(sent))
        nodes = [edge["node"] for edge in data["calendarFeeds"]["edges"]]
        assert [len(node["programs"]) for node in nodes] == [2] * (feeds + 1)
    assert counts[0] == counts[1]
