"""A subscriber with vdirsyncer and khal, from the first fetch to the last."""

from pathlib import Path

import pytest

from tests.feeds.publishing import REPLACED, Published, delete, rename, reset
from tests.programs.vdirsyncer import Subscriber
from tests.service import Service

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

CLOSED = "2026-04-03/2026-04-06 Office closed"
TIMES = "2026-04-02 10:00/2026-04-02 11:00"
HEARING = f"{TIMES} Hearing: König ./. Zoë"


@pytest.fixture
async def subscriber(service: Service, published: Published, tmp_path: Path) -> Subscriber:
    """Somebody who has just subscribed to the calendar."""
    subscriber = Subscriber(tmp_path)
    await subscriber.subscribe(service.address_here(published.url))
    return subscriber


async def test_a_subscriber_sees_what_is_added_changed_and_deleted(
    service: Service, published: Published, subscriber: Subscriber
) -> None:
    assert await subscriber.shown("2026-04-01") == [HEARING, CLOSED]

    await rename(service, published, "Judgment")
    assert await subscriber.fetch()
    assert await subscriber.shown("2026-04-01") == [f"{TIMES} Judgment", CLOSED]

    await delete(service, published)
    assert await subscriber.fetch()
    assert await subscriber.shown("2026-04-01") == [CLOSED]


async def test_after_a_reset_a_subscriber_sees_the_notice_and_nothing_of_the_calendar(
    service: Service, published: Published, subscriber: Subscriber
) -> None:
    answer = await reset(service, published.owner)

    assert await subscriber.fetch()
    assert await subscriber.shown("2026-03-01", 60) == [f"2026-03-18/2026-03-18 {REPLACED}"]

    url = await service.feed_url(published.owner, calendar="Court diary")
    assert url in str(answer.data)
    await subscriber.subscribe(service.address_here(url))
    assert await subscriber.shown("2026-03-01", 60) == [HEARING, CLOSED]


async def test_after_a_reset_without_notice_a_subscriber_is_told_and_keeps_the_old_items(
    service: Service, published: Published, subscriber: Subscriber
) -> None:
    await reset(service, published.owner, leave_notice=False)

    assert not await subscriber.fetch()
    assert await subscriber.shown("2026-04-01") == [HEARING, CLOSED]
