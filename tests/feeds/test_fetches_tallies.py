"""What fetches change in the rows of a feed."""

from datetime import timedelta
from uuid import uuid4

from api.feeds.fetches.tallies import MOST_UNLISTED, Tally, noted, within_bounds
from api.feeds.programs import OTHER, PROGRAMS, UNKNOWN
from api.models.fetch import FeedProgram, FetchResult
from tests.clock import NOON
from tests.feeds.fetching import fetch

FEED = uuid4()
OLD, NEW = "0" * 16, "1" * 16


def row_after(*minutes: float) -> FeedProgram:
    """The row of a program that fetched at these minutes after noon."""
    row = None
    for minute in minutes:
        row = noted(row, Tally.of(fetch(FEED, at=NOON + timedelta(minutes=minute))))
    assert row is not None
    return row


def test_the_usual_interval_is_unknown_until_there_are_three_gaps() -> None:
    assert row_after(0).usual_interval is None
    assert row_after(0, 60, 120).usual_interval is None
    assert row_after(0, 60, 120, 180).usual_interval == timedelta(hours=1)


def test_a_holiday_does_not_change_the_usual_interval() -> None:
    hours = [0, 1, 2, 3, 4, 14 * 24, 14 * 24 + 1]
    row = row_after(*(hour * 60 for hour in hours))
    assert row.usual_interval == timedelta(hours=1)
    assert max(row.gaps) > 13 * 24 * 3600


def test_a_new_habit_becomes_the_usual_interval_within_some_visits() -> None:
    hourly, daily = range(10), range(33, 33 + 24 * 4, 24)
    row = row_after(*(hour * 60 for hour in (*hourly, *daily)))
    assert row.usual_interval == timedelta(days=1)
    assert len(row.gaps) == 7


def test_two_requests_within_a_minute_are_one_visit() -> None:
    once, twice = row_after(0, 60, 120, 180), row_after(0, 0.5, 60, 60.1, 120, 120.9, 180, 180)
    assert len(twice.gaps) == len(once.gaps)
    assert twice.usual_interval is not None
    assert abs(twice.usual_interval - timedelta(hours=1)) < timedelta(minutes=1)


def test_a_tally_that_another_process_wrote_late_does_not_turn_time_back() -> None:
    row = noted(None, Tally.of(fetch(FEED, at=NOON, etag='"new"')))
    early = fetch(FEED, at=NOON - timedelta(hours=1), etag='"old"', selector=OLD)
    assert noted(row, Tally.of(early)).last_etag == '"new"'
    assert row.last_fetch_at == NOON
    assert row.gaps == []


def test_a_notice_does_not_hide_that_another_device_knows_the_new_address() -> None:
    later = NOON + timedelta(hours=1)
    notice = Tally.of(fetch(FEED, selector=OLD, result=FetchResult.NOTICE, at=later))

    known = noted(noted(None, Tally.of(fetch(FEED, selector=NEW))), notice)
    unknown = noted(noted(None, Tally.of(fetch(FEED, selector=OLD))), notice)

    assert (known.selector, known.last_result) == (NEW, FetchResult.FULL)
    assert (unknown.selector, unknown.last_result) == (OLD, FetchResult.NOTICE)
    assert unknown.last_fetch_at == later


def test_a_new_address_counts_from_the_first_fetch_at_it() -> None:
    row = noted(None, Tally.of(fetch(FEED, selector=OLD, result=FetchResult.NOTICE)))
    later = fetch(FEED, selector=NEW, at=NOON + timedelta(hours=1))
    assert noted(row, Tally.of(later)).selector == NEW
    assert row.first_fetch_at == NOON


def test_a_feed_has_so_many_unlisted_programs_and_all_further_ones_under_one_name() -> None:
    known = [(FEED, f"reader{number}") for number in range(MOST_UNLISTED - 1)]
    names = ["reader0", "curl", "wget", "curl", OTHER]
    fetches = [
        fetch(FEED, program=name, at=NOON + timedelta(seconds=second))
        for second, name in enumerate(names)
    ]
    elsewhere = fetch(program="wget")

    bounded = within_bounds(map(Tally.of, reversed([*fetches, elsewhere])), known)

    here = [each.last.program for each in bounded if each.last.feed_id == FEED]
    assert here == ["reader0", "curl", OTHER, "curl", OTHER]
    assert [each.last for each in bounded if each.last.feed_id != FEED] == [elsewhere]


def test_invented_names_take_no_place_of_programs_that_are_known() -> None:
    invented = [(FEED, f"reader{number}") for number in range(MOST_UNLISTED)]
    names = [UNKNOWN, *(program.key for program in PROGRAMS)]
    fetches = [fetch(FEED, program=name) for name in ("curl", *names)]

    bounded = within_bounds(map(Tally.of, fetches), invented)
    assert [each.last.program for each in bounded] == [OTHER, *names]

    # And the other way round.
    bounded = within_bounds([Tally.of(fetches[0])], [(FEED, name) for name in (*names, OTHER)])
    assert [each.last.program for each in bounded] == ["curl"]


def test_fetches_on_both_sides_of_midnight_in_utc_are_counted_apart() -> None:
    before, after = (fetch(FEED, at=NOON + timedelta(hours=hours)) for hours in (11.99, 12))
    assert before.key[:-1] == after.key[:-1]
    assert (after.key[-1] - before.key[-1]).days == 1
