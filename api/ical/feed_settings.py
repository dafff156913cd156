"""What a feed may be told to show: the settings of a feed, their values and their defaults."""

from dataclasses import dataclass
from enum import StrEnum


class FeedDetail(StrEnum):
    """How much of an item a feed is told to show."""

    FULL = "FULL"
    TITLE = "TITLE"
    BUSY = "BUSY"


class Detail(StrEnum):
    """How much may be shown at most, or is shown in the end. `OFF` is nothing at all."""

    FULL = "FULL"
    TITLE = "TITLE"
    BUSY = "BUSY"
    OFF = "OFF"

    def within(self, ceiling: "Detail") -> "Detail":
        """This detail, or the ceiling where that allows less."""
        order = list(Detail)
        return max(self, ceiling, key=order.index)


class TaskFormat(StrEnum):
    """How tasks appear in a feed."""

    EVENT = "EVENT"
    TODO = "TODO"
    NONE = "NONE"


class CancelledEvents(StrEnum):
    """Whether cancelled events appear, marked as cancelled."""

    OMIT = "OMIT"
    SHOW = "SHOW"


class CompletedTasks(StrEnum):
    """Whether completed tasks appear, marked as done."""

    SHOW = "SHOW"
    OMIT = "OMIT"


class CalendarNamePlacement(StrEnum):
    """Where an item of a feed over several calendars names its calendar."""

    CATEGORY = "CATEGORY"
    TITLE_PREFIX = "TITLE_PREFIX"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """The settings of one feed; each default is the enum's first value."""

    detail: Detail = Detail.FULL
    task_format: TaskFormat = TaskFormat.EVENT
    cancelled: CancelledEvents = CancelledEvents.OMIT
    completed_tasks: CompletedTasks = CompletedTasks.SHOW
    only_assigned_to_me: bool = False
    calendar_name: CalendarNamePlacement = CalendarNamePlacement.CATEGORY
