"""Retired addresses: kept while they have something to say, and never very many."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.models import Feed, FeedToken, User
from api.models.feed import FeedKind, RetiredReason
from api.models.retiring import MOST_RETIRED, MOST_RETIRED_OF_GONE, forget_retired
from tests.clock import NOON
from tests.factories import make_user

DAYS = 30
SECOND = timedelta(seconds=1)


async def make_feed(user: User) -> UUID:
    feed = await Feed.create(
        organization_id=user.organization_id,
        user_id=user.id,
        kind=FeedKind.ADDITIONAL,
        created_at=NOON,
    )
    return feed.id


async def make_tokens(
    user: User, feed_id: UUID | None, retired_at: Iterable[datetime | None], **given: Any
) -> None:
    """An address for each of these moments; None makes one that is live."""
    await FeedToken.bulk_create(
        FeedToken(
            feed_id=feed_id,
            user_id=user.id,
            selector=uuid4().hex[:16],
            nonce=b"",
            key_fingerprint="",
            secret_hash="",
            created_at=NOON,
            retired_at=at,
            retired_reason=None if at is None else RetiredReason.RESET,
            **given,
        )
        for at in retired_at
    )


async def kept(feed_id: UUID | None) -> list[datetime | None]:
    """When the addresses of this feed that are left were retired, the live one as None."""
    tokens = await FeedToken.filter(feed_id=feed_id).order_by("id")
    return [token.retired_at for token in tokens]


@pytest.fixture
async def user(open_database: str) -> User:
    return await make_user()


async def test_a_retired_address_is_forgotten_when_its_notice_ends(user: User) -> None:
    ends = NOON - timedelta(days=DAYS)
    for feed_id in (await make_feed(user), None):
        await make_tokens(user, feed_id, [ends - SECOND, ends, ends + SECOND, NOON])
        await forget_retired(user.id, NOON, DAYS)
        assert await kept(feed_id) == [ends + SECOND, NOON]


async def test_a_retired_address_that_leaves_no_notice_is_forgotten_at_once(user: User) -> None:
    feed_id = await make_feed(user)
    await make_tokens(user, feed_id, [NOON], leaves_notice=False)
    await make_tokens(user, feed_id, [NOON])
    await forget_retired(user.id, NOON, DAYS)
    assert len(await kept(feed_id)) == 1


async def test_a_live_address_is_never_forgotten(user: User) -> None:
    feed_id = await make_feed(user)
    await make_tokens(user, feed_id, [None, *[NOON] * 2 * MOST_RETIRED])
    await forget_retired(user.id, NOON + timedelta(days=9 * DAYS), DAYS)
    assert await kept(feed_id) == [None]


async def test_of_each_feed_the_latest_retired_addresses_are_kept_and_never_very_many(
    user: User,
) -> None:
    times = [NOON + number * SECOND for number in range(MOST_RETIRED + 5)]
    feeds = [await make_feed(user) for _ in range(2)]
    for feed_id in feeds:
        await make_tokens(user, feed_id, times)
    await forget_retired(user.id, NOON, DAYS)
    for feed_id in feeds:
        assert await kept(feed_id) == times[5:]


async def test_of_feeds_that_are_gone_not_very_many_are_kept_either(user: User) -> None:
    times = [NOON + number * SECOND for number in range(MOST_RETIRED_OF_GONE + 5)]
    await make_tokens(user, None, times)
    await forget_retired(user.id, NOON, DAYS)
    assert await kept(None) == times[5:]


async def test_what_another_user_has_stays(user: User) -> None:
    other = await make_user()
    feed_id = await make_feed(other)
    await make_tokens(other, feed_id, [NOON - timedelta(days=DAYS)])
    await forget_retired(user.id, NOON, DAYS)
    assert len(await kept(feed_id)) == 1
