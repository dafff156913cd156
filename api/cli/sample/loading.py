"""Loads the sample into an empty database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from api.cli.sample import Sample, SampleCalendar, SampleEvent, SampleTask
from api.ical.facts import EventStatus
from api.ical.window import midnight
from api.models import (
    Calendar,
    Event,
    EventAssignee,
    Member,
    Organization,
    Task,
    TaskAssignee,
    User,
)
from api.models.access import CalendarRole
from api.models.checking import check_event, check_task
from api.models.database import transaction
from api.models.series import check_recurrence
from api.models.user import UserRole

_BATCH: Final = 500


async def load_sample(sample: Sample, now: datetime) -> None:
    """Puts the sample into the database, all or nothing; its users have no passwords.

    The same sample gives the same rows, keys included: keys are made from names and positions, and
    everything was written at the beginning of the day.
    """
    today = midnight(now.astimezone(UTC).date())
    loader = _Loader(sample, today)
    async with transaction():
        await loader.load()


def _key(*parts: object) -> UUID:
    return uuid5(NAMESPACE_URL, "calendar-feeds:sample:" + ":".join(map(str, parts)))


class _Loader:
    """The rows of one sample, with the keys by which they refer to each other."""

    def __init__(self, sample: Sample, now: datetime) -> None:
        self.sample = sample
        self.now = now
        self.organization_id = _key("organization")

    async def load(self) -> None:
        """Creates everything, what is referred to first."""
        await Organization.create(
            id=self.organization_id,
            name=self.sample.organization,
            time_zone=self.sample.time_zone,
            created_at=self.now,
        )
        users = [
            User(
                id=_key("user", user.email),
                organization_id=self.organization_id,
                email=user.email,
                name=user.name,
                role=UserRole(user.role),
                created_at=self.now,
            )
            for user in self.sample.users
        ]
        await User.bulk_create(users)
        await Calendar.bulk_create([self._calendar(calendar) for calendar in self.sample.calendars])
        await Member.bulk_create(
            [member for calendar in self.sample.calendars for member in self._members(calendar)]
        )
        await self._load_items()

    async def _load_items(self) -> None:
        events = [self._event(position, event) for position, event in enumerate(self.sample.events)]
        tasks = [self._task(position, task) for position, task in enumerate(self.sample.tasks)]
        await Event.bulk_create(events, batch_size=_BATCH)
        await Task.bulk_create(tasks, batch_size=_BATCH)
        await EventAssignee.bulk_create(
            self._assignees(EventAssignee, "event_id", events, self.sample.events),
            batch_size=_BATCH,
        )
        await TaskAssignee.bulk_create(
            self._assignees(TaskAssignee, "task_id", tasks, self.sample.tasks), batch_size=_BATCH
        )

    def _calendar(self, calendar: SampleCalendar) -> Calendar:
        everyone = calendar.everyone_role
        return Calendar(
            id=_key("calendar", calendar.key),
            organization_id=self.organization_id,
            name=calendar.name,
            color=calendar.color,
            time_zone=calendar.time_zone,
            everyone_role=CalendarRole(everyone) if everyone else None,
            created_at=self.now,
            updated_at=self.now,
        )

    def _members(self, calendar: SampleCalendar) -> list[Member]:
        return [
            Member(
                id=_key("member", calendar.key, email),
                calendar_id=_key("calendar", calendar.key),
                user_id=_key("user", email),
                role=CalendarRole(role),
                created_at=self.now,
            )
            for email, role in calendar.members
        ]

    def _event(self, position: int, sample: SampleEvent) -> Event:
        event = Event(
            id=_key("event", position),
            starts_at=sample.starts_at,
            ends_at=sample.ends_at,
            location=sample.location,
            status=EventStatus(sample.status),
            transparent=sample.transparent,
            rrule=sample.rrule,
            **self._common(sample),
        )
        check_event(event)
        check_recurrence(event, sample.time_zone)
        return event

    def _task(self, position: int, sample: SampleTask) -> Task:
        task = Task(
            id=_key("task", position),
            due_at=sample.due_at,
            completed_at=sample.completed_at,
            priority=sample.priority,
            **self._common(sample),
        )
        check_task(task)
        return task

    def _common(self, sample: SampleEvent | SampleTask) -> dict[str, Any]:
        return {
            "calendar_id": _key("calendar", sample.calendar),
            "title": sample.title,
            "description": sample.description,
            "url": sample.url,
            "categories": list(sample.categories),
            "all_day": sample.all_day,
            "time_zone": sample.time_zone,
            "created_at": self.now,
            "updated_at": self.now,
        }

    def _assignees(
        self,
        model: type[Any],
        column: str,
        rows: Sequence[Event | Task],
        samples: Sequence[SampleEvent | SampleTask],
    ) -> list[Any]:
        return [
            model(
                id=_key(column, row.id, email),
                user_id=_key("user", email),
                **{column: row.id},
            )
            for row, sample in zip(rows, samples, strict=True)
            for email in sample.assignees
        ]
