"""Whatever a feed's settings, every reader sees the same items in it: uid, start, end and title.

The normal tests ask about 500 items where rows are served: tests/feeds/test_routes_readers.py.
"""

from collections.abc import Iterable, Sequence

import pytest

from api.ical.facts import EventFacts, TaskFacts
from api.ical.feed_settings import CancelledEvents, Detail, FeedSettings, TaskFormat
from tests.ical.combinations import DETAILS, feed, feeds, in_one_order
from tests.ical.javascript import needs_node, read_with_javascript
from tests.ical.mixed_items import mixed_items
from tests.ical.readers import READERS


def assert_seen_alike(bodies: Iterable[bytes]) -> None:
    """Every reader in Python sees the same in each of these feeds, and nothing is lost."""
    for body in bodies:
        seen = {name: in_one_order(read(body)) for name, read in READERS.items()}
        assert len({item.uid for item in seen["icalendar"]}) == body.count(b"BEGIN:V") - 1
        for name in READERS:
            assert seen[name] == seen["icalendar"], name


def assert_seen_alike_in_javascript(bodies: Sequence[bytes]) -> None:
    """The readers in JavaScript see in each of these feeds what one in Python sees."""
    expected = [in_one_order(READERS["icalendar"](body)) for body in bodies]
    for name, found in read_with_javascript(bodies).items():
        for seen, wanted in zip(found, expected, strict=True):
            assert in_one_order(seen) == wanted, name


def test_there_are_items_of_every_kind() -> None:
    items = mixed_items(500)
    events = [item for item in items if isinstance(item, EventFacts)]
    tasks = [item for item in items if isinstance(item, TaskFacts)]
    occurrences = [event for event in events if event.original_start is not None]
    overrides = [each for each in occurrences if each.starts_at != each.original_start]
    for kind in (
        *(events, tasks, occurrences, overrides),
        [event for event in events if event.all_day],
        [event for event in events if (event.ends_at - event.starts_at).days > 20],
        [event for event in events if event.status == "CANCELLED"],
        [task for task in tasks if task.all_day],
        [task for task in tasks if task.completed_at],
        [item for item in items if not item.title.isascii()],
    ):
        assert len(kind) >= 10


@needs_node
def test_readers_in_javascript_see_the_same_in_a_feed_of_500_items() -> None:
    shown = [
        FeedSettings(task_format=task_format, cancelled=CancelledEvents.SHOW)
        for task_format in TaskFormat
    ]
    assert_seen_alike_in_javascript([feed(mixed_items(500), settings) for settings in shown])


@pytest.mark.parametrize("detail", DETAILS)
def test_every_reader_sees_the_same_whatever_the_settings(detail: Detail) -> None:
    assert_seen_alike(feeds(mixed_items(15), detail))


@needs_node
def test_readers_in_javascript_see_the_same_whatever_the_settings() -> None:
    assert_seen_alike_in_javascript(feeds(mixed_items(15), *DETAILS))


@pytest.mark.verify
@pytest.mark.parametrize("detail", DETAILS)
def test_every_reader_sees_the_same_in_500_items_whatever_the_settings(detail: Detail) -> None:
    assert_seen_alike(feeds(mixed_items(500), detail))


@needs_node
@pytest.mark.verify
def test_readers_in_javascript_see_the_same_in_500_items_whatever_the_settings() -> None:
    assert_seen_alike_in_javascript(feeds(mixed_items(500), *DETAILS))
