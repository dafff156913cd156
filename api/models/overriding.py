"""Writing one occurrence of a series: move it, change it, cancel it, leave it out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.errors import InvalidInput, NotFound
from api.ical.recurrence import occurrence_at
from api.ical.recurrence.stored import exdate_texts, read_exdates
from api.models.database import transaction
from api.models.entry import Event
from api.models.occurrences import stamp_series, zone_of
from api.models.planning import set_fields, writable
from api.models.series import check_recurrence, series_of
from api.models.stamps import raise_revision
from api.models.user import User

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

    Returns the override. Raises NotFound, which names `id` or `occurrence`.
    """
    if {"assignee_ids", "recurrence"} & fields.keys():
        raise InvalidInput(
            "Assignees and recurrence are the whole series'. Leave occurrence out to change them.",
            ("occurrence",),
        )
    async with transaction():
        series = await writable(user, Event, event_id)
        override, is_new = await _override(series, original_start)
        before = dict(vars(override))
        set_fields(override, fields)
        if vars(override) == before and not is_new:
            return override
        at = await stamp_series(series, now)
        override.sequence, override.updated_at = series.sequence, series.updated_at
        await override.save(force_create=is_new)
        await raise_revision(series.calendar_id, at)
    return override


async def delete_occurrence(
    user: User, now: datetime, *, event_id: UUID, original_start: datetime
) -> None:
    """Leaves one occurrence out of its series, and removes its override if it has one."""
    async with transaction():
        series = await writable(user, Event, event_id)
        await _override(series, original_start)
        await Event.filter(series_id=series.id, original_start=original_start).delete()
        excepted = read_exdates(series.exdates) | {original_start}
        series.exdates = exdate_texts(excepted)
        check_recurrence(series, await zone_of(series))
        await series.save(update_fields=["exdates", "series_ends_at"])
        await raise_revision(series.calendar_id, await stamp_series(series, now))


async def _override(series: Event, original_start: datetime) -> tuple[Event, bool]:
    """The override of this occurrence, or a new one as the series has it, and whether it is new."""
    if series.rrule is None:
        raise InvalidInput("This event does not recur.", ("occurrence",))
    existing = await Event.get_or_none(series_id=series.id, original_start=original_start)
    if existing is not None:
        return existing, False
    facts = series_of(vars(series), await zone_of(series))
    occurrence = occurrence_at(facts, original_start)
    if occurrence is None:
        raise NotFound("The series has no occurrence that starts then.", ("occurrence",))
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
