"""libical finds nothing against the RFC in a feed, and the items that the other readers find."""

import pytest

from api.ical.feed_settings import Detail
from tests.ical.combinations import DETAILS, feeds, in_one_order
from tests.ical.golden_feeds import FEEDS
from tests.ical.mixed_items import mixed_items
from tests.ical.readers import READERS
from tests.programs.libical import needs_libical, read_with_libical

pytestmark = [needs_libical, pytest.mark.verify]


@pytest.mark.parametrize("detail", DETAILS)
def test_libical_sees_what_others_see_in_500_items_whatever_the_settings(detail: Detail) -> None:
    for body in feeds(mixed_items(500), detail):
        others = in_one_order(READERS["icalendar"](body))
        assert in_one_order(read_with_libical(body)) == others


@pytest.mark.parametrize("body", FEEDS.values(), ids=FEEDS)
def test_libical_finds_nothing_wrong_in_the_golden_feeds(body: bytes) -> None:
    assert len(read_with_libical(body)) == body.count(b"BEGIN:V") - 1
