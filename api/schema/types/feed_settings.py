"""The settings of feeds in the schema."""

from typing import Self

import strawberry

from api.ical.feed_settings import (
    CalendarNamePlacement,
    CancelledEvents,
    CompletedTasks,
    FeedDetail,
    TaskFormat,
)
from api.models.feed import Feed


@strawberry.type(description="What a feed shows.")
class CalendarFeedSettings:
    """What a feed shows."""

    detail: FeedDetail = strawberry.field(
        description="How much of an item; never more than role and organization allow."
    )
    task_format: TaskFormat = strawberry.field(description="How tasks appear.")
    cancelled: CancelledEvents = strawberry.field(description="Whether cancelled events appear.")
    completed_tasks: CompletedTasks = strawberry.field(
        description="Whether completed tasks appear."
    )
    only_assigned_to_me: bool = strawberry.field(
        description="Whether only items appear that concern the user. Of a calendar in which the "
        "user sees times only, nothing does then."
    )
    calendar_name: CalendarNamePlacement = strawberry.field(
        description="Where an item of a feed over several calendars names its calendar."
    )

    @classmethod
    def of(cls, feed: Feed) -> Self:
        """The settings of this feed."""
        return cls(
            detail=feed.detail,
            task_format=feed.task_format,
            cancelled=feed.cancelled,
            completed_tasks=feed.completed_tasks,
            only_assigned_to_me=feed.only_assigned_to_me,
            calendar_name=feed.calendar_name,
        )
