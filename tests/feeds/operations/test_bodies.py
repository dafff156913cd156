"""The memory of rendered feeds: bounded, the longest unused dropped first, never stale."""

import asyncio
import hashlib

import pytest

from api.feeds.operations.bodies import Body, BodyCache
from api.models.fields import new_id
from tests.factories import make_event
from tests.feeds.publishing import publish, raise_revision, rename, summaries
from tests.service import Service

KILOBYTE = 1_024
ONE, OTHER = new_id(), new_id()


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


class Rendering:
    """A rendering that lasts until it is let go; it counts how often it began."""

    def __init__(self) -> None:
        self.begun = self.at_once = self.most_at_once = 0
        self.go = asyncio.Event()

    async def __call__(self) -> Body:
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.go.wait()
        self.at_once -= 1
        return body(2)


async def settle() -> None:
    """Lets every task run as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_who_asks_at_once_for_what_is_not_kept_waits_for_one_rendering() -> None:
    bodies, render = BodyCache(10 * KILOBYTE), Rendering()
    asking = [asyncio.ensure_future(bodies.get_or_render(ONE, "a", render)) for _ in range(30)]
    await settle()
    render.go.set()
    answers = await asyncio.gather(*asking)
    assert render.begun == 1
    assert all(answer is answers[0] for answer in answers)
    assert await bodies.get_or_render(ONE, "a", render) is answers[0]
    assert render.begun == 1


async def test_a_rendering_goes_on_when_who_asked_has_gone() -> None:
    bodies, render = BodyCache(10 * KILOBYTE), Rendering()
    first = asyncio.ensure_future(bodies.get_or_render(ONE, "a", render))
    await settle()
    first.cancel()
    second = asyncio.ensure_future(bodies.get_or_render(ONE, "a", render))
    await settle()
    render.go.set()
    assert await second == body(2)
    assert first.cancelled()
    assert render.begun == 1


async def test_a_rendering_that_fails_is_tried_again_by_the_next_who_asks() -> None:
    bodies, render = BodyCache(10 * KILOBYTE), Rendering()
    render.go.set()

    async def fail() -> Body:
        raise ConnectionError

    for _ in range(2):
        with pytest.raises(ConnectionError):
            await bodies.get_or_render(ONE, "a", fail)
    assert await bodies.get_or_render(ONE, "a", render) == body(2)


async def test_many_feeds_are_rendered_two_at_a_time() -> None:
    bodies, render = BodyCache(100 * KILOBYTE), Rendering()
    asking = [
        asyncio.ensure_future(bodies.get_or_render(new_id(), key, render)) for key in range(10)
    ]
    await settle()
    assert render.at_once == 2
    render.go.set()
    await asyncio.gather(*asking)
    assert (render.begun, render.most_at_once) == (10, 2)


async def test_a_user_with_many_feeds_does_not_hold_up_those_of_others() -> None:
    bodies, many, few = BodyCache(100 * KILOBYTE), Rendering(), Rendering()
    asking = [asyncio.ensure_future(bodies.get_or_render(ONE, key, many)) for key in range(10)]
    await settle()
    assert many.at_once == 1
    few.go.set()
    assert await bodies.get_or_render(OTHER, "a", few) == body(2)
    many.go.set()
    await asyncio.gather(*asking)
    assert (many.begun, many.most_at_once) == (10, 1)


async def test_who_shares_a_feed_does_not_wait_behind_the_other_feeds_of_the_first_who_asked() -> (
    None
):
    bodies, many, shared = BodyCache(100 * KILOBYTE), Rendering(), Rendering()
    renderings = [("large", many), ("larger", many), ("shared", shared)]
    asking = [asyncio.ensure_future(bodies.get_or_render(ONE, *each)) for each in renderings]
    await settle()
    shared.go.set()
    assert await bodies.get_or_render(OTHER, "shared", shared) == body(2)
    many.go.set()
    await asyncio.gather(*asking)
    assert shared.begun == 1


async def test_a_user_whose_program_gave_up_has_no_second_turn() -> None:
    bodies, render = BodyCache(100 * KILOBYTE), Rendering()
    gone = asyncio.ensure_future(bodies.get_or_render(ONE, "a", render))
    await settle()
    gone.cancel()
    again = asyncio.ensure_future(bodies.get_or_render(ONE, "b", render))
    await settle()
    assert render.at_once == 1
    render.go.set()
    await again
    assert render.most_at_once == 1


async def test_closing_ends_what_is_rendered_for_nobody() -> None:
    bodies, render = BodyCache(10 * KILOBYTE), Rendering()
    asking = asyncio.ensure_future(bodies.get_or_render(ONE, "a", render))
    await settle()
    await bodies.close()
    with pytest.raises(asyncio.CancelledError):
        await asking


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
