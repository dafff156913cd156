"""The shapes of the sample: an organization with its users, calendars, events and tasks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleUser:
    """A member of staff; `role` is ADMIN or MEMBER."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCalendar:
    """A calendar and who may do what in it.

    `key` names it within the sample, `color` is "#rrggbb", `time_zone` an IANA name. `members`
    holds (e-mail, role), a role being FREE_BUSY_READER, READER, WRITER or OWNER; `everyone_role`
    is what each user of the organization may do without being a member, if anything.
    """

    key: str
    name: str
    color: str
    time_zone: str
    everyone_role: str | None
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleEvent:
    """An event of the calendar with the key `calendar`.

    It runs over [starts_at, ends_at), both in UTC; all-day ones from 00:00 UTC of the first date to
    00:00 UTC of the date after the last. `time_zone` (IANA) is where its hours were agreed,
    `status` is CONFIRMED, TENTATIVE or CANCELLED, `assignees` are e-mail addresses of users, and
    `rrule` is the rule of a series.
    """

    calendar: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    time_zone: str
    title: str
    description: str
    location: str
    url: str
    categories: tuple[str, ...]
    status: str
    transparent: bool
    rrule: str | None
    assignees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTask:
    """A task of the calendar with the key `calendar`.

    It is due at `due_at` in UTC, 00:00 of the date when `all_day`; `completed_at` is UTC too, and
    None while it is open. `priority` is that of RFC 5545: 0 none, 1 highest, 9 lowest.
    """

    calendar: str
    due_at: datetime
    all_day: bool
    time_zone: str
    title: str
    description: str
    url: str
    categories: tuple[str, ...]
    completed_at: datetime | None
    priority: int
    assignees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """All that the demo shows; `demo_user` is the e-mail address it signs in with."""

    organization: str
    time_zone: str
    users: tuple[SampleUser, ...]
    calendars: tuple[SampleCalendar, ...]
    events: tuple[SampleEvent, ...]
    tasks: tuple[SampleTask, ...]
    demo_user: str
