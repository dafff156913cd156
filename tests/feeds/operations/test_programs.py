"""Whether a program has the latest text of a feed, told as a person would see it."""

from datetime import datetime, timedelta
from typing import Any

from api.feeds.operations.programs import (
    MOST_PROGRAMS,
    ProgramStatus,
    latest_change,
    missed_change,
    programs_in_use,
    programs_of,
    status_of,
)
from api.models import Calendar, Feed, FeedProgram
from api.models.feed import FeedKind
from api.models.fetch import FetchResult
from tests.clock import NOON, Clock
from tests.feeds.fetching import make_feeds
from tests.models.populated import make_feed_token

OLD, NEW = "0" * 16, "1" * 16
CURRENT, BEHIND, SILENT, NEVER = ProgramStatus
HOURLY = [3600, 3600, 3600]


def program(**given: Any) -> FeedProgram:
    """A program that fetched the feed at noon."""
    values: dict[str, Any] = {
        "program": "thunderbird",
        "first_fetch_at": NOON,
        "last_fetch_at": NOON,
        "last_result": FetchResult.FULL,
        "last_etag": '"e"',
        "selector": OLD,
        "gaps": [],
    }
    return FeedProgram(**values | given)


def test_the_story_of_a_program_that_is_told_of_a_change_and_then_of_a_reset() -> None:
    clock, changed_at, live = Clock(), NOON - timedelta(days=1), OLD
    row = program(gaps=HOURLY)

    def status() -> ProgramStatus:
        return status_of(row, live, changed_at, clock.now)

    assert status() == CURRENT
    clock.advance(minutes=30)
    changed_at = clock.now
    assert status() == BEHIND
    row.last_fetch_at = clock.advance(minutes=30)
    assert status() == CURRENT
    # The computer is switched off, first without a change, then with one.
    clock.advance(hours=2, minutes=59)
    assert status() == CURRENT
    clock.advance(minutes=1)
    assert status() == SILENT
    changed_at = clock.now
    assert status() == SILENT
    row.last_fetch_at = clock.advance(hours=12)
    assert status() == CURRENT
    # A reset: it goes on with the old address, is told so, and gets the new one.
    live = NEW
    assert status() == NEVER
    row.last_fetch_at, row.last_result = clock.advance(hours=1), FetchResult.NOTICE
    assert status() == NEVER
    row.selector, row.last_result = NEW, FetchResult.FULL
    assert status() == CURRENT


def test_a_fetch_at_the_moment_of_the_change_has_it() -> None:
    assert status_of(program(), OLD, NOON, NOON) == CURRENT
    assert status_of(program(), OLD, NOON + timedelta(microseconds=1), NOON) == BEHIND


def test_a_program_whose_habits_are_not_known_is_silent_after_three_days() -> None:
    row = program(gaps=[60, 60])
    almost, later = (NOON + timedelta(hours=hours) for hours in (71.9, 72))
    assert status_of(row, OLD, NOON, almost) == CURRENT
    assert status_of(row, OLD, later, almost) == BEHIND
    assert status_of(row, OLD, later, later) == SILENT


def test_a_program_that_comes_once_a_week_is_silent_after_three_weeks() -> None:
    row = program(gaps=[7 * 86_400] * 3)
    assert status_of(row, OLD, NOON, NOON + timedelta(days=20)) == CURRENT
    assert status_of(row, OLD, NOON, NOON + timedelta(days=21)) == SILENT


def test_a_feed_without_an_address_is_known_to_no_program() -> None:
    assert status_of(program(), None, NOON, NOON) == NEVER


def test_an_address_that_serves_a_notice_is_not_the_present_one() -> None:
    """As when the feed has expired, and its token is still the only one."""
    assert status_of(program(last_result=FetchResult.NOTICE), OLD, NOON, NOON) == NEVER


def test_the_change_that_a_program_has_missed_is_told_unless_it_needs_the_new_address() -> None:
    later = NOON + timedelta(hours=1)
    assert missed_change(program(), BEHIND, later) == later
    assert missed_change(program(), SILENT, later) == later
    assert missed_change(program(), SILENT, NOON) is None
    assert missed_change(program(), CURRENT, None) is None
    assert missed_change(program(), NEVER, later) is None


def test_a_feed_changes_with_each_of_its_calendars_and_with_its_settings() -> None:
    def change(changed_at: datetime | None, *hours: float) -> datetime | None:
        calendars = [Calendar(updated_at=NOON + timedelta(hours=each)) for each in hours]
        return latest_change(Feed(kind=FeedKind.ALL, changed_at=changed_at), calendars)

    later = NOON + timedelta(days=1)
    assert change(None, 0, 2, 1) == NOON + timedelta(hours=2)
    assert change(later, 0, 2) == later
    assert change(NOON, 2) == NOON + timedelta(hours=2)
    assert change(later) is None


async def test_programs_use_an_address_that_fetched_it_within_thirty_days(
    open_database: str,
) -> None:
    used, unused = await make_feeds(2)
    await make_feed_token(used, NEW)
    rows = {
        "thunderbird": program(selector=NEW),
        "evolution": program(selector=OLD),
        "kde": program(selector=NEW, last_fetch_at=NOON - timedelta(days=30)),
        "curl": program(selector=NEW, last_fetch_at=NOON - timedelta(days=29)),
    }
    for name, row in rows.items():
        row.feed_id, row.program = used.id, name
        await row.save()

    found = await programs_in_use([used.id, unused.id], NOON)

    assert [row.program for row in found[used.id]] == ["thunderbird", "curl"]
    assert unused.id not in found


async def test_invented_programs_do_not_hide_the_known_ones_of_a_feed(open_database: str) -> None:
    (feed,) = await make_feeds(1)
    names = ["thunderbird", *(f"reader{number}" for number in range(2 * MOST_PROGRAMS))]
    for number, name in enumerate(names):
        row = program(last_fetch_at=NOON + timedelta(minutes=number))
        row.feed_id, row.program = feed.id, name
        await row.save()

    found = (await programs_of([feed.id]))[feed.id]

    latest = names[:-MOST_PROGRAMS:-1]
    assert [row.program for row in found] == [*latest, "thunderbird"]
