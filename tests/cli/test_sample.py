"""The sample of the demo: steady, consistent, and alive around whatever day it is made for."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.cli.sample import Sample, SampleCalendar, SampleEvent, SampleTask, sample_on
from api.cli.sample.days import easter_sunday, is_working_day, working_day

DAY = timedelta(days=1)
TODAY = date(2026, 3, 18)
SATURDAY = 5
ROLES = {"FREE_BUSY_READER", "READER", "WRITER", "OWNER"}

LEAP_DAY = date(2024, 2, 29)
CLOCKS_FORWARD = date(2026, 3, 29)
CLOCKS_BACK = date(2026, 10, 25)
CHRISTMAS = date(2029, 12, 25)


def on_any_day(test: Callable[[date], None]) -> Callable[[], None]:
    """Runs a test over days of two decades, and always over the awkward ones."""
    for day in (LEAP_DAY, CLOCKS_FORWARD, CLOCKS_BACK, CHRISTMAS):
        test = example(day)(test)
    days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
    return settings(max_examples=25, deadline=None)(given(days)(test))


def midnight(day: date) -> datetime:
    """00:00 UTC of a date."""
    return datetime.combine(day, time(), tzinfo=UTC)


def items_of(sample: Sample) -> tuple[SampleEvent | SampleTask, ...]:
    """Its events and tasks."""
    return (*sample.events, *sample.tasks)


def role_in(sample: Sample, calendar: SampleCalendar) -> str | None:
    """The demo user's role in a calendar."""
    return dict(calendar.members).get(sample.demo_user, calendar.everyone_role)


def in_window(item: SampleEvent | SampleTask, day: date) -> bool:
    """Whether a feed of that day would speak of an item, with the window's days as they ship."""
    opens, closes = midnight(day - 45 * DAY), midnight(day + 61 * DAY)
    if isinstance(item, SampleTask):
        return opens <= item.due_at < closes
    return item.starts_at < closes and item.ends_at > opens


def local(instant: datetime, time_zone: str) -> datetime:
    """What clocks in a zone show at an instant."""
    return instant.astimezone(ZoneInfo(time_zone))


@on_any_day
def test_the_same_day_gives_the_same_sample(day: date) -> None:
    """Nothing depends on a clock, on chance or on what was made before."""
    assert sample_on(day) == sample_on(date.fromisoformat(day.isoformat()))


@on_any_day
def test_the_next_day_has_the_same_shifts_a_day_later(day: date) -> None:
    """Surveillance moves with the day, by the clocks of the place."""

    def shifts(of: date, moved: timedelta) -> set[tuple[str, datetime]]:
        return {
            (event.title, local(event.starts_at, event.time_zone).replace(tzinfo=None) + moved)
            for event in sample_on(of).events
            if event.calendar == "surveillance"
        }

    assert shifts(day, DAY) == shifts(day + DAY, timedelta())
    assert sample_on(day) != sample_on(day + DAY)


@on_any_day
def test_there_are_some_hundred_items_around_the_day(day: date) -> None:
    """300 to 500 of them, from about 90 days before to about 120 days after, most of them near."""
    sample = sample_on(day)
    # A series begins long before, and goes on.
    starts = [event.starts_at for event in sample.events if event.rrule is None]
    starts += [task.due_at for task in sample.tasks]

    assert 300 <= len(starts) <= 500
    assert midnight(day - 100 * DAY) <= min(starts) < midnight(day - 80 * DAY)
    assert midnight(day + 100 * DAY) <= max(starts) < midnight(day + 135 * DAY)
    near = [start for start in starts if abs(start - midnight(day)) < 30 * DAY]
    assert len(near) > len(starts) / 2


@on_any_day
def test_every_day_about_now_has_something(day: date) -> None:
    """On no day from a week before to two weeks after is the demo empty, on-call weeks aside."""
    events = [event for event in sample_on(day).events if event.calendar != "on-call"]
    for offset in range(-7, 15):
        opens = midnight(day + offset * DAY)
        assert any(event.starts_at < opens + DAY and event.ends_at > opens for event in events)


@on_any_day
def test_events_are_well_formed_in_time(day: date) -> None:
    """They are in UTC and end after they start; all-day ones begin and end with a date."""
    for event in sample_on(day).events:
        assert event.starts_at.tzinfo is event.ends_at.tzinfo is UTC
        assert event.starts_at < event.ends_at, event.title
        if event.all_day:
            assert event.starts_at.time() == event.ends_at.time() == time()


