"""Fetches: recorded in memory, written in batches, bounded in both places."""

import asyncio
import logging
import subprocess
import sys
from datetime import timedelta

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

from api.feeds.fetches import MOST_WAITING, FetchRecords
from api.feeds.fetches.tallies import MOST_UNLISTED
from api.feeds.fetches.writing import MOST_NETWORKS, cleanup
from api.feeds.programs import OTHER
from api.models import Feed, FeedNetwork, FeedProgram, FetchDay
from api.models.database import execute
from api.models.fetch import FetchResult
from tests.clock import NOON, Clock
from tests.feeds.fetching import (
    counted,
    fetch,
    make_feed,
    make_feeds,
    networks_kept,
    programs_kept,
)

ROUNDS = 10
# Records fetches of the feeds on its command line, in rounds, when it is told to.
REPLICA = f"""
import asyncio, sys
from uuid import UUID
from api.feeds.fetches import FetchRecords
from api.models.database import open_database
from tests.feeds.fetching import fetch

async def main():
    records = FetchRecords()
    async with open_database(sys.argv[1]):
        print("ready", flush=True)
        input()
        for _ in range({ROUNDS}):
            for feed in sys.argv[2:]:
                records.record(fetch(UUID(feed)))
            await records.flush()
        while records:
            await records.flush()

asyncio.run(main())
"""


async def test_a_fetch_is_kept_with_time_result_etag_program_and_network(
    open_database: str,
) -> None:
    feed, records = await make_feed(), FetchRecords()
    later = NOON + timedelta(hours=1)
    records.record(fetch(feed.id, etag='"one"'))
    records.record(
        fetch(feed.id, etag='"two"', result=FetchResult.NOT_MODIFIED, at=later, selector="B" * 16)
    )
    assert await counted() == 0

    await records.flush()

    row = (await programs_kept(feed))["thunderbird"]
    assert (row.first_fetch_at, row.last_fetch_at) == (NOON, later)
    assert (row.last_result, row.last_etag) == (FetchResult.NOT_MODIFIED, '"two"')
    assert row.selector == "B" * 16
    day = await FetchDay.get()
    assert (day.day, day.full_count, day.not_modified_count) == (NOON.date(), 1, 1)
    assert await networks_kept(feed) == {"192.0.2.0/24": later}


async def test_what_is_written_later_is_added_to_what_is_there(open_database: str) -> None:
    feed, records = await make_feed(), FetchRecords()
    for hour in range(4):
        records.record(fetch(feed.id, at=NOON + timedelta(hours=hour)))
        records.record(fetch(feed.id, at=NOON + timedelta(hours=hour, seconds=1)))
        await records.flush()

    row = (await programs_kept(feed))["thunderbird"]
    assert row.first_fetch_at == NOON
    assert row.gaps == [3599] * 3
    assert await counted() == 8
    assert await FetchDay.all().count() == 1
    assert len(records) == 0


async def test_each_result_is_counted_by_itself(open_database: str) -> None:
    feed, records = await make_feed(), FetchRecords()
    for result, times in zip(FetchResult, (3, 2, 1), strict=True):
        for _ in range(times):
            records.record(fetch(feed.id, result=result))
    await records.flush()
    day = await FetchDay.get()
    assert (day.full_count, day.not_modified_count, day.notice_count) == (3, 2, 1)


async def test_a_program_that_hides_its_network_is_kept_without_one(open_database: str) -> None:
    feed, records = await make_feed(), FetchRecords()
    records.record(fetch(feed.id, network=""))
    await records.flush()
    assert await networks_kept(feed) == {}
    assert await counted() == 1


async def test_a_feed_that_was_deleted_meanwhile_fails_nothing(open_database: str) -> None:
    gone, left = await make_feeds(2)
    records = FetchRecords()
    for feed in (gone, left):
        records.record(fetch(feed.id))
    records.record(fetch())
    await Feed.filter(id=gone.id).delete()

    await records.flush()

    assert [row.feed_id for row in await FeedProgram.all()] == [left.id]
    assert len(records) == 0


async def test_a_known_program_is_recorded_however_many_names_were_invented_before(
    open_database: str,
) -> None:
    feed, records = await make_feed(), FetchRecords()
    for number in range(2 * MOST_UNLISTED):
        records.record(fetch(feed.id, program=f"invented{number}"))
    await records.flush()
    later = NOON + timedelta(hours=1)
    records.record(fetch(feed.id, program="google-calendar", at=later))
    await records.flush()
    assert (await programs_kept(feed))["google-calendar"].first_fetch_at == later


