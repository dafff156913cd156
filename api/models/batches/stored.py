"""What a calendar holds already, as the statements of a batch read and bind it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from api.models.batches.kinds import Kind
from api.models.database import fetch_rows
from api.models.fields import instant

_INSTANTS: Final = frozenset(
    {
        *("starts_at", "ends_at", "due_at", "completed_at"),
        *("last_starts_at", "series_ends_at", "original_start"),
    }
)
_LISTS: Final = frozenset({"categories", "rdates", "exdates"})

Row = Mapping[str, Any]


async def rows(kind: Kind, calendar_id: UUID, keys: Collection[str]) -> dict[str, Row]:
    """The rows that the calendar holds under these keys, overrides apart."""
    if not keys:
        return {}
    statement = (
        f"{select(kind)} WHERE calendar_id = $1"
        f" AND {kind.key} IN ({texts(len(keys), after=1)}) {kind.only}"
    )
    found = await fetch_rows(statement, calendar_id, *keys)
    return {row[kind.key]: row for row in found}


async def assigned(kind: Kind, ids: Sequence[object]) -> dict[object, set[UUID]]:
    """The users that are assigned to these rows now."""
    if not ids:
        return {}
    statement = (
        f"SELECT {kind.assignee_key} AS item_id, user_id FROM {kind.assignee_table}"  # noqa: S608  (names of our own)
        f" WHERE {kind.assignee_key} IN ({placeholders(len(ids), after=0)})"
    )
    found: dict[object, set[UUID]] = {}
    for row in await fetch_rows(statement, *ids):
        found.setdefault(row["item_id"], set()).add(UUID(str(row["user_id"])))
    return found


def columns(kind: Kind, row: Row) -> dict[str, Any]:
    """The columns of a row that a batch decides, as a batch gives them."""
    return {name: _read(name, row[name]) for name in kind.columns}


def differs(row: Row, columns: Mapping[str, Any]) -> bool:
    """Whether the row has another value in one of these columns; SQLite's booleans are 0 and 1."""
    return any(_read(name, row[name]) != value for name, value in columns.items())


def bound(values: Iterable[object]) -> list[object]:
    """The values as both engines take them."""
    return [json.dumps(value) if isinstance(value, list) else value for value in values]


def select(kind: Kind) -> str:
    """The beginning of a statement that reads what a batch is compared with."""
    names = ("id", "external_id", "sequence", "updated_at")
    columns = dict.fromkeys((*names, *kind.columns))
    return f"SELECT {', '.join(columns)} FROM {kind.table}"  # noqa: S608  (names of our own)


def placeholders(count: int, *, after: int) -> str:
    """So many of them, after so many others."""
    return ", ".join(f"${number}" for number in range(after + 1, after + 1 + count))


def texts(count: int, *, after: int) -> str:
    """So many texts to look for, as a table: PostgreSQL compares a list with every row in turn."""
    return "VALUES " + ", ".join(f"(${number})" for number in range(after + 1, after + 1 + count))


def _read(name: str, value: Any) -> Any:
    if name in _INSTANTS:
        return instant(value)
    if name == "series_id":
        return None if value is None else UUID(str(value))
    return json.loads(value) if name in _LISTS else value
