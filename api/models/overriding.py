"""Writing one occurrence of a series: move it, change it, cancel it, leave it out, restore it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from api.errors import InvalidInput, LimitReached, NotFound
from api.ical.recurrence.stored import exdate_texts, read_exdates
from api.models.checking import set_fields
from api.models.database import transaction
from api.models.entry import Event
from api.models.occurrences import check_ahead, stamp_series, zone_of
from api.models.series import check_recurrence, occurrence_at, series_of
from api.models.stamps import raise_revision, time_of_write
from api.models.user import User
from api.models.writable import changeable, writable

MOST_OVERRIDES = 1_000
# What occurrences cannot have of their own, by the field that names it.
_OF_THE_SERIES = {"assignee_ids": "assigneeIds", "recurrence": "recurrence"}
# Columns that an override has from its series until they are changed.
_INHERITED = (
    "calendar_id",
    "title",
    "description",
    "location",
    "url",
    "categories",
    "status",
    "transparent",
    "all_day",
    "time_zone",
    "ical_uid",
    "created_at",
)


async def update_occurrence(
    user: User,
    now: datetime,
    *,
    event_id: UUID,
    original_start: datetime,
    fields: Mapping[str, Any],
) -> Event:
    """Changes one occurrence of a series, named by the start that the series gives it.

    Returns the override. Raises NotFound, which names `id` or `occurrence`, and LimitReached for
    one more than a series may have.
    """
    for column, field in _OF_THE_SERIES.items():
        if column in fields:
            raise InvalidInput(
                "Assignees and recurrence are the whole series'. Change them by its id alone.",
                (field,),
            )
    await _find_ahead(await changeable(user, Event, event_id), original_start)
    async with transaction():
        series = await writable(user, Event, event_id)
        override, is_new = await _override(series, original_start)
        before = dict(vars(override))
        set_fields(override, fields)
        if vars(override) == before and not is_new:
            return override
        at = await stamp_series(series, await time_of_write(user.organization_id, now))
        override.sequence, override.updated_at = series.sequence, series.updated_at
        await override.save(force_create=is_new)
        await raise_revision(series.calendar_id, at)
    return override


async def delete_occurrence(
    user: User, now: datetime, *, event_id: UUID, original_start: datetime
) -> Event:
    """Leaves one occurrence out of its series, and removes its override if it has one.

    Returns the series.
    """
    seen = await changeable(user, Event, event_id)
    await _find_ahead(seen, original_start)
    _except(seen, original_start)
    await check_ahead(seen, await zone_of(seen))
    async with transaction():
        series = await writable(user, Event, event_id)
        await _override(series, original_start)
        await Event.filter(series_id=series.id, original_start=original_start).delete()
        _except(series, original_start)
        check_recurrence(series, await zone_of(series))
        await series.save(update_fields=["exdates", "last_starts_at", "series_ends_at"])
        at = await stamp_series(series, await time_of_write(user.organization_id, now))
        await raise_revision(series.calendar_id, at)
    return series


async def restore_occurrence(
    user: User, now: datetime, *, event_id: UUID, original_start: datetime
) -> Event:
    """Removes what was changed of one occurrence: it is again as its series says.

    Of one that was not changed nothing is written. Returns the series.
    """
    await _find_ahead(await changeable(user, Event, event_id), original_start)
    async with transaction():
        series = await writable(user, Event, event_id)
        if await Event.filter(series_id=series.id, original_start=original_start).delete():
            at = await stamp_series(series, await time_of_write(user.organization_id, now))
            await raise_revision(series.calendar_id, at)
        else:
            await _override(series, original_start)
    return series


async def _find_ahead(seen: Event, original_start: datetime) -> None:
    """Looks for the occurrence off the event loop, so that in the transaction it is known."""
    if seen.rrule is None:
        return
    facts = series_of(vars(seen), await zone_of(seen))
    with suppress(InvalidInput):  # an occurrence that was changed before is not looked for
        await asyncio.to_thread(occurrence_at, facts, original_start)


def _except(series: Event, original_start: datetime) -> None:
    series.exdates = exdate_texts(read_exdates(series.exdates) | {original_start})


async def _override(series: Event, original_start: datetime) -> tuple[Event, bool]:
    """The override of this occurrence, or a new one as the series has it, and whether it is new."""
    if series.rrule is None:
        raise InvalidInput("This event does not recur. Name it by its id alone.", ("occurrence",))
    existing = await Event.get_or_none(series_id=series.id, original_start=original_start)
    if existing is not None:
        return existing, False
    if await Event.filter(series_id=series.id).count() >= MOST_OVERRIDES:
        raise LimitReached(
            f"A series has at most {MOST_OVERRIDES:,} changed occurrences. Split it into two.",
            ("occurrence",),
        )
    facts = series_of(vars(series), await zone_of(series))
    occurrence = occurrence_at(facts, original_start)
    if occurrence is None:
        raise NotFound(
            "The series has no occurrence that starts then. Load its occurrences again, and give "
            "`originalStart` of one.",
            ("occurrence",),
        )
    values = {name: getattr(series, name) for name in _INHERITED}
    override = Event(
        **values,
        series_id=series.id,
        original_start=original_start,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        updated_at=series.updated_at,
    )
    return override, True