async def test_a_feed_with_very_many_programs_and_networks_keeps_few(open_database: str) -> None:
    feed, records = await make_feed(), FetchRecords()
    for number in range(150):
        at = NOON + timedelta(minutes=number)
        network = f"10.0.{number}.0/24"
        records.record(fetch(feed.id, program=f"reader{number}", network=network, at=at))
        if number % 40 == 0:
            await records.flush()
    await records.flush()

    programs = await programs_kept(feed)
    assert set(programs) == {f"reader{number}" for number in range(MOST_UNLISTED)} | {OTHER}
    assert await FetchDay.all().count() == MOST_UNLISTED + 1
    assert await counted() == 150
    assert set(await networks_kept(feed)) == {
        f"10.0.{number}.0/24" for number in range(150 - MOST_NETWORKS, 150)
    }


@pytest.mark.parametrize(
    "fetches", [2_000, pytest.param(100_000, marks=pytest.mark.verify)], ids=str
)
async def test_very_many_fetches_take_little_memory_and_few_rows(
    open_database: str, fetches: int
) -> None:
    """By two hundred programs from a thousand networks; flushed less often than in earnest."""
    feeds, records = await make_feeds(10), FetchRecords()
    waiting = []
    for number in range(fetches):
        feed = feeds[number % len(feeds)]
        program = f"reader{number % 200}"
        network = f"10.{number % 1000 // 250}.{number % 250}.0/24"
        at = NOON + timedelta(seconds=number)
        records.record(fetch(feed.id, program=program, network=network, at=at))
        waiting.append(len(records))
        if number % (fetches // 10) == 0:
            await records.flush()
    await records.flush()

    days = {(NOON + timedelta(seconds=number)).date() for number in (0, fetches)}
    assert max(waiting) <= MOST_WAITING
    assert await counted() == fetches
    assert await FeedProgram.all().count() <= len(feeds) * (MOST_UNLISTED + 1)
    assert await FetchDay.all().count() <= len(feeds) * (MOST_UNLISTED + 1) * len(days)
    assert await FeedNetwork.all().count() <= len(feeds) * MOST_NETWORKS


async def test_two_processes_that_write_the_same_rows_at_once_lose_no_fetch(
    open_database: str,
) -> None:
    feeds = await make_feeds(150)
    processes = [FetchRecords() for _ in range(3)]
    for number, records in enumerate(processes):
        for feed in feeds if number % 2 else reversed(feeds):
            records.record(fetch(feed.id, network=f"10.0.{number}.0/24"))
            records.record(fetch(feed.id, program="curl", at=NOON + timedelta(seconds=number)))

    while any(processes):
        await asyncio.gather(*(records.flush() for records in processes))

    assert await counted() == len(feeds) * len(processes) * 2
    assert await FeedProgram.all().count() == len(feeds) * 2
    assert {row.last_fetch_at for row in await FeedProgram.filter(program="curl")} == {
        NOON + timedelta(seconds=2)
    }
    assert await FeedNetwork.all().count() == len(feeds) * 4


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_a_feed_that_another_process_has_locked_holds_up_no_other(
    open_database: str,
) -> None:
    ours, theirs = await make_feeds(2)
    records = FetchRecords()
    for feed in (ours, theirs):
        records.record(fetch(feed.id))
    elsewhere = await asyncpg.connect(open_database)
    try:
        async with elsewhere.transaction():
            await elsewhere.execute("SELECT 1 FROM feeds WHERE id = $1 FOR UPDATE", theirs.id)
            await records.flush()
            assert [row.feed_id for row in await FeedProgram.all()] == [ours.id]
            assert len(records) == 1
    finally:
        await elsewhere.close()

    await records.flush()

    assert await counted() == 2
    assert len(records) == 0


async def test_replicas_that_are_processes_of_their_own_lose_no_fetch(open_database: str) -> None:
    feeds = await make_feeds(40)
    command = [sys.executable, "-c", REPLICA, open_database, *(str(feed.id) for feed in feeds)]
    replicas = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)
    ]
    for replica in replicas:
        assert replica.stdout
        assert replica.stdout.readline() == b"ready\n"
    for replica in replicas:
        assert replica.stdin
        replica.stdin.write(b"\n")
        replica.stdin.flush()
    for replica in replicas:
        replica.communicate(timeout=60)
        assert replica.returncode == 0

    assert await counted() == len(feeds) * 2 * ROUNDS
    assert await FeedProgram.all().count() == len(feeds)


async def test_a_database_that_is_away_loses_no_fetch_that_fits_in_memory(
    open_database: str,
) -> None:
    feed, records = await make_feed(), FetchRecords()
    await execute("ALTER TABLE fetch_days RENAME TO elsewhere")
    for minute in range(10):
        records.record(fetch(feed.id, at=NOON + timedelta(minutes=minute)))
        with pytest.raises(OperationalError):
            await records.flush()
    assert await programs_kept(feed) == {}
    await execute("ALTER TABLE elsewhere RENAME TO fetch_days")

    await records.flush()

    assert await counted() == 10
    assert (await programs_kept(feed))["thunderbird"].last_fetch_at == NOON + timedelta(minutes=9)


