"""What a calendar holds: events and tasks.

Times are aware UTC instants and intervals half-open. An all-day entry stores 00:00 UTC of its
dates, so that one index and one comparison serve both kinds.
"""

from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from tortoise import Model, fields
from tortoise.expressions import F, Value
from tortoise.migrations.constraints import CheckConstraint
from tortoise.queryset import QuerySet

from api.ical.event import takes_time
from api.ical.facts import EventStatus
from api.models.access import CalendarRole
from api.models.fields import InstantField, new_id


class OccurrenceKey(NamedTuple):
    """Which occurrence: its series, and the start that the series gives it (UTC, whole seconds)."""

    series_id: UUID
    original_start: datetime


class Event(Model):
    """An event, a series, or an override: one occurrence of a series that differs from it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    calendar: Any = fields.ForeignKeyField("models.Calendar", related_name="events")
    calendar_id: UUID
    title = fields.TextField(default="")
    description = fields.TextField(default="")
    location = fields.TextField(default="")
    url = fields.TextField(default="")
    categories: Any = fields.JSONField(default=list)
    status = fields.CharEnumField(EventStatus, max_length=16, default=EventStatus.CONFIRMED)
    transparent = fields.BooleanField(default=False)
    starts_at = InstantField()
    ends_at = InstantField()
    all_day = fields.BooleanField(default=False)
    # Whether it lasts longer than a day: what still runs when a window opens is sought among these
    # and the events of the day before.
    long = fields.BooleanField(default=False)
    # The zone in which the event was planned; null is the calendar's. A series is expanded in it.
    time_zone: Any = fields.CharField(max_length=64, null=True)
    # A series: the rule (RFC 5545 3.3.10), extra and excepted starts, the latest start that a COUNT
    # allows (null: there is no COUNT), the end of its last occurrence (null: it has none).
    rrule: Any = fields.TextField(null=True)
    rdates: Any = fields.JSONField(default=list)
    exdates: Any = fields.JSONField(default=list)
    last_starts_at: Any = InstantField(null=True)
    series_ends_at: Any = InstantField(null=True)
    # Of a series: how much of the length of each occurrence, at its end, passes whichever clocks
    # change. The rest is as long on the clock as in the first one.
    exact_seconds = fields.IntField(default=0)
    # An override: the series, and the start that the occurrence would have had.
    series: Any = fields.ForeignKeyField("models.Event", related_name="overrides", null=True)
    series_id: UUID | None
    original_start: Any = InstantField(null=True)
    ical_uid: Any = fields.CharField(max_length=1000, null=True)
    external_id: Any = fields.CharField(max_length=255, null=True)
    # The latest run of the host's complete sync that named it.
    sync_run: Any = fields.CharField(max_length=64, null=True)
    sequence = fields.IntField(default=0)
    created_at = InstantField()
    updated_at = InstantField()

    # Only in rows of `visible_to`.
    viewer_role: str

    class Meta:
        table = "events"
        constraints = (
            CheckConstraint("ends_at >= starts_at", "events_order"),
            CheckConstraint("status IN ('CONFIRMED', 'TENTATIVE', 'CANCELLED')", "events_status"),
            CheckConstraint("exact_seconds >= 0", "events_exact_seconds"),
            CheckConstraint("sequence >= 0", "events_sequence"),
            CheckConstraint(
                "(series_id IS NULL) = (original_start IS NULL)", "events_override_names_occurrence"
            ),
        )

    @classmethod
    def visible_to(cls, user_id: UUID) -> QuerySet[Self]:
        """The events that this user may see; `viewer_role` is the role in its calendar."""
        visible = cls.filter(calendar__access__user_id=user_id)
        return visible.annotate(viewer_role=F("calendar__access__role"))

    @classmethod
    def of_organization(cls, organization_id: UUID) -> QuerySet[Self]:
        """All events of an organization, as its host application reads them."""
        rows = cls.filter(calendar__organization_id=organization_id)
        return rows.annotate(viewer_role=Value(CalendarRole.READER.value))


class Task(Model):
    """A task: due at an instant, or on a date; perhaps completed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    calendar: Any = fields.ForeignKeyField("models.Calendar", related_name="tasks")
    calendar_id: UUID
    title = fields.TextField(default="")
    description = fields.TextField(default="")
    url = fields.TextField(default="")
    categories: Any = fields.JSONField(default=list)
    due_at = InstantField()
    all_day = fields.BooleanField(default=False)
    time_zone: Any = fields.CharField(max_length=64, null=True)
    completed_at: Any = InstantField(null=True)
    priority = fields.SmallIntField(default=0)
    ical_uid: Any = fields.CharField(max_length=1000, null=True)
    external_id: Any = fields.CharField(max_length=255, null=True)
    # The latest run of the host's complete sync that named it.
    sync_run: Any = fields.CharField(max_length=64, null=True)
    sequence = fields.IntField(default=0)
    created_at = InstantField()
    updated_at = InstantField()

    # Only in rows of `visible_to`.
    viewer_role: str

    class Meta:
        table = "tasks"
        constraints = (
            CheckConstraint("priority BETWEEN 0 AND 9", "tasks_priority"),
            CheckConstraint("sequence >= 0", "tasks_sequence"),
        )

    @classmethod
    def visible_to(cls, user_id: UUID) -> QuerySet[Self]:
        """The tasks that this user may see; `viewer_role` is the role in its calendar."""
        visible = cls.filter(calendar__access__user_id=user_id)
        return visible.annotate(viewer_role=F("calendar__access__role"))

    @classmethod
    def of_organization(cls, organization_id: UUID) -> QuerySet[Self]:
        """All tasks of an organization, as its host application reads them."""
        rows = cls.filter(calendar__organization_id=organization_id)
        return rows.annotate(viewer_role=Value(CalendarRole.READER.value))


class EventAssignee(Model):
    """A user whom an event concerns."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    event: Any = fields.ForeignKeyField("models.Event", related_name="assignees")
    event_id: UUID
    user: Any = fields.ForeignKeyField("models.User", related_name="assigned_events")
    user_id: UUID

    class Meta:
        table = "event_assignees"


class TaskAssignee(Model):
    """A user whom a task concerns."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    task: Any = fields.ForeignKeyField("models.Task", related_name="assignees")
    task_id: UUID
    user: Any = fields.ForeignKeyField("models.User", related_name="assigned_tasks")
    user_id: UUID

    class Meta:
        table = "task_assignees"


def is_shown(item: Event | Task) -> bool:
    """Whether somebody with the item's `viewer_role` sees that there is such an item.

    To who sees times only, what takes no time is missing, not forbidden.
    """
    if CalendarRole(item.viewer_role).sees_details:
        return True
    return isinstance(item, Event) and takes_time(item.status, transparent=item.transparent)
