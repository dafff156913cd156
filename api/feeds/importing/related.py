"""What the calendar holds already beside single rows: the overrides of series, and the users."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple
from uuid import UUID

from api.feeds.importing.kinds import EVENTS
from api.models.batches.stored import Row, placeholders, select
from api.models.database import fetch_rows
from api.models.fields import stored_instant
from api.models.user import User

# As many addresses as one statement asks for.
_BATCH: Final = 500


async def overrides(
    series_ids: Collection[UUID], starts: Collection[datetime]
) -> dict[tuple[UUID, datetime], Row]:
    """The overrides of these series whose original starts are among these."""
    if not series_ids:
        return {}
    statement = (
        f"{select(EVENTS)} WHERE series_id IN ({placeholders(len(series_ids), after=0)})"
        f" AND original_start IN ({placeholders(len(starts), after=len(series_ids))})"
    )
    found = await fetch_rows(statement, *series_ids, *starts)
    return {
        (UUID(str(row["series_id"])), stored_instant(row["original_start"])): row for row in found
    }


async def lone_occurrences(calendar_id: UUID) -> Sequence[Row]:
    """Single events under a UID that is made of a series' and an occurrence (`occurrence_uid`)."""
    statement = (
        f"{select(EVENTS)} WHERE calendar_id = $1 AND series_id IS NULL AND rrule IS NULL"
        " AND external_id IS NULL AND ical_uid LIKE '%/________%'"
    )
    return await fetch_rows(statement, calendar_id)


class StoredOverride(NamedTuple):
    """An override; one that came `apart` from its series has a UID of its own."""

    id: object
    series_id: UUID
    original_start: datetime
    apart: bool


async def overrides_of(series_ids: Sequence[UUID]) -> list[StoredOverride]:
    """The overrides of these series."""
    found = []
    remaining = iter(series_ids)
    while batch := list(islice(remaining, _BATCH)):
        statement = (
            "SELECT o.id, o.series_id, o.original_start, o.ical_uid <> s.ical_uid AS apart"  # noqa: S608  (numbers only)
            " FROM events o JOIN events s ON s.id = o.series_id"
            f" WHERE o.series_id IN ({placeholders(len(batch), after=0)})"
        )
        for row in await fetch_rows(statement, *batch):
            start = stored_instant(row["original_start"])
            series_id = UUID(str(row["series_id"]))
            found.append(StoredOverride(row["id"], series_id, start, bool(row["apart"])))
    return found


async def users(organization_id: UUID, emails: Collection[str]) -> dict[str, UUID]:
    """The users of the organization that have one of these addresses, by address."""
    found: dict[str, UUID] = {}
    remaining = iter(emails)
    while batch := list(islice(remaining, _BATCH)):
        for user in await User.filter(organization_id=organization_id, email__in=batch):
            found[user.email] = user.id
    return found
