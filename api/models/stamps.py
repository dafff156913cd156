"""Stamps: each change gets one that is later than all that a calendar program has seen before.

Programs ignore a change whose LAST-MODIFIED, in whole seconds, did not rise. How an item reads in a
feed depends on the item, and on the feed: its settings, the user's role, the ceiling. Its stamp is
the later of the two (`properties.add_identity`), so a change of one kind must come after the latest
change of the other kind too. A clock that was set back, or two changes within a second, must not
hide one.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from api.ical.facts import Stamp
from api.models.database import execute, execute_many, fetch_rows
from api.models.entry import Event, Task
from api.models.feed import over_calendar, over_calendars
from api.models.fields import instant

_ONE_SECOND = timedelta(seconds=1)

# Only what is as late as this second, or later, can be met: an index leads to it, and there is
# hardly ever anything. What another organization does moves nothing here.
_LATEST_OF_FEEDS = """
SELECT MAX(at) AS at FROM (
    SELECT MAX(f.changed_at) AS at FROM feeds f JOIN users u ON u.id = f.user_id
    WHERE f.changed_at >= $1 AND u.organization_id = $2
    UNION ALL
    SELECT MAX(first_used_at) AS at FROM renderer_uses WHERE first_used_at >= $1 AND generation > 0
) latest
"""
_LATEST_OF_CALENDARS = """
SELECT MAX(updated_at) AS at FROM calendars WHERE updated_at >= $1 AND organization_id = $2
"""
_LATEST_OF_ALL = """
SELECT MAX(at) AS at FROM (
    SELECT MAX(changed_at) AS at FROM feeds WHERE changed_at >= $1
    UNION ALL SELECT MAX(updated_at) AS at FROM calendars WHERE updated_at >= $1
    UNION ALL
    SELECT MAX(first_used_at) AS at FROM renderer_uses WHERE first_used_at >= $1 AND generation > 0
) latest
"""
_LATEST_RENDERER = """
SELECT generation, fingerprint, first_used_at FROM renderer_uses ORDER BY generation DESC LIMIT 1
"""
_USE_RENDERER = """
INSERT INTO renderer_uses (generation, fingerprint, first_used_at) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING
"""
_RAISE_REVISION = """
UPDATE calendars
SET revision = revision + 1, updated_at = CASE WHEN updated_at < $2 THEN $2 ELSE updated_at END
WHERE id = $1
"""
_MARK_FEEDS = """
UPDATE feeds AS f SET generation = generation + 1, changed_at = $1
WHERE f.user_id IN (SELECT id FROM users WHERE organization_id = $2) AND {which}
"""
# For each calendar and user; the time says which feeds another of them has marked already.
_MARK_FEEDS_OF_USER = f"""
UPDATE feeds AS f SET generation = generation + 1, changed_at = $1
WHERE f.user_id = $3 AND {over_calendar("$2")} AND (f.changed_at IS NULL OR f.changed_at < $1)
"""  # noqa: S608  (conditions of our own)
# As many statements as are sent together (`database.execute_many`).
_AT_ONCE = 500


async def time_of_write(organization_id: UUID, now: datetime) -> datetime:
    """The time of a write of items that happens now: after every change of a feed so far."""
    return await _after(_LATEST_OF_FEEDS, now, organization_id)


def stamp_write(item: Event | Task, at: datetime) -> None:
    """Raises sequence and `updated_at` for a write at this `time_of_write`."""
    item.sequence, item.updated_at = stamp_after(item.sequence, item.updated_at, at)


def stamp_after(sequence: int, updated_at: datetime, at: datetime) -> tuple[int, datetime]:
    """The sequence and `updated_at` that a write at this `time_of_write` gives."""
    return sequence + 1, max(at, _second_after(updated_at))


async def raise_revision(calendar_id: UUID, at: datetime) -> None:
    """Marks the calendar as written; until the transaction ends, other writers of it wait.

    `at` is the latest stamp among what was written.
    """
    await execute(_RAISE_REVISION, calendar_id, at)


async def raise_revisions(stamps: Mapping[UUID, datetime]) -> None:
    """The same of several calendars, each with its latest stamp."""
    await execute_many(_RAISE_REVISION, [[*each] for each in stamps.items()])


async def take_renderer_into_use(fingerprint: str, now: datetime) -> Stamp:
    """The stamp of this renderer, which counts as a change when the latest was another.

    An upgrade may change how every item reads, and programs are to take that.
    """
    rows = await fetch_rows(_LATEST_RENDERER)
    if not rows or rows[0]["fingerprint"] != fingerprint:
        generation = rows[0]["generation"] + 1 if rows else 0
        at = await _after(_LATEST_OF_ALL, now)
        await execute(_USE_RENDERER, generation, fingerprint, at)
        # Another process may have come first.
        rows = await fetch_rows(_LATEST_RENDERER)
    generation = rows[0]["generation"]
    # The first renderer of an installation has changed nothing.
    changed_at = instant(rows[0]["first_used_at"]) if generation else None
    return Stamp(changed_at=changed_at, generation=generation)


async def mark_feed(organization_id: UUID, feed_id: UUID, now: datetime) -> None:
    """Marks that what this feed may show has changed."""
    await _mark("f.id = $3", organization_id, now, feed_id)


async def mark_feeds_of_users(
    organization_id: UUID, pairs: Collection[tuple[UUID, UUID]], now: datetime
) -> None:
    """Marks that what feeds show of a calendar has changed for a user: of each calendar and user.

    A feed over several of them is marked once.
    """
    at = await _time_of_mark(organization_id, now)
    rows = [[at, calendar_id, user_id] for calendar_id, user_id in pairs]
    for start in range(0, len(rows), _AT_ONCE):
        await execute_many(_MARK_FEEDS_OF_USER, rows[start : start + _AT_ONCE])


async def mark_all_feeds_of_user(organization_id: UUID, user_id: UUID, now: datetime) -> None:
    """Marks that what every feed of the user may show has changed."""
    await _mark("f.user_id = $3", organization_id, now, user_id)


async def mark_feeds_of_calendars(
    organization_id: UUID, calendar_ids: Sequence[UUID], now: datetime
) -> None:
    """Marks that what everybody's feeds with any of these calendars show of it has changed."""
    if calendar_ids:
        which = over_calendars(len(calendar_ids), after=2)
        await _mark(which, organization_id, now, *calendar_ids)


