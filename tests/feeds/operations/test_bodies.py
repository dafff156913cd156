"""The memory of rendered feeds: bounded, the longest unused dropped first, never stale."""

import hashlib

import pytest

from api.feeds.operations.bodies import Body, BodyCache
from tests.factories import make_event
from tests.feeds.publishing import publish, raise_revision, rename, summaries
from tests.service import Service

KILOBYTE = 1_024


def body(kilobytes: int) -> Body:
    """A body that takes this many kilobytes, its bookkeeping included."""
    return Body.of(b"x" * (kilobytes - 1) * KILOBYTE, item_count=0)


def kept(bodies: BodyCache, keys: str) -> str:
    return "".join(key for key in keys if bodies.get(key) is not None)


def test_a_body_has_the_hash_of_its_bytes_as_etag() -> None:
    made = Body.of(b"BEGIN:VCALENDAR", item_count=3)
    assert made.etag == f'"{hashlib.sha256(b"BEGIN:VCALENDAR").hexdigest()[:32]}"'
    assert made == Body.of(b"BEGIN:VCALENDAR", item_count=3)
    assert made.etag != Body.of(b"BEGIN:VCALENDAR ", item_count=3).etag


def test_a_body_is_found_under_its_key_alone() -> None:
    bodies, made = BodyCache(10 * KILOBYTE), body(2)
    bodies.put(("feed", 1), made)
    assert bodies.get(("feed", 1)) is made
    assert bodies.get(("feed", 2)) is None


def test_the_bodies_together_never_take_more_than_the_bound() -> None:
    bodies = BodyCache(10 * KILOBYTE)
    for key in "abcdefghij":
        bodies.put(key, body(3))
    assert kept(bodies, "abcdefghij") == "hij"


def test_the_longest_unused_body_is_dropped_first() -> None:
    bodies = BodyCache(9 * KILOBYTE)
    for key in "abc":
        bodies.put(key, body(3))
    bodies.get("a")
    bodies.put("d", body(3))
    assert kept(bodies, "abcd") == "acd"


def test_a_body_larger_than_the_whole_memory_is_not_kept_and_drops_none() -> None:
    bodies = BodyCache(9 * KILOBYTE)
    for key in "abc":
        bodies.put(key, body(3))
    bodies.put("large", body(10))
    assert bodies.get("large") is None
    assert kept(bodies, "abc") == "abc"


def test_a_memory_of_nothing_keeps_nothing() -> None:
    bodies = BodyCache(0)
    bodies.put("a", body(1))
    assert bodies.get("a") is None


async def test_a_write_is_in_the_very_next_fetch(service: Service) -> None:
    published = await publish(service)
    for title in ("Judgment", "Appeal", "Hearing"):
        before = await service.fetch(published.url)
        await rename(service, published, title)
        after = await service.fetch(published.url, if_none_match=before.headers["etag"])
        assert summaries(after) == [title]
        export = await service.fetch(await service.feed_url(published.owner))
        assert summaries(export) == [title]


async def test_an_unchanged_calendar_is_not_rendered_again(service: Service) -> None:
    """Rows that no write announces stay unseen: the revision decides, and every write raises it."""
    published = await publish(service)
    assert summaries(await service.fetch(published.url)) == ["Hearing"]
    await make_event(published.calendar, title="Written by hand", starts_at=service.clock.now)
    assert summaries(await service.fetch(published.url)) == ["Hearing"]
    await raise_revision(published.calendar.id)
    assert len(summaries(await service.fetch(published.url))) == 2


@pytest.mark.parametrize(
    "change", [{"name": "Diary"}, {"color": "#ff0000"}], ids=lambda change: next(iter(change))
)
async def test_what_the_feed_says_of_its_calendar_is_never_old(
    service: Service, change: dict[str, str]
) -> None:
    published = await publish(service)
    before = await service.fetch(published.url)
    [value] = change.values()
    assert value not in before.text
    published.calendar.update_from_dict(change)
    await published.calendar.save(update_fields=[*change])
    after = await service.fetch(published.url, if_none_match=before.headers["etag"])
    assert value in after.text
