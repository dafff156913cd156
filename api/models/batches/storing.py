"""Writing what a batch changes in a calendar, in parts: on SQLite every other write waits."""

from collections.abc import Iterator, Sequence
from typing import Final

from api.models.batches.changes import Changes
from api.models.batches.kinds import Kind
from api.models.batches.progress import Progress, unheard
from api.models.database import execute_many

_BATCH: Final = 500

Rows = Sequence[Sequence[object]]


async def store(changes: Sequence[Changes], progress: Progress = unheard) -> None:
    """Writes the changes, in a transaction that holds the calendar's lock."""
    writes = [write for of_kind in changes for write in _writes(of_kind)]
    total = sum(len(rows) for _, rows in writes)
    done = 0
    for statement, rows in writes:
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            await execute_many(statement, batch)
            done += len(batch)
            progress(done / total)


def _writes(changes: Changes) -> Iterator[tuple[str, Rows]]:
    kind = changes.kind
    yield f"DELETE FROM {kind.table} WHERE id = $1", changes.deleted  # noqa: S608  (names of our own)
    yield _insert(kind.table, kind.created_columns), changes.created_rows
    yield _update(kind), changes.updated_rows
    yield (
        f"DELETE FROM {kind.assignee_table} WHERE {kind.assignee_key} = $1 AND user_id = $2",  # noqa: S608  (names of our own)
        changes.unassigned,
    )
    yield _insert(kind.assignee_table, ("id", kind.assignee_key, "user_id")), changes.assigned


def _insert(table: str, columns: Sequence[str]) -> str:
    values = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608  (names of our own)


def _update(kind: Kind) -> str:
    columns = kind.updated_columns
    values = ", ".join(f"{name} = ${number}" for number, name in enumerate(columns, 1))
    return f"UPDATE {kind.table} SET {values} WHERE id = ${len(columns) + 1}"  # noqa: S608  (names of our own)
