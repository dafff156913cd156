"""A query with the most calendars of feeds that one is told takes about a second of a core."""

import time
from typing import Final

import pytest

from tests.factories import make_added_feeds, make_calendars, make_user
from tests.schema.firm import signed_in
from tests.schema.shapes import each
from tests.service import Service

pytestmark = [pytest.mark.verify, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

# It costs 45,500, and each feed has twice the calendars that it is taken to have: 10,000 in all.
_FEEDS: Final = (
    "a#: calendarFeeds(first: 50) { edges { node { id calendars { "
    "id name color timeZone revision viewerRole everyoneRole createdAt } } } }"
)
COSTLY: Final = "{" + each(2, _FEEDS) + "}"
# 1 s where nothing else runs; others may be at work.
SECONDS: Final = 2


async def test_the_most_calendars_of_feeds_take_about_a_second(service: Service) -> None:
    user = await make_user()
    await make_calendars(user, 100)
    await make_added_feeds(user, 100, all_calendars=True)
    headers = await signed_in(service, user)

    before = time.process_time()
    answer = await service.graphql(COSTLY, headers=headers)
    spent = time.process_time() - before

    assert not answer.errors
    assert len(answer.response.content) > 1_500_000
    assert spent < SECONDS
