"""CalendarFeed.export: what a feed's address serves now."""

from typing import Any

import pytest
from icalendar import Calendar as Parsed

from api.models import Feed, FeedToken, Organization, User
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_task, make_user
from tests.schema.feeds import feeds_of
from tests.service import Service

FEED_EXPORT = """
query ($id: ID!) {
  node(id: $id) {
    ... on CalendarFeed {
      kind
      links { url }
      export { body etag itemCount sizeBytes }
    }
  }
}
"""[1:]


async def exports_of(service: Service, user: User) -> list[Any]:
    """The user's feeds with their exports, one by one."""
    feeds = await feeds_of(service, user)
    return [(await service.ask(FEED_EXPORT, user=user, id=feed["id"]))["node"] for feed in feeds]


async def test_the_export_is_what_the_address_serves(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Tagebuch Ä")
    await make_event(calendar, title="Anhörung, Saal 3; früh")
    await make_task(calendar, title="Bericht 📄")

    feeds = await exports_of(service, user)

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

    for feed in await feeds_of(service, user):
        data = await service.ask(
            "query ($id: ID!) { node(id: $id) { ... on CalendarFeed { export { etag } } } }",
            user=user,
            id=feed["id"],
        )
        assert data["node"]["export"]["etag"]

    assert await FeedToken.all().count() == 0


async def test_one_feed_is_exported_at_a_time(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    answer = await service.graphql(
        "{ calendarFeeds(first: 2) { edges { node { export { etag } } } } }", user=user
    )

    exports = [edge["node"]["export"] for edge in answer.data["calendarFeeds"]["edges"]]
    assert [export is None for export in exports] == [False, True]
    assert answer.codes == ["BAD_REQUEST"]
    assert answer.errors[0]["message"] == "Ask for `export` once in a request."
    assert answer.errors[0]["path"] == ["calendarFeeds", "edges", 1, "node", "export"]


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

    feeds = await exports_of(service, user)

    assert {feed["export"] for feed in feeds} == {None}
    for feed in [feed for feed in feeds if feed["links"]]:
        served = await service.fetch(feed["links"]["url"])
        if switch == "expired":
            assert "This calendar is no longer available." in served.text
        else:
            assert served.status_code == 404
