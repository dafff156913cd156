"""What a file decides of the two kinds of items."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from api.models.batches.kinds import Kind
from api.models.checking import check_event, check_task
from api.models.entry import Event, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind(Kind):
    """Events or tasks as files have them: the name of their component, and how one is checked.

    `copied` are columns that a parsed item has under the same name.
    """

    component: str
    copied: tuple[str, ...]
    check: Callable[[Any], None]


_COMMON: Final = ("ical_uid", "all_day", "title")
_EVENT: Final = (
    *(*_COMMON, "starts_at", "ends_at", "location", "status", "transparent", "time_zone"),
    *("rrule", "rdates", "exdates", "last_starts_at", "series_ends_at", "exact_seconds"),
    "original_start",
)
_TASK: Final = (*_COMMON, "due_at", "completed_at", "priority")
_CLEANED: Final = ("categories", "description", "url")
EVENTS: Final = FileKind(
    component="VEVENT",
    model=Event,
    table="events",
    assignee_table="event_assignees",
    assignee_key="event_id",
    key="ical_uid",
    copied=_EVENT,
    # `long` comes of the check, `series_id` of what else the calendar holds.
    columns=(*_EVENT, *_CLEANED, "long", "series_id"),
    check=check_event,
    # Overrides have the UID of their series, and are sought by that and their original start.
    only="AND series_id IS NULL",
)
TASKS: Final = FileKind(
    component="VTODO",
    model=Task,
    table="tasks",
    assignee_table="task_assignees",
    assignee_key="task_id",
    key="ical_uid",
    copied=_TASK,
    columns=(*_TASK, *_CLEANED),
    check=check_task,
)
KINDS: Final = (EVENTS, TASKS)