async def test_while_the_database_is_away_the_oldest_are_dropped_and_that_is_said_once(
    open_database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "api.feeds.fetches")
    feed, records = await make_feed(), FetchRecords(most=250)
    await execute("ALTER TABLE feed_programs RENAME TO elsewhere")
    for number in range(350):
        records.record(fetch(feed.id, network=f"10.{number}", at=NOON + timedelta(seconds=number)))
        if number % 60 == 0:
            with pytest.raises(OperationalError):
                await records.flush()
    assert len(records) == 250
    await execute("ALTER TABLE elsewhere RENAME TO feed_programs")

    await records.flush()

    assert await counted() == 250
    assert (await FeedProgram.get()).first_fetch_at == NOON + timedelta(seconds=100)
    assert [record.getMessage() for record in caplog.records] == [
        "fetches wait to be recorded; the oldest are dropped",
        "fetches that were not recorded: 100",
    ]


async def test_records_are_written_early_when_many_wait_and_the_rest_at_the_end(
    open_database: str, clock: Clock
) -> None:
    feed, records = await make_feed(), FetchRecords(most=20, pause=3_600)
    async with records.written(clock, days=30):
        for number in range(10):
            records.record(fetch(feed.id, network=f"10.{number}"))
        async with asyncio.timeout(60):
            while records:
                await asyncio.sleep(0.01)
        records.record(fetch(feed.id))
        assert len(records) == 1
    assert await counted() == 11


async def test_a_write_that_failed_is_tried_once_more_at_the_end(
    open_database: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    feed, records = await make_feed(), FetchRecords(most=4, pause=3_600)
    async with records.written(clock, days=30):
        await execute("ALTER TABLE fetch_days RENAME TO elsewhere")
        for number in range(2):
            records.record(fetch(feed.id, network=f"10.{number}"))
        async with asyncio.timeout(60):
            while "fetches could not be recorded" not in caplog.text:
                await asyncio.sleep(0.01)
        await execute("ALTER TABLE elsewhere RENAME TO fetch_days")
    assert await counted() == 2


async def test_processes_that_end_at_once_lose_no_fetch_of_the_same_feed(
    open_database: str, clock: Clock
) -> None:
    feed = await make_feed()
    fetched = asyncio.Barrier(3)

    async def live() -> None:
        records = FetchRecords(pause=3_600)
        async with records.written(clock, days=30):
            records.record(fetch(feed.id))
            await fetched.wait()

    await asyncio.gather(live(), live(), live())
    assert await counted() == 3


async def test_what_is_old_is_deleted_at_the_start_and_every_hour(
    open_database: str, clock: Clock
) -> None:
    feed, records = await make_feed(), FetchRecords(most=4, pause=3_600)
    records.record(fetch(feed.id, at=clock.now - timedelta(days=30)))
    await records.flush()
    async with records.written(clock, days=30):
        assert await counted() == 0

        records.record(fetch(feed.id))
        await records.flush()
        clock.advance(days=30)
        # Enough to be written early.
        for number in range(2):
            records.record(fetch(network=f"10.{number}"))
        async with asyncio.timeout(60):
            while await counted():
                await asyncio.sleep(0.01)


async def test_what_is_older_than_the_days_of_the_setting_is_deleted(open_database: str) -> None:
    feed, records = await make_feed(), FetchRecords()
    for day in range(40):
        at = NOON + timedelta(days=day)
        records.record(fetch(feed.id, network=f"10.0.{day}.0/24", at=at))
        await records.flush()
    records.record(fetch(feed.id, program="curl", network="", at=NOON))
    await records.flush()

    await cleanup(NOON + timedelta(days=39), days=7)

    kept = await FetchDay.all().order_by("day")
    assert len(kept) == 7
    assert kept[-1].day == (NOON + timedelta(days=39)).date()
    assert set(await networks_kept(feed)) == {f"10.0.{day}.0/24" for day in range(32, 40)}
    assert set(await programs_kept(feed)) == {"thunderbird"}


async def test_cleaning_up_goes_on_until_all_that_is_old_is_gone(open_database: str) -> None:
    feeds, records = await make_feeds(1_050), FetchRecords()
    for feed in feeds:
        records.record(fetch(feed.id))
    await records.flush()

    await cleanup(NOON + timedelta(days=31), days=30)

    for model in (FetchDay, FeedNetwork, FeedProgram):
        assert await model.all().count() == 0
