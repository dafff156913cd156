"""`export` of a feed: what its address serves, byte for byte."""

from api.models import User
from api.models.feed import Feed
from tests.factories import make_calendar, make_event, make_task, make_user
from tests.feeds.publishing import UNAVAILABLE, export_of, feeds_of, summaries
from tests.service import Service


async def test_export_is_what_the_address_serves_for_every_feed(service: Service) -> None:
    user = await make_user()
    for name in ("Court diary", "Überstunden 🕓"):
        calendar = await make_calendar(user, name=name)
        await make_event(calendar, title="Hearing, “room 4”", description="Zoë\n" * 100)
        await make_task(calendar)
    feeds = await feeds_of(service, user)
    assert sorted(feed["kind"] for feed in feeds) == ["ALL", "CALENDAR", "CALENDAR"]
    for feed in feeds:
        served = await service.fetch(feed["links"]["url"])
        export = await export_of(service, user, feed)
        assert served.status_code == 200
        assert export["body"].encode() == served.content
        assert export["etag"] == served.headers["etag"]
        assert export["sizeBytes"] == len(served.content)
        assert export["itemCount"] == served.text.count("BEGIN:VEVENT")


async def test_export_is_null_while_the_address_serves_nothing(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)
    await User.filter(id=user.id).update(feeds_allowed=False)
    feeds = await feeds_of(service, user)
    assert len(feeds) == 2
    for feed in feeds:
        assert await export_of(service, user, feed) is None
        assert feed["links"] is None


async def test_a_feed_ends_when_it_was_to_end(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)
    expires_at = service.clock.now
    for feed in await feeds_of(service, user):
        url = feed["links"]["url"]
        await Feed.filter(user_id=user.id).update(expires_at=expires_at)
        service.clock.advance(microseconds=-1)
        served = await service.fetch(url)
        assert served.status_code == 200
        service.clock.advance(microseconds=1)
        ended = await service.fetch(url, if_none_match=served.headers["etag"])
        assert summaries(ended) == [UNAVAILABLE]
        assert await export_of(service, user, feed) is None
