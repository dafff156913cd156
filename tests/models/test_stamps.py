"""The renderer's stamp: a new one counts as a change of every feed."""

from datetime import timedelta

from api.models import Calendar, Feed, FeedCalendar, RendererUse, User
from api.models.feed import FeedKind
from api.models.fields import new_id
from api.models.stamps import mark_feed, mark_feeds_of_users, take_renderer_into_use, time_of_write
from api.settings import load_settings
from tests.clock import NOON, Clock
from tests.factories import make_calendar, make_calendars, make_user
from tests.feeds.publishing import publish
from tests.service import serve


async def test_the_first_renderer_changes_nothing(open_database: str) -> None:
    stamp = await take_renderer_into_use("one", NOON)
    assert (stamp.generation, stamp.changed_at) == (0, None)
    assert await take_renderer_into_use("one", NOON + timedelta(days=1)) == stamp
    assert await time_of_write(new_id(), NOON) == NOON


async def test_each_renderer_that_follows_another_is_a_generation(open_database: str) -> None:
    await take_renderer_into_use("one", NOON)
    second = await take_renderer_into_use("two", NOON)
    assert (second.generation, second.changed_at) == (1, NOON)
    back = await take_renderer_into_use("one", NOON)
    assert (back.generation, back.changed_at) == (2, NOON + timedelta(seconds=1))
    assert await RendererUse.all().count() == 3


async def test_it_comes_after_every_write_and_every_write_after_it(open_database: str) -> None:
    await take_renderer_into_use("one", NOON)
    calendar = await make_calendar(await make_user())
    await Calendar.filter(id=calendar.id).update(updated_at=NOON + timedelta(hours=1))
    stamp = await take_renderer_into_use("two", NOON)
    assert stamp.changed_at == NOON + timedelta(hours=1, seconds=1)
    assert await time_of_write(calendar.organization_id, NOON) == stamp.changed_at + timedelta(
        seconds=1
    )


async def test_items_rise_when_the_server_starts_with_another_length_of_descriptions(
    environ: dict[str, str], clock: Clock
) -> None:
    async with serve(load_settings(environ), clock) as service:
        published = await publish(service, description="word " * 100)
        before = await service.fetch(published.url)
    async with serve(load_settings(environ), clock) as service:
        again = await service.fetch(published.url)
        assert again.headers["etag"] == before.headers["etag"]
    shorter = load_settings(environ | {"CALENDAR_FEEDS_DESCRIPTION_LENGTH": "100"})
    async with serve(shorter, clock) as service:
        after = await service.fetch(published.url)
    assert "SEQUENCE:0\r\n" in before.text
    assert "SEQUENCE:1\r\n" in after.text
    assert "LAST-MODIFIED:20260318T120001Z\r\n" in after.text


async def test_what_another_organization_does_moves_no_stamp(open_database: str) -> None:
    """Settings changed again and again elsewhere put everybody's stamps into the future."""
    here, elsewhere = await make_user(), await make_user()
    feed = await Feed.create(
        organization_id=elsewhere.organization_id,
        user_id=elsewhere.id,
        kind=FeedKind.ALL,
        created_at=NOON,
    )
    for _ in range(100):
        await mark_feed(elsewhere.organization_id, feed.id, NOON)
    assert await time_of_write(elsewhere.organization_id, NOON) > NOON + timedelta(seconds=90)
    assert await time_of_write(here.organization_id, NOON) == NOON


async def test_a_role_changed_in_many_calendars_marks_each_feed_once(open_database: str) -> None:
    """Marked for one calendar after the other, feeds had a stamp a second later for each."""
    one = await make_user()
    other = await make_user(await one.organization)
    here, there = await make_calendars(one, 2)

    async def feed(user: User, kind: FeedKind, calendar: Calendar | None = None) -> Feed:
        calendar_id = calendar and calendar.id
        return await Feed.create(
            organization_id=user.organization_id,
            user_id=user.id,
            kind=kind,
            calendar_id=calendar_id,
            created_at=NOON,
        )

    marked = [
        await feed(one, FeedKind.ALL),
        await feed(one, FeedKind.CALENDAR, here),
        await feed(other, FeedKind.ALL),
        await feed(other, FeedKind.CALENDAR, there),
        await feed(one, FeedKind.ADDITIONAL),
    ]
    for calendar in (here, there):
        await FeedCalendar.create(feed_id=marked[-1].id, calendar_id=calendar.id)
    left = await feed(other, FeedKind.CALENDAR, here)

    pairs = [(here.id, one.id), (there.id, one.id), (there.id, other.id)]
    await mark_feeds_of_users(one.organization_id, pairs, NOON)

    second = NOON + timedelta(seconds=1)  # the calendars are from NOON
    for each in marked:
        await each.refresh_from_db()
        assert (each.generation, each.changed_at) == (1, second)
    await left.refresh_from_db()
    assert (left.generation, left.changed_at) == (0, None)
