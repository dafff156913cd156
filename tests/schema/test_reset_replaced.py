"""replaced of resetCalendarFeeds: which programs were using the addresses that were replaced."""

from api.models import Feed, FeedToken
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_user
from tests.feeds.publishing import publish
from tests.service import Service

RESET = """
mutation {
  resetCalendarFeeds(input: {}) {
    replaced { feed { id links { url } } programs { program label reportedInterval } }
    errors { code }
  }
}
"""[1:]


async def test_a_reset_tells_which_programs_were_using_the_replaced_addresses(
    service: Service,
) -> None:
    published = await publish(service)
    await make_calendar(published.owner, name="Partners")
    await service.fetch(published.url, user_agent="Thunderbird/153.7.0")
    await service.fetch(published.url, user_agent="SomeReader/1.0")
    await service.feed_url(published.owner)
    await service.app.state.fetches.flush()
    old = await FeedToken.filter(retired_at__isnull=True).count()

    answer = (await service.ask(RESET, user=published.owner))["resetCalendarFeeds"]

    assert answer["errors"] == []
    used = {
        replaced["feed"]["id"]: replaced["programs"]
        for replaced in answer["replaced"]
        if replaced["programs"]
    }
    assert len(answer["replaced"]) == old == 3
    assert published.url not in [each["feed"]["links"]["url"] for each in answer["replaced"]]
    [(id_, programs)] = used.items()
    feed = await Feed.get(calendar_id=published.calendar.id)
    assert id_ == encode_id("CalendarFeed", feed.id)
    assert sorted(programs, key=lambda program: program["program"]) == [
        {"program": "somereader", "label": "somereader", "reportedInterval": None},
        {"program": "thunderbird", "label": "Thunderbird", "reportedInterval": "30 minutes"},
    ]

    again = (await service.ask(RESET, user=published.owner))["resetCalendarFeeds"]
    assert [replaced["programs"] for replaced in again["replaced"]] == [[], [], []]


async def test_a_reset_tells_only_of_addresses_that_there_were(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)
    await service.ask("{ calendarFeeds { totalCount } }", user=user)
    answer = (await service.ask(RESET, user=user))["resetCalendarFeeds"]
    assert answer["replaced"] == []