@on_any_day
def test_tasks_are_well_formed_in_time(day: date) -> None:
    """They are due in UTC, by date at 00:00, and were completed before the day if at all."""
    for task in sample_on(day).tasks:
        assert task.due_at.tzinfo is UTC
        assert not task.all_day or task.due_at.time() == time()
        assert task.completed_at is None or task.completed_at < midnight(day), task.title
        assert 0 <= task.priority <= 9


@on_any_day
def test_appointments_keep_office_hours_where_they_take_place(day: date) -> None:
    """Outside surveillance and weeks on call nothing begins by night or at a weekend."""
    for event in sample_on(day).events:
        starts = local(event.starts_at, event.time_zone)
        if event.calendar in {"surveillance", "on-call"} or event.all_day:
            continue
        assert starts.weekday() < SATURDAY, event.title
        assert time(7, 30) <= starts.time() <= time(19), event.title


@on_any_day
def test_appointments_leave_closed_days_alone(day: date) -> None:
    """Nobody is expected in court or at an interview while the office is closed."""
    for event in sample_on(day).events:
        if event.calendar in {"court", "interviews"}:
            assert is_working_day(local(event.starts_at, event.time_zone).date()), event.title


@on_any_day
def test_no_two_items_are_alike(day: date) -> None:
    """A title comes back only as a week on call of the same person or as the same closure."""
    sample = sample_on(day)
    items = Counter((event.calendar, event.title, event.starts_at) for event in sample.events)
    titles = Counter(
        (item.calendar, item.title) for item in items_of(sample) if item.calendar != "on-call"
    )

    assert items.most_common(1)[0][1] == 1
    assert titles.most_common(1)[0][1] == 1


@on_any_day
def test_everything_refers_to_known_calendars_and_users(day: date) -> None:
    """Calendars by key, people by e-mail address, zones by a name that exists."""
    sample = sample_on(day)
    keys = {calendar.key for calendar in sample.calendars}
    emails = {user.email for user in sample.users}
    zones = {sample.time_zone} | {calendar.time_zone for calendar in sample.calendars}

    assert sample.demo_user in emails
    for calendar in sample.calendars:
        assert {email for email, _ in calendar.members} <= emails
    for item in items_of(sample):
        assert item.calendar in keys
        assert set(item.assignees) <= emails
        zones.add(item.time_zone)
    assert {ZoneInfo(zone).key for zone in zones} == zones
    assert {"Europe/London", "America/New_York", "Asia/Tokyo", "America/St_Johns"} <= zones


@on_any_day
def test_the_demo_user_sees_life_in_every_calendar(day: date) -> None:
    """At least five calendars, in every role, and each with something in the window."""
    sample = sample_on(day)
    roles = {calendar.key: role_in(sample, calendar) for calendar in sample.calendars}
    seen = {key for key, role in roles.items() if role}

    assert len(seen) >= 5
    assert set(roles.values()) == ROLES | {None}
    alive = Counter(item.calendar for item in items_of(sample) if in_window(item, day))
    assert seen <= set(alive)
    assert any(sample.demo_user in event.assignees for event in sample.events)


@on_any_day
def test_tasks_are_done_overdue_and_open(day: date) -> None:
    """Most of the past ones are completed, some are not; a few were completed before their time."""
    tasks = sample_on(day).tasks
    past = [task for task in tasks if task.due_at < midnight(day)]
    ahead = [task for task in tasks if task.due_at >= midnight(day)]
    overdue = [task for task in past if task.completed_at is None]

    assert 3 <= len(overdue) < len(past) / 3
    assert 0 < sum(task.completed_at is not None for task in ahead) < len(ahead) / 3
    assert {task.all_day for task in tasks} == {True, False}


