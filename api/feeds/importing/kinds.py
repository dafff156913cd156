"""The two kinds of items, and what differs between them when they are compared and stored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from api.models.checking import check_event, check_task
from api.models.entry import Event, Task


@dataclass(frozen=True, slots=True)
class Kind:
    """Events or tasks: their tables, and the columns that a file decides.

    `copied` are columns that a parsed item has under the same name; `computed` come of the check,
    or of what else the calendar holds.
    `only` narrows the rows that a UID may mean.
    """

    component: str
    model: type[Any]
    table: str
    assignee_table: str
    assignee_key: str
    copied: tuple[str, ...]
    computed: tuple[str, ...]
    check: Callable[[Any], None]
    only: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a file decides."""
        return (*self.copied, "categories", "description", "url", *self.computed)

    @property
    def updated_columns(self) -> tuple[str, ...]:
        """The columns that a newer file writes."""
        return (*self.columns, "sequence", "updated_at")

    @property
    def created_columns(self) -> tuple[str, ...]:
        """The columns of the table."""
        table = self.model.describe(serializable=False)
        columns = (table["pk_field"], *table["data_fields"])
        return tuple(column["db_column"] for column in columns)


_COMMON: Final = ("ical_uid", "all_day", "title")
EVENTS: Final = Kind(
    component="VEVENT",
    model=Event,
    table="events",
    assignee_table="event_assignees",
    assignee_key="event_id",
    copied=(
        *(*_COMMON, "starts_at", "ends_at", "location", "status", "transparent", "time_zone"),
        *("rrule", "rdates", "exdates", "series_ends_at", "exact_seconds", "original_start"),
    ),
    computed=("long", "series_id"),
    check=check_event,
    # Overrides have the UID of their series, and are sought by that and their original start.
    only="AND series_id IS NULL",
)
TASKS: Final = Kind(
    component="VTODO",
    model=Task,
    table="tasks",
    assignee_table="task_assignees",
    assignee_key="task_id",
    copied=(*_COMMON, "due_at", "completed_at", "priority"),
    computed=(),
    check=check_task,
)
KINDS: Final = (EVENTS, TASKS)
