"""CalendarFeed.report: what its owner is told of a feed."""

from datetime import timedelta
from typing import Any

import pytest

from api.models import Calendar, Event, Feed, Member, User
from api.models.access import CalendarRole
from api.settings import load_settings
from tests.clock import NOON, Clock
from tests.factories import add_member, make_calendar, make_event, make_task, make_user
from tests.service import Service, serve

# After the window.
LATER = NOON + timedelta(days=200)
REPORT = """
query ($id: ID!, $first: Int!) {
  node(id: $id) { ... on CalendarFeed {
    export { itemCount sizeBytes }
    report {
      itemCount sizeBytes warnings laterItems skippedItems { title reason }
      preview(first: $first) { title startsAt endsAt allDay }
    }
  } }
}
"""[1:]


async def report_of(service: Service, user: User, calendar: str, first: int = 10) -> Any:
    data = await service.ask(
        "{ calendarFeeds(first: 100) { edges { node { id kind calendars { name } } } } }", user=user
    )
    [id_] = [
        edge["node"]["id"]
        for edge in data["calendarFeeds"]["edges"]
        if edge["node"]["kind"] == "CALENDAR"
        and [shown["name"] for shown in edge["node"]["calendars"]] == [calendar]
    ]
    node = (await service.ask(REPORT, user=user, id=id_, first=first))["node"]
    if node["report"] is not None:
        for name in ("itemCount", "sizeBytes"):
            assert node["report"][name] == node["export"][name]
    return node["report"]


@pytest.fixture
async def calendar(service: Service) -> Calendar:
    return await make_calendar(await make_user(), name="Diary")


async def owner_of(calendar: Calendar) -> User:
    member = await Member.get(calendar_id=calendar.id, role=CalendarRole.OWNER)
    return await User.get(id=member.user_id)


async def test_an_empty_feed_says_so(service: Service, calendar: Calendar) -> None:
    report = await report_of(service, await owner_of(calendar), "Diary")
    assert (report["itemCount"], report["warnings"]) == (0, ["NOTHING_IN_WINDOW"])
    assert (report["laterItems"], report["skippedItems"], report["preview"]) == (0, [], [])


async def test_it_counts_what_comes_later_and_series_once(
    service: Service, calendar: Calendar
) -> None:
    after = LATER
    await make_event(calendar, starts_at=after)
    await make_event(calendar, starts_at=NOON, rrule="FREQ=WEEKLY")
    await make_event(
        calendar, starts_at=NOON, rrule="FREQ=WEEKLY;COUNT=2", series_ends_at=NOON + timedelta(8)
    )
    await make_task(calendar, due_at=after)
    report = await report_of(service, await owner_of(calendar), "Diary")
    assert report["laterItems"] == 3


async def test_it_warns_of_open_tasks_that_no_program_shows_any_more(
    service: Service, calendar: Calendar
) -> None:
    before = NOON - timedelta(days=60)
    await make_event(calendar)
    await make_task(calendar, due_at=before, completed_at=before)
    owner = await owner_of(calendar)
    assert (await report_of(service, owner, "Diary"))["warnings"] == []
    await make_task(calendar, due_at=before)
    assert (await report_of(service, owner, "Diary"))["warnings"] == ["OVERDUE_TASKS_OUTSIDE"]


async def test_it_warns_of_cut_descriptions_and_of_more_than_google_takes(
    service: Service, calendar: Calendar
) -> None:
    await Event.bulk_create(
        Event(
            calendar_id=calendar.id,
            title=f"Event {number}",
            description="x" * 2_001,
            starts_at=NOON,
            ends_at=NOON + timedelta(hours=1),
            created_at=NOON,
            updated_at=NOON,
        )
        for number in range(1_001)
    )
    report = await report_of(service, await owner_of(calendar), "Diary", first=3)
    assert report["warnings"] == ["TOO_LARGE", "TOO_MANY_ITEMS", "DESCRIPTIONS_CUT"]
    assert len(report["preview"]) == 3


async def test_it_warns_of_an_address_that_is_not_public(
    environ: dict[str, str], clock: Clock
) -> None:
    settings = load_settings(environ | {"CALENDAR_FEEDS_PUBLIC_URL": "http://127.0.0.1:8000"})
    async with serve(settings, clock) as service:
        calendar = await make_calendar(await make_user(), name="Diary")
        await make_event(calendar)
        report = await report_of(service, await owner_of(calendar), "Diary")
        assert report["warnings"] == ["ADDRESS_NOT_PUBLIC"]


async def test_it_names_what_cannot_be_shown_and_why(service: Service, calendar: Calendar) -> None:
    await make_event(calendar, title="Good")
    await make_event(calendar, title="Bad list", categories=5)
    await make_event(calendar, title="Bad rule", rrule="FREQ=SECONDLY")
    report = await report_of(service, await owner_of(calendar), "Diary")
    assert report["itemCount"] == 1
    reasons = {item["title"]: item["reason"] for item in report["skippedItems"]}
    assert reasons["Bad list"] == "It is stored in a form that cannot be read."
    assert "shortest step is a day" in reasons["Bad rule"]