@on_any_day
def test_events_are_of_every_kind(day: date) -> None:
    """Whatever a feed has to cope with is in the window: the demo shows it without being asked."""
    events = [event for event in sample_on(day).events if in_window(event, day)]
    shifts = [event for event in events if event.calendar == "surveillance"]

    assert {event.status for event in events} == {"CONFIRMED", "TENTATIVE", "CANCELLED"}
    assert {event.transparent for event in events} == {True, False}
    assert any(event.all_day and event.ends_at - event.starts_at > 2 * DAY for event in events)
    assert any(event.location for event in events if event.calendar == "court")
    assert any(event.starts_at < midnight(day - 45 * DAY) for event in shifts)
    assert sum(event.ends_at - event.starts_at > DAY for event in shifts) >= 3
    assert sum(event.ends_at.date() > event.starts_at.date() for event in shifts) > 5


def test_some_descriptions_are_long_and_awkward() -> None:
    """Longer than feeds show by default, on many lines, with all that iCalendar escapes."""
    descriptions = {event.description for event in sample_on(TODAY).events}
    long = [description for description in descriptions if len(description) > 2_000]

    assert len(long) >= 4
    for description in long:
        assert {"\n", ";", ",", "\\", '"'} <= set(description)


def test_nothing_of_the_diaries_notation_is_left_in_the_texts() -> None:
    """Tags, columns and the wrapping of lines are read, not shown."""
    sample = sample_on(TODAY)
    for item in items_of(sample):
        assert item.title
        assert not re.search(r"[#@|~^!]\w", item.title), item.title
        assert "\n    " not in item.description


def test_users_are_a_dozen_with_names_from_many_languages() -> None:
    """Their addresses are unique and of an example domain; one name in two is not ASCII."""
    users = sample_on(TODAY).users
    emails = [user.email for user in users]

    assert len(users) >= 12
    assert len({email.casefold() for email in emails}) == len(emails)
    assert all(email.isascii() and email.endswith("@harrowvale.example") for email in emails)
    assert sum(not user.name.isascii() for user in users) > len(users) / 2
    assert {user.role for user in users} == {"ADMIN", "MEMBER"}


def test_the_demo_user_is_an_administrator() -> None:
    """So that everything can be tried."""
    sample = sample_on(TODAY)
    assert {user.email: user.role for user in sample.users}[sample.demo_user] == "ADMIN"


def test_calendars_have_known_roles_an_owner_and_a_color() -> None:
    """Their keys are unique, and so are their members."""
    calendars = sample_on(TODAY).calendars

    assert len({calendar.key for calendar in calendars}) == len(calendars)
    for calendar in calendars:
        members = dict(calendar.members)
        assert len(members) == len(calendar.members)
        assert "OWNER" in members.values()
        assert set(members.values()) <= ROLES
        assert calendar.everyone_role in {None, "FREE_BUSY_READER", "READER"}
        assert re.fullmatch(r"#[0-9a-f]{6}", calendar.color)


def test_links_lead_to_the_example_domain() -> None:
    """Nobody who clicks ends up with a stranger."""
    sample = sample_on(TODAY)
    urls = {item.url for item in items_of(sample)} - {""}

    assert len(urls) >= 25
    assert all(url.startswith("https://cases.harrowvale.example/") for url in urls)


def test_a_night_in_which_the_clocks_change_keeps_its_hours() -> None:
    """From 22:00 to 06:00 are seven hours in the spring and nine in the autumn."""

    def hours(day: date) -> float:
        night = next(
            event
            for event in sample_on(day).events
            if event.calendar == "surveillance" and event.title.endswith("night, both gates")
        )
        return (night.ends_at - night.starts_at) / timedelta(hours=1)

    assert hours(TODAY) == 8
    assert hours(CLOCKS_FORWARD - DAY) == 7
    assert hours(CLOCKS_BACK - DAY) == 9


@pytest.mark.parametrize(
    "sunday",
    [
        date(2021, 4, 4),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2035, 3, 25),
        date(2038, 4, 25),
    ],
    ids=date.isoformat,
)
def test_easter_is_when_the_churches_keep_it(sunday: date) -> None:
    """The earliest and the latest date of the two decades included."""
    assert easter_sunday(sunday.year) == sunday


def test_working_days_step_over_weekends_and_closures() -> None:
    """Day 0 of a closed day is the next one that is open; day -1 the last one before."""
    assert working_day(date(2026, 3, 20), 1) == date(2026, 3, 23)
    assert working_day(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert working_day(date(2026, 12, 27), 0) == date(2027, 1, 4)
    assert working_day(date(2026, 12, 27), -1) == date(2026, 12, 24)
