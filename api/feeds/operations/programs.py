"""What a feed's owner sees of its fetches: which programs have the latest text, and from where.

It is as old as the last write of the records: some seconds (`api.feeds.fetches`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from api.feeds.programs import is_listed
from api.models.calendar import Calendar
from api.models.database import fetch_rows
from api.models.feed import Feed, FeedToken
from api.models.fetch import FeedNetwork, FeedProgram, FetchResult
from api.models.fields import key, stored_day
from api.models.pacing import paced
from api.models.paging import Values

# A program that came three times as late as usual is not coming; one that is not known for its
# habits gets the time that the slowest ones take for it.
_INTERVALS_TO_SILENCE: Final = 3
_SILENT_AFTER: Final = timedelta(hours=72)
# Of one feed; a person has a handful.
MOST_PROGRAMS: Final = 10
# Who fetched in this time is told of as using an address that is replaced.
_IN_USE: Final = timedelta(days=30)

Row = TypeVar("Row", FeedProgram, "DayCount", FeedNetwork)


class ProgramStatus(StrEnum):
    """Whether a program has the latest text of a feed."""

    CURRENT = "CURRENT"
    BEHIND = "BEHIND"
    SILENT = "SILENT"
    NEVER = "NEVER"


@dataclass(frozen=True, slots=True)
class FeedUse:
    """A feed with the keys of the programs that fetch it, the one that came last first."""

    feed: Feed
    programs: Sequence[str]


@dataclass(frozen=True, slots=True)
class DayCount:
    """How often a program fetched a feed on a UTC day, whatever it was answered."""

    feed_id: UUID
    program: str
    day: date
    count: int


def latest_change(feed: Feed, calendars: Iterable[Calendar]) -> datetime | None:
    """When what the feed says last changed: a calendar that it shows, or what it shows of them.

    None for a feed that shows no calendar.
    """
    moments = [calendar.updated_at for calendar in calendars]
    if moments and feed.changed_at is not None:
        moments.append(feed.changed_at)
    return max(moments, default=None)


def status_of(
    row: FeedProgram, selector: str | None, changed_at: datetime | None, now: datetime
) -> ProgramStatus:
    """Whether the program has what the feed says since `changed_at`.

    `selector` is that of the feed's live token. What the owner must do something about comes first:
    NEVER (it wants the new address), then SILENT (it has stopped, and will miss the next change
    even if it has the last one), then BEHIND (it will come), then CURRENT.
    """
    if row.selector != selector or row.last_result is FetchResult.NOTICE:
        return ProgramStatus.NEVER
    usual = row.usual_interval
    silence = _INTERVALS_TO_SILENCE * usual if usual is not None else _SILENT_AFTER
    if now - row.last_fetch_at >= silence:
        return ProgramStatus.SILENT
    if changed_at is not None and row.last_fetch_at < changed_at:
        return ProgramStatus.BEHIND
    return ProgramStatus.CURRENT


def missed_change(
    row: FeedProgram, status: ProgramStatus, changed_at: datetime | None
) -> datetime | None:
    """The latest change, if the program knows the address and has not fetched it since."""
    missed = changed_at is not None and row.last_fetch_at < changed_at
    return changed_at if missed and status is not ProgramStatus.NEVER else None


async def programs_of(feed_ids: Collection[UUID]) -> Mapping[UUID, Sequence[FeedProgram]]:
    """The programs of each of these feeds, the one that fetched last first: MOST_PROGRAMS each."""
    return {feed_id: _told(rows) for feed_id, rows in (await _all_programs(feed_ids)).items()}


async def _all_programs(feed_ids: Collection[UUID]) -> Mapping[UUID, Sequence[FeedProgram]]:
    rows = FeedProgram.filter(feed_id__in=list(feed_ids)).order_by("-last_fetch_at", "program")
    return _by_feed(await rows)


def _told(rows: Sequence[FeedProgram]) -> Sequence[FeedProgram]:
    """The first of these programs in their order; those with invented names give way to others."""
    kept = sorted(rows, key=lambda row: not is_listed(row.program))[:MOST_PROGRAMS]
    return [row for row in rows if row in kept]


async def live_selectors(feed_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The selector of the live token of each of these feeds that has one."""
    rows = await FeedToken.filter(feed_id__in=list(feed_ids), retired_at__isnull=True)
    return {row.feed_id: row.selector for row in rows if row.feed_id is not None}


async def fetch_days(
    feed_ids: Collection[UUID], days: int, now: datetime
) -> Mapping[UUID, Sequence[DayCount]]:
    """The counts of each of these feeds on so many days, today (UTC) being the last of them."""
    values = Values()
    before = now.astimezone(UTC).date() - timedelta(days=days)
    rows = await fetch_rows(
        "SELECT feed_id, program, day,"  # noqa: S608  (values by their numbers)
        " full_count + not_modified_count + notice_count AS number FROM fetch_days"
        f" WHERE feed_id IN ({values.names(feed_ids)}) AND day > {values.name(before)}"
        " ORDER BY day, program",
        *values.listed(),
    )
    # There may be 32,000 and more, of which the ORM would make objects in one go.
    return _by_feed([_day_count(row) async for row in paced(rows)])


async def networks_of(
    feed_ids: Collection[UUID], days: int, now: datetime
) -> Mapping[UUID, Sequence[FeedNetwork]]:
    """The networks that fetched each of these feeds in so many days, the last one first."""
    rows = FeedNetwork.filter(
        feed_id__in=list(feed_ids), last_seen_at__gt=now - timedelta(days=days)
    )
    return _by_feed(await rows.order_by("-last_seen_at", "network"))


async def programs_in_use(
    feed_ids: Collection[UUID], now: datetime
) -> Mapping[UUID, Sequence[FeedProgram]]:
    """The programs that fetched each of these feeds at its live address in the last 30 days."""
    selectors = await live_selectors(feed_ids)
    return {
        feed_id: _told(
            [
                row
                for row in rows
                if row.selector == selectors.get(feed_id) and row.last_fetch_at > now - _IN_USE
            ]
        )
        for feed_id, rows in (await _all_programs(feed_ids)).items()
    }


async def feeds_in_use(user_id: UUID, now: datetime) -> list[FeedUse]:
    """The feeds of this user that programs fetched lately at their live addresses."""
    feeds = await Feed.filter(user_id=user_id).only("id")
    programs = await programs_in_use([feed.id for feed in feeds], now)
    return await uses(
        {id_: [row.program for row in rows] for id_, rows in programs.items() if rows}
    )


def _day_count(row: Mapping[str, Any]) -> DayCount:
    return DayCount(key(row["feed_id"]), row["program"], stored_day(row["day"]), row["number"])


async def uses(programs: Mapping[UUID, Sequence[str]]) -> list[FeedUse]:
    """The feeds whose ids lead to the keys of these programs."""
    feeds = Feed.filter(id__in=list(programs)).order_by("id")
    return [FeedUse(feed, programs[feed.id]) for feed in await feeds]


def _by_feed(rows: Iterable[Row]) -> Mapping[UUID, Sequence[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.feed_id].append(row)
    return found