async def test_the_preview_shows_what_is_not_over_as_programs_show_it(
    service: Service, calendar: Calendar
) -> None:
    await make_event(calendar, title="Over", starts_at=NOON - timedelta(days=1))
    await make_event(calendar, title="Running", starts_at=NOON - timedelta(minutes=30))
    await make_task(calendar, title="Report", due_at=NOON + timedelta(hours=2))
    day = NOON.replace(hour=0)
    await make_event(
        calendar, title="Closed", starts_at=day, ends_at=day + timedelta(days=1), all_day=True
    )
    owner = await owner_of(calendar)
    report = await report_of(service, owner, "Diary")
    assert report["preview"] == [
        {
            "title": "Closed",
            "startsAt": "2026-03-18T00:00:00Z",
            "endsAt": "2026-03-19T00:00:00Z",
            "allDay": True,
        },
        {
            "title": "Running",
            "startsAt": "2026-03-18T11:30:00Z",
            "endsAt": "2026-03-18T12:30:00Z",
            "allDay": False,
        },
        {
            "title": "Due: Report",
            "startsAt": "2026-03-18T13:30:00Z",
            "endsAt": "2026-03-18T14:00:00Z",
            "allDay": False,
        },
    ]
    assert len((await report_of(service, owner, "Diary", first=1))["preview"]) == 1
    await Feed.filter(user_id=owner.id).update(task_format="TODO")
    assert (await report_of(service, owner, "Diary"))["preview"][2] == {
        "title": "Report",
        "startsAt": None,
        "endsAt": "2026-03-18T14:00:00Z",
        "allDay": False,
    }


async def test_who_sees_times_only_is_told_nothing_else(
    service: Service, calendar: Calendar
) -> None:
    await make_event(calendar, title="Secret meeting", description="x" * 3_000)
    await make_event(calendar, title="Secret rule", rrule="FREQ=SECRET", series_ends_at=NOON)
    await make_event(calendar, title="Secret list", categories=5)
    await make_event(calendar, title="Secret later", starts_at=LATER)
    await make_event(calendar, title="Free", starts_at=LATER, transparent=True)
    await make_task(calendar, title="Secret task", due_at=NOON - timedelta(days=60))
    reader = await make_user(await calendar.organization)
    await add_member(calendar, reader, CalendarRole.FREE_BUSY_READER)
    report = await report_of(service, reader, "Diary")
    assert "secret" not in str(report).casefold()
    assert report["warnings"] == []
    assert report["laterItems"] == 1
    assert [item["title"] for item in report["preview"]] == ["Busy"]
    assert [item["title"] for item in report["skippedItems"]] == ["", ""]


async def test_one_report_in_a_request(service: Service, calendar: Calendar) -> None:
    owner = await owner_of(calendar)
    answer = await service.graphql(
        "{ calendarFeeds(first: 2) { edges { node { report { itemCount } } } } }", user=owner
    )
    assert "BAD_REQUEST" in answer.codes


@pytest.mark.parametrize("first", [-1, 101])
async def test_a_preview_has_a_hundred_items_at_most(
    service: Service, calendar: Calendar, first: int
) -> None:
    owner = await owner_of(calendar)
    answer = await service.graphql(
        "query ($n: Int!) { calendarFeeds(first: 1) { edges { node { report { "
        "preview(first: $n) { title } } } } } }",
        user=owner,
        n=first,
    )
    assert answer.codes == ["BAD_REQUEST"]


async def test_there_is_no_report_of_what_serves_nothing(
    service: Service, calendar: Calendar
) -> None:
    owner = await owner_of(calendar)
    await User.filter(id=owner.id).update(feeds_allowed=False)
    assert await report_of(service, owner, "Diary") is None


async def test_a_preview_of_very_many_items_that_are_over_reads_none_of_them(
    service: Service, calendar: Calendar
) -> None:
    """Each was read whole: a query of some words took a minute of a core."""
    await Event.bulk_create(
        Event(
            calendar_id=calendar.id,
            title="Over",
            starts_at=NOON - timedelta(days=1),
            ends_at=NOON - timedelta(hours=20),
            created_at=NOON,
            updated_at=NOON,
        )
        for _ in range(500)
    )
    await make_event(calendar, title="Now")
    owner = await owner_of(calendar)
    report = await report_of(service, owner, "Diary")
    assert [item["title"] for item in report["preview"]] == ["Now"]
    answer = await service.graphql(
        "{ calendarFeeds(first: 1) { edges { node { report { "
        "a: preview { title } b: preview { title } } } } } }",
        user=owner,
    )
    assert answer.codes == ["BAD_REQUEST"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # rendering is the same on both
@pytest.mark.verify
async def test_a_feed_has_ten_thousand_items_at_most_and_the_report_says_so(
    service: Service, calendar: Calendar
) -> None:
    for number in range(5):
        await make_event(
            calendar,
            title=f"Shift {number}",
            starts_at=NOON - timedelta(days=60),
            rrule="FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))),
        )
    owner = await owner_of(calendar)
    report = await report_of(service, owner, "Diary", first=1)
    assert report["itemCount"] == 10_000
    assert "ITEMS_LEFT_OUT" in report["warnings"]