async def mark_feeds_that_chose(
    organization_id: UUID, calendar_ids: Sequence[UUID], now: datetime
) -> None:
    """Marks the feeds that any of these was chosen for: without it they may name none."""
    numbers = ", ".join(f"${number}" for number in range(3, 3 + len(calendar_ids)))
    which = f"f.id IN (SELECT feed_id FROM feed_calendars WHERE calendar_id IN ({numbers}))"  # noqa: S608  (numbers of our own)
    await _mark(which, organization_id, now, *calendar_ids)


async def mark_feeds_of_organization(organization_id: UUID, now: datetime) -> None:
    """Marks that what every feed of the organization may show has changed."""
    await _mark("TRUE", organization_id, now)


async def _mark(which: str, organization_id: UUID, now: datetime, *values: object) -> None:
    at = await _time_of_mark(organization_id, now)
    await execute(_MARK_FEEDS.format(which=which), at, organization_id, *values)


async def _time_of_mark(organization_id: UUID, now: datetime) -> datetime:
    """The time of a change of feeds that happens now: after all that any of them showed so far."""
    return max(
        await _after(_LATEST_OF_FEEDS, now, organization_id),
        await _after(_LATEST_OF_CALENDARS, now, organization_id),
    )


async def _after(statement: str, now: datetime, *values: object) -> datetime:
    """Now, or the second after the latest that the statement finds from this second on."""
    second = now.replace(microsecond=0)
    latest = instant((await fetch_rows(statement, second, *values))[0]["at"])
    return max(now, _second_after(latest)) if latest is not None else now


def _second_after(moment: datetime) -> datetime:
    """The next whole second, which is what LAST-MODIFIED can tell apart."""
    return moment.replace(microsecond=0) + _ONE_SECOND
