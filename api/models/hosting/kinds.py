"""What the host application decides of the two kinds of items: all but their stamps."""

from typing import Final

from api.models.batches.kinds import Kind
from api.models.entry import Event, Task

_COMMON: Final = ("external_id", "title", "description", "url", "categories", "all_day")
EVENTS: Final = Kind(
    model=Event,
    table="events",
    assignee_table="event_assignees",
    assignee_key="event_id",
    key="external_id",
    columns=(
        *(*_COMMON, "starts_at", "ends_at", "long", "time_zone"),
        *("location", "status", "transparent"),
        *("rrule", "rdates", "exdates", "last_starts_at", "series_ends_at"),
    ),
)
TASKS: Final = Kind(
    model=Task,
    table="tasks",
    assignee_table="task_assignees",
    assignee_key="task_id",
    key="external_id",
    columns=(*_COMMON, "due_at", "time_zone", "completed_at", "priority"),
)
KINDS: Final = (EVENTS, TASKS)
