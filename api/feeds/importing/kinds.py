"""The two kinds of items, and what differs between them when they are stored."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from api.models.entry import Event, EventAssignee, Task, TaskAssignee
from api.models.planning import check_event, check_task


@dataclass(frozen=True, slots=True)
class Kind:
    """Events or tasks: their tables, and which columns a file says."""

    component: str
    model: type[Any]
    assignee_model: type[Any]
    assignee_key: str
    columns: tuple[str, ...]
    check: Callable[[Any], None]

    def assignees(self, item_id: UUID, user_ids: Iterable[UUID]) -> list[Any]:
        """The rows that assign the users to the item."""
        return [
            self.assignee_model(**{self.assignee_key: item_id, "user_id": user_id})
            for user_id in sorted(user_ids)
        ]


_COMMON: Final = ("ical_uid", "all_day", "title")
EVENTS: Final = Kind(
    "VEVENT",
    Event,
    EventAssignee,
    "event_id",
    (*_COMMON, "starts_at", "ends_at", "location", "status", "transparent", "time_zone"),
    check_event,
)
TASKS: Final = Kind(
    "VTODO",
    Task,
    TaskAssignee,
    "task_id",
    (*_COMMON, "due_at", "completed_at", "priority"),
    check_task,
)
