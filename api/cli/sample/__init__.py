"""The sample of the `demo` command: an investigations firm at work around a given day."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from api.cli.sample import office, personal
from api.cli.sample.court import HEARINGS
from api.cli.sample.days import (
    DAY,
    closures_of,
    first_working_day_of_week,
    monday_of_week,
    working_day,
)
from api.cli.sample.diary import DateOf, event, read, task
from api.cli.sample.firm import CALENDARS, DEMO_USER, LONDON, ORGANIZATION, STAFF
from api.cli.sample.interviews import INTERVIEWS
from api.cli.sample.reports import REPORTS
from api.cli.sample.surveillance import SHIFTS
from api.cli.sample.types import Sample, SampleCalendar, SampleEvent, SampleTask, SampleUser
from api.ical.window import midnight

__all__ = ["Sample", "SampleCalendar", "SampleEvent", "SampleTask", "SampleUser", "sample_on"]

PAST = timedelta(days=90)
FUTURE = timedelta(days=120)


def sample_on(day: date) -> Sample:
    """The firm as it is on a day of its London office: the same for the same day.

    Its calendars reach from about 90 days before to 120 days after, and are fullest around the day.
    What was done by then is completed; nothing is completed on the day itself or later.
    """
    return Sample(
        organization=ORGANIZATION,
        time_zone=LONDON,
        users=tuple(STAFF.values()),
        calendars=tuple(CALENDARS.values()),
        events=tuple(
            sorted(_events(day), key=lambda event: (event.starts_at, event.calendar, event.title))
        ),
        tasks=tuple(sorted(_tasks(day), key=lambda task: (task.due_at, task.calendar, task.title))),
        demo_user=DEMO_USER.email,
    )


def _events(day: date) -> Iterator[SampleEvent]:
    """All events, calendar by calendar."""
    in_working_days = partial(working_day, day)
    in_weeks = partial(monday_of_week, day)
    yield from _events_of("surveillance", SHIFTS, lambda count: day + DAY * count)
    yield from _events_of("court", HEARINGS, in_working_days)
    yield from _events_of("interviews", INTERVIEWS, in_working_days)
    yield from _events_of("office", office.OFFICE, in_working_days)
    yield from _closures(day)
    yield from _briefings(day)
    yield from _events_of("on-call", office.rota(), in_weeks)
    yield from _events_of("partners", office.PARTNERS, in_working_days)
    yield from _events_of("new-york", office.NEW_YORK, in_working_days)
    yield from _events_of("tokyo", office.TOKYO, in_working_days)
    for name, diary in personal.EVENTS.items():
        yield from _events_of(name, diary, in_working_days)


def _events_of(calendar: str, diary: str, date_of: DateOf) -> Iterator[SampleEvent]:
    """The events of a calendar's diary."""
    return (event(entry, date_of) for entry in read(calendar, diary))


def _tasks(day: date) -> Iterator[SampleTask]:
    """All tasks, calendar by calendar."""
    for calendar, diary in {"reports": REPORTS, **personal.TASKS}.items():
        for entry in read(calendar, diary):
            yield task(entry, partial(working_day, day))


def _briefings(day: date) -> Iterator[SampleEvent]:
    """The weekly briefings, on the first working day of each week that has one."""
    date_of = partial(first_working_day_of_week, day)
    return (
        event(entry, date_of)
        for entry in read("office", office.BRIEFINGS)
        if date_of(entry.first) < monday_of_week(day, entry.first + 1)
    )


def _closures(day: date) -> Iterator[SampleEvent]:
    """The days on which the office is closed, as all-day events."""
    for year in range(day.year - 1, day.year + 2):
        for closure in closures_of(year):
            if day - PAST <= closure.first <= day + FUTURE:
                yield SampleEvent(
                    calendar="office",
                    starts_at=midnight(closure.first),
                    ends_at=midnight(closure.last + DAY),
                    all_day=True,
                    time_zone=LONDON,
                    title=closure.title,
                    description="",
                    location="",
                    url="",
                    categories=("Holiday",),
                    status="CONFIRMED",
                    rrule=None,
                    transparent=False,
                    assignees=(),
                )
