"""Resets again and again: what is kept of the addresses that they replace is bounded."""

from api.models import FeedProgram, FeedToken
from api.models.retiring import MOST_RETIRED
from tests.feeds.publishing import (
    REPLACED,
    UNAVAILABLE,
    feeds_of,
    publish,
    reset,
    summaries,
)
from tests.service import Service

ADD = """
mutation { createCalendarFeed(input: {label: "Phone"}) { feed { id links { url } } } }
"""
DELETE = "mutation ($id: ID!) { deleteCalendarFeed(input: {id: $id}) { errors { code } } }"


async def test_resets_in_a_loop_do_not_store_an_address_each_for_ever(service: Service) -> None:
    published = await publish(service)
    (feed,) = [row for row in await feeds_of(service, published.owner) if row["kind"] == "CALENDAR"]
    urls = [published.url]
    for _ in range(MOST_RETIRED + 1):
        service.clock.advance(seconds=1)
        answer = await reset(service, published.owner, [feed["id"]])
        urls.append(answer.data["resetCalendarFeeds"]["feeds"][0]["links"]["url"])

    assert await FeedToken.filter(retired_at__isnull=False).count() == MOST_RETIRED
    oldest, *retired, live = urls
    assert (await service.fetch(oldest)).content == (await service.fetch("/feeds/x.ics")).content
    assert (await service.fetch(oldest)).status_code == 404
    assert {str(summaries(await service.fetch(url))) for url in retired} == {str([REPLACED])}
    assert summaries(await service.fetch(live)) == ["Hearing"]


async def test_a_reset_forgets_the_addresses_whose_notice_has_ended(service: Service) -> None:
    published = await publish(service)
    await service.fetch(published.url, user_agent="Thunderbird/1")
    await reset(service, published.owner)
    service.clock.advance(days=30)
    answer = await reset(service, published.owner)

    assert await FeedToken.filter(retired_at__isnull=False).count() == 2
    assert (await service.fetch(published.url)).status_code == 404
    # What was fetched at it stays readable, and a program that has not come back is told of.
    await service.app.state.fetches.flush()
    assert await FeedProgram.all().count() == 1
    assert answer.data["resetCalendarFeeds"]["errors"] == []


async def test_feeds_made_and_deleted_in_a_loop_leave_no_addresses_for_ever(
    service: Service,
) -> None:
    published = await publish(service)
    urls = []
    for _ in range(3):
        feed = (await service.ask(ADD, user=published.owner))["createCalendarFeed"]["feed"]
        urls.append(feed["links"]["url"])
        await service.ask(DELETE, user=published.owner, id=feed["id"])
        service.clock.advance(days=20)

    assert await FeedToken.filter(feed_id__isnull=True).count() == 2
    assert (await service.fetch(urls[0])).status_code == 404
    assert summaries(await service.fetch(urls[2])) == [UNAVAILABLE]
