"""Writing what a file changes in a calendar, in batches: on SQLite every other write waits."""

from collections.abc import Sequence
from typing import Final

from api.feeds.importing.comparing import Changes
from api.feeds.importing.kinds import Kind
from api.models.database import execute_many

_BATCH: Final = 500


async def store(changes: Changes) -> None:
    """Writes the changes, in a transaction that holds the calendar's lock."""
    kind = changes.kind
    await _run(_insert(kind.table, kind.created_columns), changes.created)
    await _run(_update(kind), changes.updated)
    await _run(
        f"DELETE FROM {kind.assignee_table} WHERE {kind.assignee_key} = $1 AND user_id = $2",  # noqa: S608  (names of our own)
        changes.unassigned,
    )
    await _run(_insert(kind.assignee_table, ("id", kind.assignee_key, "user_id")), changes.assigned)


async def _run(statement: str, rows: Sequence[Sequence[object]]) -> None:
    for start in range(0, len(rows), _BATCH):
        await execute_many(statement, rows[start : start + _BATCH])


def _insert(table: str, columns: Sequence[str]) -> str:
    values = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608  (names of our own)


def _update(kind: Kind) -> str:
    columns = kind.updated_columns
    values = ", ".join(f"{name} = ${number}" for number, name in enumerate(columns, 1))
    return f"UPDATE {kind.table} SET {values} WHERE id = ${len(columns) + 1}"  # noqa: S608  (names of our own)
