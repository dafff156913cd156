"""What a feed shows of the rows that were read for it."""

from datetime import timedelta

from api.feeds.operations.deciding import ShownCalendar
from api.feeds.operations.entries import MOST_ITEMS, entries_of
from api.feeds.operations.rows import rows_in
from api.ical.facts import EventFacts
from api.ical.feed_settings import Detail
from api.ical.window import window_on
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user

EVERY_HOUR = "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24)))


async def test_of_more_items_than_a_feed_may_have_the_earliest_are_left_out(
    open_database: str,
) -> None:
    calendar = await make_calendar(await make_user())
    for _ in range(5):
        await make_event(calendar, starts_at=NOON - timedelta(days=60), rrule=EVERY_HOUR)
    shown = ShownCalendar(
        id=calendar.id,
        name=calendar.name,
        color=calendar.color,
        time_zone=calendar.time_zone,
        revision=1,
        detail=Detail.FULL,
        assignees_hidden=False,
    )
    window = window_on(NOON.date(), 45, 60)

    rows = await rows_in(window, [shown.id])
    entries = entries_of(rows, {shown.id: shown}, window)

    assert entries.too_many
    assert len(entries.shown) == MOST_ITEMS
    facts = [entry.facts for entry in entries.shown if isinstance(entry.facts, EventFacts)]
    # 120 begin on each of 106 days: the first 2,720 are left out.
    assert facts[-1].starts_at == window.end - timedelta(hours=1)
    assert facts[0].starts_at.date() == (window.start + timedelta(days=22)).date()
