"""What the calendar holds already, as the statements of an import read and bind it."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from uuid import UUID

from api.feeds.importing.kinds import Kind
from api.models.database import fetch_rows
from api.models.fields import instant
from api.models.user import User

# As many addresses as one statement asks for.
_BATCH: Final = 500

_INSTANTS: Final = frozenset({"starts_at", "ends_at", "due_at", "completed_at"})


async def rows(
    kind: Kind, calendar_id: UUID, ical_uids: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """The rows that the calendar holds under these UIDs."""
    statement = (
        f"SELECT id, sequence, updated_at, {', '.join(kind.columns)} FROM {kind.table}"  # noqa: S608  (names of our own)
        f" WHERE calendar_id = $1 AND ical_uid IN ({_placeholders(len(ical_uids), after=1)})"
        f" {kind.only}"
    )
    found = await fetch_rows(statement, calendar_id, *ical_uids)
    return {row["ical_uid"]: row for row in found}


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


def differs(row: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Whether the row has another value in one of these columns; SQLite's booleans are 0 and 1."""
    return any(_read(name, row[name]) != value for name, value in columns.items())


def bound(values: Iterable[object]) -> list[object]:
    """The values as both engines take them."""
    return [json.dumps(value) if isinstance(value, list) else value for value in values]


def _read(name: str, value: Any) -> Any:
    if name in _INSTANTS:
        return instant(value)
    return json.loads(value) if name == "categories" else value


def _placeholders(count: int, *, after: int) -> str:
    return ", ".join(f"${number}" for number in range(after + 1, after + 1 + count))
