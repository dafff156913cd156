"""resetCalendarFeeds: new addresses, and no calendar at the old ones."""

from typing import Any

import pytest
from icalendar import Calendar as Parsed

from api.models import AuditEntry, Feed, FeedToken, Organization, User
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_event, make_user
from tests.service import Service

RESET_CALENDAR_FEEDS = """
mutation ($input: ResetCalendarFeedsInput!) {
  resetCalendarFeeds(input: $input) {
    feeds { id kind links { url } }
    errors { code message path }
  }
}
"""[1:]
SHOWN = "{ calendarFeeds { edges { node { id links { url } } } } }"


async def addresses(service: Service, user: User) -> dict[str, str]:
    """The address of each of the user's feeds, by the feed's id."""
    data = await service.ask(SHOWN, user=user)
    nodes = [edge["node"] for edge in data["calendarFeeds"]["edges"]]
    return {node["id"]: node["links"]["url"] for node in nodes}


async def reset(service: Service, user: User, **input: Any) -> Any:
    data = await service.ask(RESET_CALENDAR_FEEDS, user=user, input=input)
    return data["resetCalendarFeeds"]


async def shows_the_calendar(service: Service, url: str) -> bool:
    response = await service.fetch(url)
    if response.status_code == 404:
        return False
    titles = [str(event["SUMMARY"]) for event in Parsed.from_ical(response.content).walk("VEVENT")]
    return "Hearing" in titles


async def user_with_feeds() -> User:
    user = await make_user()
    for _ in range(2):
        await make_event(await make_calendar(user), title="Hearing")
    return user


@pytest.mark.parametrize("input", [{}, {"feedIds": None}])
async def test_all_feeds_are_reset_unless_some_are_named(
    service: Service, input: dict[str, None]
) -> None:
    user = await user_with_feeds()
    before = await addresses(service, user)

    payload = await reset(service, user, **input)

    after = {feed["id"]: feed["links"]["url"] for feed in payload["feeds"]}
    assert payload["errors"] == []
    assert after == await addresses(service, user)
    assert set(after) == set(before)
    assert not set(after.values()) & set(before.values())
    assert [await shows_the_calendar(service, url) for url in before.values()] == [False] * 3
    assert [await shows_the_calendar(service, url) for url in after.values()] == [True] * 3


async def test_only_the_named_feeds_are_reset(service: Service) -> None:
    user = await user_with_feeds()
    before = await addresses(service, user)
    named = list(before)[1]

    payload = await reset(service, user, feedIds=[named, named])

    assert [feed["id"] for feed in payload["feeds"]] == [named]
    after = await addresses(service, user)
    assert {id_ for id_ in before if before[id_] != after[id_]} == {named}
    assert not await shows_the_calendar(service, before[named])
    assert await shows_the_calendar(service, after[named])


async def test_nothing_is_reset_for_anybody_else(service: Service) -> None:
    user, other = await user_with_feeds(), await user_with_feeds()
    colleague = await make_user(await Organization.get(id=user.organization_id), role="ADMIN")
    await make_calendar(colleague)
    theirs = {who.id: await addresses(service, who) for who in (other, colleague)}
    await addresses(service, user)

    await reset(service, user)

    assert {who.id: await addresses(service, who) for who in (other, colleague)} == theirs


async def test_one_feed_that_is_not_mine_stops_the_whole_reset(service: Service) -> None:
    user, other = await user_with_feeds(), await user_with_feeds()
    mine, theirs = await addresses(service, user), await addresses(service, other)

    payload = await reset(service, user, feedIds=[*mine, next(iter(theirs))])

    assert payload["feeds"] is None
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "feedIds"])
    assert await addresses(service, user) == mine
    assert await AuditEntry.filter(action="FEEDS_RESET").count() == 0


async def test_no_feed_at_all_is_an_error(service: Service) -> None:
    user = await user_with_feeds()
    before = await addresses(service, user)

    payload = await reset(service, user, feedIds=[])

    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "feedIds"])
    assert await addresses(service, user) == before


async def test_too_many_feeds_are_an_error(service: Service) -> None:
    user = await user_with_feeds()
    (feed, *_) = await addresses(service, user)

    payload = await reset(service, user, feedIds=[feed] * 1_001)

    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "feedIds"])


async def test_a_feed_whose_address_was_never_shown_gets_one(service: Service) -> None:
    user = await user_with_feeds()
    await service.ask("{ calendarFeeds { totalCount } }", user=user)
    assert await FeedToken.all().count() == 0

    payload = await reset(service, user)

    assert len({feed["links"]["url"] for feed in payload["feeds"]}) == 3
    assert await FeedToken.filter(retired_at__isnull=False).count() == 0


async def test_a_reset_is_audited(service: Service) -> None:
    user = await user_with_feeds()
    await addresses(service, user)

    await reset(service, user)

    entry = await AuditEntry.get(action="FEEDS_RESET")
    assert (entry.actor_id, len(entry.details["feeds"])) == (user.id, 3)


async def test_each_reset_replaces_the_addresses_again(service: Service) -> None:
    user = await user_with_feeds()
    seen = set((await addresses(service, user)).values())

    for _ in range(3):
        payload = await reset(service, user)
        urls = {feed["links"]["url"] for feed in payload["feeds"]}
        assert not urls & seen
        seen |= urls

    feed = await Feed.filter(user_id=user.id).first()
    assert feed is not None
    assert await FeedToken.filter(feed_id=feed.id).count() == 4
    assert await FeedToken.filter(feed_id=feed.id, retired_at__isnull=True).count() == 1
    assert encode_id("CalendarFeed", feed.id) in await addresses(service, user)
