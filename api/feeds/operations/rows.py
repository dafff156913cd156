"""The rows of which a feed speaks, without the ORM's instances: a fetch may read a thousand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api.ical.window import Window
from api.models.database import fetch_rows
from api.models.fields import key

# Values that one statement names; PostgreSQL takes 32,767.
_BATCH: Final = 500

_COLUMNS: Final = """
    e.id, e.calendar_id, e.title, e.description, e.url, e.categories, e.all_day, e.created_at
"""
_EVENT_COLUMNS: Final = f"{_COLUMNS}, e.starts_at, e.ends_at, e.location, e.status, e.transparent"
# Single events, and overrides: those stand where they were moved to. Writing one is a write of its
# series, whose stamps they have.
_SINGLE: Final = f"""
SELECT {_EVENT_COLUMNS}, e.series_id, e.original_start,
    COALESCE(s.sequence, e.sequence) AS sequence, COALESCE(s.updated_at, e.updated_at) AS updated_at
FROM events e LEFT JOIN events s ON s.id = e.series_id
WHERE e.calendar_id IN ({{calendars}}) AND e.rrule IS NULL {{assigned}}
"""  # noqa: S608  (columns of our own)
# What begins in the window or on the day before it, by one index; what is longer than a day and
# began earlier still, by another. So the cost follows the window, not the calendar's history.
_EVENTS: Final = f"""
{_SINGLE} AND e.starts_at >= $1 AND e.starts_at < $3 AND (e.starts_at >= $2 OR e.ends_at > $2)
UNION ALL
{_SINGLE} AND e.long AND e.ends_at > $2 AND e.starts_at < $1
"""
_SERIES: Final = f"""
SELECT {_EVENT_COLUMNS}, e.sequence, e.updated_at, e.time_zone, e.rrule, e.rdates, e.exdates,
    e.last_starts_at, e.exact_seconds
FROM events e
WHERE e.calendar_id IN ({{calendars}}) AND e.rrule IS NOT NULL {{assigned}}
  AND (e.series_ends_at IS NULL OR e.series_ends_at > $1) AND e.starts_at < $2
"""  # noqa: S608  (columns of our own)
_OVERRIDDEN: Final = """
SELECT series_id, original_start FROM events
WHERE series_id IN ({series}) AND original_start > $1 AND original_start < $2
"""
_REVISIONS: Final = "SELECT id, revision FROM calendars WHERE id IN ({calendars})"
_TASKS: Final = f"""
SELECT {_COLUMNS}, e.sequence, e.updated_at, e.due_at, e.completed_at, e.priority FROM tasks e
WHERE e.calendar_id IN ({{calendars}}) AND e.due_at >= $1 AND e.due_at < $2 {{assigned}}
"""  # noqa: S608  (columns of our own)
_ASSIGNED: Final = {
    "event": """AND COALESCE(e.series_id, e.id) IN (
        SELECT event_id FROM event_assignees WHERE user_id = ${number})""",
    "task": "AND e.id IN (SELECT task_id FROM task_assignees WHERE user_id = ${number})",
}
# How long before the window an occurrence may begin that still runs in it, and then some.
_LONGEST: Final = timedelta(days=370)

Row = Mapping[str, Any]


@dataclass(slots=True)
class Rows:
    """What the database holds in a window, as it returns it.

    `overridden` are rows of `series_id` and `original_start`: occurrences that are not where, or
    what, their series says.
    """

    events: list[Row] = field(default_factory=list)
    series: list[Row] = field(default_factory=list)
    overridden: list[Row] = field(default_factory=list)
    tasks: list[Row] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.events) + len(self.series) + len(self.tasks)


async def rows_in(
    window: Window, calendar_ids: Sequence[UUID], *, assignee: UUID | None = None
) -> Rows:
    """The events, series and tasks of these calendars in the window.

    With an `assignee` only what concerns that user; an override concerns whom its series does.
    """
    whole = (window.start, window.end)
    rows = Rows()
    for start in range(0, len(calendar_ids), _BATCH):
        ids = calendar_ids[start : start + _BATCH]
        begins_by = (window.start - timedelta(days=1), *whole)
        rows.events += await _fetch(_EVENTS, "event", begins_by, ids, assignee)
        rows.series += await _fetch(_SERIES, "event", whole, ids, assignee)
        rows.tasks += await _fetch(_TASKS, "task", whole, ids, assignee)
    series_ids = [row["id"] for row in rows.series]
    for start in range(0, len(series_ids), _BATCH):
        ids = series_ids[start : start + _BATCH]
        statement = _OVERRIDDEN.format(series=placeholders(len(ids), after=2))
        rows.overridden += await fetch_rows(statement, window.start - _LONGEST, window.end, *ids)
    return rows


async def revisions_of(calendar_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The revision of each of these calendars that is there."""
    revisions: dict[UUID, int] = {}
    for start in range(0, len(calendar_ids), _BATCH):
        ids = calendar_ids[start : start + _BATCH]
        statement = _REVISIONS.format(calendars=placeholders(len(ids), after=0))
        revisions |= {key(row["id"]): row["revision"] for row in await fetch_rows(statement, *ids)}
    return revisions


async def _fetch(
    statement: str,
    kind: str,
    times: tuple[datetime, ...],
    calendar_ids: Sequence[UUID],
    assignee: UUID | None,
) -> list[dict[str, Any]]:
    values: list[object] = [*times, *calendar_ids]
    assigned = ""
    if assignee is not None:
        values.append(assignee)
        assigned = _ASSIGNED[kind].format(number=len(values))
    calendars = placeholders(len(calendar_ids), after=len(times))
    return await fetch_rows(statement.format(calendars=calendars, assigned=assigned), *values)


def placeholders(count: int, *, after: int) -> str:
    """So many values of a statement, numbered from the one after `after`."""
    return ", ".join(f"${number}" for number in range(after + 1, after + 1 + count))
