"""The window over HTTP: of which days a feed speaks, and in which order.

On 18 March 2026 it is [1 February 00:00, 18 May 00:00) in UTC.
"""

from datetime import timedelta
from uuid import UUID

import pytest

from api.settings import load_settings
from tests.clock import Clock
from tests.factories import at, make_calendar, make_event, make_task, make_user
from tests.feeds.publishing import summaries
from tests.service import Service, serve

OPENS, CLOSES = "2026-02-01", "2026-05-18"
INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)


async def test_a_feed_speaks_of_45_days_before_and_60_after_today(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Diary")
    opens, closes = at(OPENS), at(CLOSES)
    for title, starts_at, ends_at in [
        ("ends as it opens", opens - DAY, opens),
        ("ends just after it opened", opens - DAY, opens + INSTANT),
        ("began years ago and runs on", at("2019-01-01"), at("2040-01-01")),
        ("began long ago and ended as it opens", at("2019-01-01"), opens),
        ("begins as it opens", opens, opens + DAY),
        ("no length, as it opens", opens, opens),
        ("begins just before it closes", closes - INSTANT, closes + DAY),
        ("begins as it closes", closes, closes + DAY),
    ]:
        await make_event(calendar, title=title, starts_at=starts_at, ends_at=ends_at)
    for title, due_at in [
        ("just before it opens", opens - INSTANT),
        ("as it opens", opens),
        ("just before it closes", closes - INSTANT),
        ("as it closes", closes),
    ]:
        await make_task(calendar, title=title, due_at=due_at)
    feed = await service.fetch(await service.feed_url(user, calendar="Diary"))
    assert sorted(summaries(feed)) == [
        "Due: as it opens",
        "Due: just before it closes",
        "began years ago and runs on",
        "begins as it opens",
        "begins just before it closes",
        "ends just after it opened",
        "no length, as it opens",
    ]


async def test_the_operator_sets_the_days(environ: dict[str, str], clock: Clock) -> None:
    days = {"CALENDAR_FEEDS_WINDOW_PAST_DAYS": "0", "CALENDAR_FEEDS_WINDOW_FUTURE_DAYS": "0"}
    async with serve(load_settings(environ | days), clock) as service:
        user = await make_user()
        calendar = await make_calendar(user, name="Diary")
        for day in ("2026-03-17", "2026-03-18", "2026-03-19"):
            await make_event(calendar, title=day, starts_at=at(f"{day} 23:00"))
        url = await service.feed_url(user, calendar="Diary")
        # The event of the day before ended at midnight.
        assert summaries(await service.fetch(url)) == ["2026-03-18"]


async def test_the_window_moves_at_midnight_utc_and_not_before(
    service: Service, clock: Clock
) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Diary", time_zone="Pacific/Auckland")
    await make_event(calendar, title="oldest", starts_at=at("2026-02-01 12:00"))
    await make_event(calendar, title="next", starts_at=at("2026-05-18 00:00"))
    url = await service.feed_url(user, calendar="Diary")
    before = await service.fetch(url)
    for moment in ("2026-03-18 00:00:00", "2026-03-18 23:59:59.999999"):
        clock.now = at(moment)
        same = await service.fetch(url, if_none_match=before.headers["etag"])
        assert same.status_code == 304, moment
    clock.now = at("2026-03-19 00:00:00")
    after = await service.fetch(url, if_none_match=before.headers["etag"])
    assert (summaries(before), summaries(after)) == (["oldest"], ["next"])
    clock.now = at("2026-03-18 12:00:00")
    assert (await service.fetch(url)).content == before.content


async def test_a_new_day_without_a_new_text_is_no_news(service: Service, clock: Clock) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Diary")
    await make_event(calendar)
    url = await service.feed_url(user, calendar="Diary")
    etag = (await service.fetch(url)).headers["etag"]
    clock.advance(days=1)
    assert (await service.fetch(url, if_none_match=etag)).status_code == 304


@pytest.mark.parametrize(
    ("first", "last", "is_shown"),
    [
        ("2026-01-31", "2026-02-01", False),
        ("2026-01-31", "2026-02-02", True),
        ("2026-02-01", "2026-02-02", True),
        ("2026-05-17", "2026-05-18", True),
        ("2026-05-18", "2026-05-19", False),
    ],
)
async def test_a_date_counts_as_midnight_utc_in_every_zone(
    service: Service, first: str, last: str, *, is_shown: bool
) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Diary", time_zone="America/Los_Angeles")
    await make_event(calendar, title="Holiday", all_day=True, starts_at=at(first), ends_at=at(last))
    titles = summaries(await service.fetch(await service.feed_url(user, calendar="Diary")))
    assert titles == (["Holiday"] if is_shown else [])


async def test_items_are_ordered_by_start_and_then_by_id(service: Service) -> None:
    """Whatever the order in which they were written; a task counts from when it is due."""
    user = await make_user()
    rows = [
        ("c", "2026-03-18 12:00", 3),
        ("a", "2026-03-18 12:00", 1),
        ("e", "2026-03-18 13:00", 0),
        ("b", "2026-03-18 12:00", 2),
    ]
    calendars = [await make_calendar(user), await make_calendar(user)]
    for position, (title, start, number) in enumerate(rows):
        calendar = calendars[position % 2]
        await make_event(calendar, title=title, starts_at=at(start), id=UUID(int=number + 1))
    await make_task(calendars[0], title="d", due_at=at("2026-03-18 12:30"), id=UUID(int=1))
    url = await service.feed_url(user)
    assert summaries(await service.fetch(url)) == ["a", "b", "c", "Due: d", "e"]
