"""The rows of which a feed speaks, without the ORM's instances: a fetch may read a thousand."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api.ical.facts import EventFacts, EventStatus, TaskFacts
from api.ical.window import Window
from api.models.database import fetch_rows
from api.models.fields import instant, stored_instant

logger = logging.getLogger(__name__)

# Calendars that one statement names; PostgreSQL takes 32,767 values with a statement.
_BATCH: Final = 500

_COLUMNS: Final = """
    id, calendar_id, title, description, url, categories, all_day, sequence, created_at, updated_at
"""
_EVENT_COLUMNS: Final = f"{_COLUMNS}, starts_at, ends_at, location, status, transparent"
# What begins in the window or on the day before it, by one index; what is longer than a day and
# began earlier still, by another. So the cost follows the window, not the calendar's history.
_EVENTS: Final = f"""
SELECT {_EVENT_COLUMNS} FROM events
WHERE calendar_id IN ({{calendars}}) AND rrule IS NULL AND series_id IS NULL {{assigned}}
  AND starts_at >= $1 AND starts_at < $3 AND (starts_at >= $2 OR ends_at > $2)
UNION ALL
SELECT {_EVENT_COLUMNS} FROM events
WHERE calendar_id IN ({{calendars}}) AND rrule IS NULL AND series_id IS NULL {{assigned}}
  AND long AND ends_at > $2 AND starts_at < $1
"""  # noqa: S608  (columns of our own)
_TASKS: Final = f"""
SELECT {_COLUMNS}, due_at, completed_at, priority FROM tasks
WHERE calendar_id IN ({{calendars}}) AND due_at >= $1 AND due_at < $2 {{assigned}}
"""  # noqa: S608  (columns of our own)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, and the calendar that it stands in."""

    calendar_id: UUID
    facts: EventFacts | TaskFacts


@dataclass(slots=True)
class Rows:
    """What the database holds in a window, as it returns it."""

    events: list[Mapping[str, Any]] = field(default_factory=list)
    tasks: list[Mapping[str, Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.events) + len(self.tasks)


async def rows_in(
    window: Window, calendar_ids: Sequence[UUID], *, assignee: UUID | None = None
) -> Rows:
    """The single events and the tasks of these calendars in the window.

    With an `assignee` only what concerns that user.
    """
    begins_by = (window.start - timedelta(days=1), window.start, window.end)
    rows = Rows()
    for start in range(0, len(calendar_ids), _BATCH):
        ids = calendar_ids[start : start + _BATCH]
        rows.events += await _fetch(_EVENTS, "event", begins_by, ids, assignee)
        rows.tasks += await _fetch(_TASKS, "task", (window.start, window.end), ids, assignee)
    return rows


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
        assigned = f"""AND id IN (
            SELECT {kind}_id FROM {kind}_assignees WHERE user_id = ${len(values)}
        )"""  # noqa: S608  (a table of our own)
    calendars = _placeholders(len(calendar_ids), after=len(times))
    return await fetch_rows(statement.format(calendars=calendars, assigned=assigned), *values)


def entries_of(rows: Rows, calendar_names: Mapping[UUID, str]) -> list[Entry]:
    """The entries of the rows, by start and id."""
    events = _entries(rows.events, _event, calendar_names)
    tasks = _entries(rows.tasks, _task, calendar_names)
    return sorted(events + tasks, key=_order)


def _entries(
    rows: Iterable[Mapping[str, Any]],
    entry: Callable[[Mapping[str, Any], Mapping[UUID, str]], Entry],
    calendar_names: Mapping[UUID, str],
) -> list[Entry]:
    """The entries of the rows; a row that cannot be read costs only itself."""
    entries = []
    for row in rows:
        try:
            entries.append(entry(row, calendar_names))
        except (ValueError, TypeError, KeyError) as error:
            logger.error("item %s cannot be read: %s", row["id"], type(error).__name__)  # noqa: TRY400
    return entries


def _placeholders(count: int, *, after: int) -> str:
    return ", ".join(f"${number}" for number in range(after + 1, after + 1 + count))


def _order(entry: Entry) -> tuple[datetime, str]:
    facts = entry.facts
    begins = facts.starts_at if isinstance(facts, EventFacts) else facts.due_at
    return begins, str(facts.id)


def _common(row: Mapping[str, Any], calendar_names: Mapping[UUID, str]) -> dict[str, Any]:
    categories = row["categories"]
    return {
        "id": UUID(str(row["id"])),
        "title": row["title"],
        "description": row["description"],
        "url": row["url"],
        "categories": tuple(json.loads(categories) if isinstance(categories, str) else categories),
        "all_day": bool(row["all_day"]),
        "sequence": row["sequence"],
        "created_at": stored_instant(row["created_at"]),
        "updated_at": stored_instant(row["updated_at"]),
        "calendar_name": calendar_names[UUID(str(row["calendar_id"]))],
    }


def _event(row: Mapping[str, Any], calendar_names: Mapping[UUID, str]) -> Entry:
    facts = EventFacts(
        **_common(row, calendar_names),
        starts_at=stored_instant(row["starts_at"]),
        ends_at=stored_instant(row["ends_at"]),
        location=row["location"],
        status=EventStatus(row["status"]),
        transparent=bool(row["transparent"]),
    )
    return Entry(UUID(str(row["calendar_id"])), facts)


def _task(row: Mapping[str, Any], calendar_names: Mapping[UUID, str]) -> Entry:
    facts = TaskFacts(
        **_common(row, calendar_names),
        due_at=stored_instant(row["due_at"]),
        completed_at=instant(row["completed_at"]),
        priority=row["priority"],
    )
    return Entry(UUID(str(row["calendar_id"])), facts)
