"""What the calendar holds already, as the statements of an import read and bind it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import UUID

from api.feeds.importing.kinds import EVENTS, Kind
from api.models.database import fetch_rows
from api.models.fields import instant, stored_instant
from api.models.user import User

# As many addresses as one statement asks for.
_BATCH: Final = 500

_INSTANTS: Final = frozenset(
    {"starts_at", "ends_at", "due_at", "completed_at", "series_ends_at", "original_start"}
)
_LISTS: Final = frozenset({"categories", "rdates", "exdates"})

Row = Mapping[str, Any]


async def rows(kind: Kind, calendar_id: UUID, ical_uids: Collection[str]) -> dict[str, Row]:
    """The rows that the calendar holds under these UIDs, overrides apart."""
    if not ical_uids:
        return {}
    statement = (
        f"{_select(kind)} WHERE calendar_id = $1"
        f" AND ical_uid IN ({_placeholders(len(ical_uids), after=1)}) {kind.only}"
    )
    found = await fetch_rows(statement, calendar_id, *ical_uids)
    return {row["ical_uid"]: row for row in found}


async def overrides(
    series_ids: Collection[UUID], starts: Collection[datetime]
) -> dict[tuple[UUID, datetime], Row]:
    """The overrides of these series whose original starts are among these."""
    if not series_ids:
        return {}
    statement = (
        f"{_select(EVENTS)} WHERE series_id IN ({_placeholders(len(series_ids), after=0)})"
        f" AND original_start IN ({_placeholders(len(starts), after=len(series_ids))})"
    )
    found = await fetch_rows(statement, *series_ids, *starts)
    return {
        (UUID(str(row["series_id"])), stored_instant(row["original_start"])): row for row in found
    }


async def lone_occurrences(calendar_id: UUID) -> Sequence[Row]:
    """Single events under a UID that is made of a series' and an occurrence (`occurrence_uid`)."""
    statement = (
        f"{_select(EVENTS)} WHERE calendar_id = $1 AND series_id IS NULL AND rrule IS NULL"
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
            f" WHERE o.series_id IN ({_placeholders(len(batch), after=0)})"
        )
        for row in await fetch_rows(statement, *batch):
            start = stored_instant(row["original_start"])
            series_id = UUID(str(row["series_id"]))
            found.append(StoredOverride(row["id"], series_id, start, bool(row["apart"])))
    return found


async def assigned(kind: Kind, ids: Sequence[object]) -> dict[object, set[UUID]]:
    """The users that are assigned to these rows now."""
    if not ids:
        return {}
    statement = (
        f"SELECT {kind.assignee_key} AS item_id, user_id FROM {kind.assignee_table}"  # noqa: S608  (names of our own)
        f" WHERE {kind.assignee_key} IN ({_placeholders(len(ids), after=0)})"
    )
    found: dict[object, set[UUID]] = {}
    for row in await fetch_rows(statement, *ids):
        found.setdefault(row["item_id"], set()).add(UUID(str(row["user_id"])))
    return found


async def users(organization_id: UUID, emails: Collection[str]) -> dict[str, UUID]:
    """The users of the organization that have one of these addresses, by address."""
    found: dict[str, UUID] = {}
    remaining = iter(emails)
    while batch := list(islice(remaining, _BATCH)):
        for user in await User.filter(organization_id=organization_id, email__in=batch):
            found[user.email] = user.id
    return found


def columns(kind: Kind, row: Row) -> dict[str, Any]:
    """The columns of a row that a file decides, as a file gives them."""
    return {name: _read(name, row[name]) for name in kind.columns}


def differs(row: Row, columns: Mapping[str, Any]) -> bool:
    """Whether the row has another value in one of these columns; SQLite's booleans are 0 and 1."""
    return any(_read(name, row[name]) != value for name, value in columns.items())


def bound(values: Iterable[object]) -> list[object]:
    """The values as both engines take them."""
    return [json.dumps(value) if isinstance(value, list) else value for value in values]


def _select(kind: Kind) -> str:
    return (
        f"SELECT id, external_id, sequence, updated_at, {', '.join(kind.columns)} FROM {kind.table}"  # noqa: S608  (names of our own)
    )


def _read(name: str, value: Any) -> Any:
    if name in _INSTANTS:
        return instant(value)
    if name == "series_id":
        return None if value is None else UUID(str(value))
    return json.loads(value) if name in _LISTS else value


def _placeholders(count: int, *, after: int) -> str:
    return ", ".join(f"${number}" for number in range(after + 1, after + 1 + count))
