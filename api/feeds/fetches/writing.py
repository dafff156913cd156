"""Writes tallies of fetches into the database, and deletes what is old.

Several processes may write for the same feed. Whoever has the lock of the feed's row writes for it;
the others do not wait: they keep what they have for the next time. So nobody waits while holding
a lock, and a feed that is being deleted fails nothing.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from api.feeds.fetches.tallies import Tally, days_after, programs_after, within_bounds
from api.models.database import transaction
from api.models.feed import Feed
from api.models.fetch import FeedNetwork, FeedProgram, FetchDay

# Of one feed; the one unseen for longest goes first. A phone meets many in a month.
MOST_NETWORKS: Final = 50
# Rows that are deleted at once: on SQLite every other write waits.
_AT_ONCE: Final = 1_000


async def write(tallies: Sequence[Tally]) -> set[UUID]:
    """Writes these tallies in one transaction.

    Returns the feeds for which another process is writing: theirs were not written. Those of feeds
    that are gone are forgotten.
    """
    asked = {tally.last.feed_id for tally in tallies}
    async with transaction():
        # The ORM leaves the lock out on SQLite, where a transaction has the whole file's.
        locked = Feed.filter(id__in=list(asked)).select_for_update(skip_locked=True, no_key=True)
        ours = {feed.id for feed in await locked.only("id")}
        missing = list(asked - ours)
        busy = {feed.id for feed in await Feed.filter(id__in=missing).only("id")} if missing else ()
        await _write(ours, [tally for tally in tallies if tally.last.feed_id in ours])
    return set(busy)


async def _write(feed_ids: Collection[UUID], tallies: Sequence[Tally]) -> None:
    if not tallies:
        return
    rows = await FeedProgram.filter(feed_id__in=list(feed_ids))
    programs = {(row.feed_id, row.program): row for row in rows}
    bounded = within_bounds(tallies, programs)
    await FeedProgram.bulk_create(
        programs_after(programs, bounded),
        on_conflict=["feed_id", "program"],
        update_fields=["last_fetch_at", "last_result", "last_etag", "selector", "gaps"],
    )
    await _count(feed_ids, bounded)
    await _see_networks(feed_ids, bounded)


async def _count(feed_ids: Collection[UUID], tallies: Sequence[Tally]) -> None:
    days = {tally.last.key[-1] for tally in tallies}
    rows = await FetchDay.filter(feed_id__in=list(feed_ids), day__in=list(days))
    known = {(row.feed_id, row.program, row.day): row for row in rows}
    await FetchDay.bulk_create(
        days_after(known, tallies),
        on_conflict=["feed_id", "program", "day"],
        update_fields=["full_count", "not_modified_count", "notice_count"],
    )


async def _see_networks(feed_ids: Collection[UUID], tallies: Sequence[Tally]) -> None:
    seen: dict[tuple[UUID, str], datetime] = {}
    for tally in tallies:
        key = (tally.last.feed_id, tally.last.network)
        if tally.last.network:
            seen[key] = max(seen.get(key, tally.last.at), tally.last.at)
    networks = {network for _, network in seen}
    rows = await FeedNetwork.filter(feed_id__in=list(feed_ids), network__in=list(networks))
    known = {(row.feed_id, row.network): row.last_seen_at for row in rows}
    await FeedNetwork.bulk_create(
        [
            FeedNetwork(feed_id=key[0], network=key[1], last_seen_at=max(at, known.get(key, at)))
            for key, at in seen.items()
        ],
        on_conflict=["feed_id", "network"],
        update_fields=["last_seen_at"],
    )
    await _drop_oldest_networks({feed_id for feed_id, _ in seen.keys() - known.keys()})


async def _drop_oldest_networks(feed_ids: Collection[UUID]) -> None:
    places: Counter[UUID] = Counter()
    dropped = []
    for row in await FeedNetwork.filter(feed_id__in=list(feed_ids)).order_by("-last_seen_at"):
        places[row.feed_id] += 1
        if places[row.feed_id] > MOST_NETWORKS:
            dropped.append(row.id)
    if dropped:
        await FeedNetwork.filter(id__in=dropped).delete()


async def cleanup(now: datetime, days: int) -> None:
    """Deletes what is older than so many days: counts, networks, and programs not seen since."""
    oldest = now - timedelta(days=days)
    for stale in (
        FetchDay.filter(day__lte=oldest.date()),
        FeedNetwork.filter(last_seen_at__lt=oldest),
        FeedProgram.filter(last_fetch_at__lt=oldest),
    ):
        while ids := [row.id for row in await stale.only("id").limit(_AT_ONCE)]:
            # Asked again: it may have been seen a moment ago.
            await stale.filter(id__in=ids).delete()
