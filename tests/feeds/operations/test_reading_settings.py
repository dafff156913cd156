"""What a feed is told to show: its settings, its label, and the calendars chosen for it."""

from typing import Any

import pytest
from icalendar import Calendar as Parsed

from api.models import Calendar, User
from api.models.access import CalendarRole
from api.models.audit import Actor
from api.models.feed import Feed, FeedCalendar, FeedKind
from api.models.membership import remove_member
from tests.clock import NOON
from tests.factories import add_member, at, make_calendar, make_event, make_task, make_user
from tests.feeds.publishing import WITHDRAWN, summaries
from tests.service import Service


async def make_busy_week(owner: User) -> Calendar:
    """A calendar with one of each."""
    calendar = await make_calendar(owner, name="Court diary")
    await make_event(
        calendar, title="Hearing", location="Court 4", starts_at=at("2026-03-18 09:00")
    )
    await make_event(calendar, title="Visit", status="CANCELLED", starts_at=at("2026-03-18 10:00"))
    await make_task(calendar, title="Report", due_at=at("2026-03-18 11:00"))
    await make_task(
        calendar, title="Paper", due_at=at("2026-03-18 12:00"), completed_at=at("2026-03-17 12:00")
    )
    return calendar


@pytest.mark.parametrize(
    ("settings", "titles"),
    [
        ({}, ["Hearing", "Due: Report", "Done: Paper"]),
        ({"cancelled": "SHOW"}, ["Hearing", "Cancelled: Visit", "Due: Report", "Done: Paper"]),
        ({"completed_tasks": "OMIT"}, ["Hearing", "Due: Report"]),
        ({"task_format": "NONE"}, ["Hearing"]),
        ({"task_format": "TODO"}, ["Hearing"]),
        ({"detail": "TITLE"}, ["Hearing", "Due: Report", "Done: Paper"]),
        ({"detail": "BUSY"}, ["Busy"]),
    ],
    ids=str,
)
async def test_the_very_next_fetch_is_as_the_settings_say(
    service: Service, settings: dict[str, Any], titles: list[str]
) -> None:
    owner = await make_user()
    await make_busy_week(owner)
    url = await service.feed_url(owner, calendar="Court diary")
    before = await service.fetch(url)
    await Feed.filter(user_id=owner.id).update(**settings)
    after = await service.fetch(url, if_none_match=before.headers["etag"] if settings else "")
    assert summaries(after) == titles
    todos = [str(todo["SUMMARY"]) for todo in Parsed.from_ical(after.content).walk("VTODO")]
    assert todos == (["Report", "Paper"] if settings == {"task_format": "TODO"} else [])
    assert ("Court 4" in after.text) == ("detail" not in settings)


async def test_a_change_of_the_feed_raises_the_stamps_of_its_items(service: Service) -> None:
    """Programs that look at an item's stamps alone would miss it otherwise."""
    owner = await make_user()
    await make_busy_week(owner)
    url = await service.feed_url(owner, calendar="Court diary")
    changed_at = service.clock.advance(hours=1)
    await Feed.filter(user_id=owner.id).update(changed_at=changed_at, generation=7)
    feed = await service.fetch(url)
    stamp = f"{changed_at:%Y%m%dT%H%M%SZ}"
    for line in ("SEQUENCE:7", f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}"):
        assert feed.text.count(f"{line}\r\n") == len(summaries(feed)) == 3


@pytest.mark.parametrize(
    ("calendar_name", "title", "category"),
    [
        ("CATEGORY", "Hearing", "Court diary"),
        ("TITLE_PREFIX", "Court diary: Hearing", None),
        ("NONE", "Hearing", None),
    ],
)
async def test_a_feed_over_several_calendars_names_the_calendar_where_it_is_told_to(
    service: Service, calendar_name: str, title: str, category: str | None
) -> None:
    owner = await make_user()
    await make_event(await make_calendar(owner, name="Court diary"), title="Hearing")
    await make_calendar(owner, name="Partners")
    url = await service.feed_url(owner)
    await Feed.filter(user_id=owner.id).update(calendar_name=calendar_name)
    response = await service.fetch(url)
    assert summaries(response) == [title]
    assert ("CATEGORIES" in response.text) == (category is not None)
    # One calendar needs no name.
    alone = await service.fetch(await service.feed_url(owner, calendar="Court diary"))
    assert summaries(alone) == ["Hearing"]
    assert "CATEGORIES" not in alone.text


async def test_an_additional_feed_shows_the_chosen_calendars_while_they_are_seen(
    service: Service,
) -> None:
    colleague = await make_user()
    reader = await make_user(await colleague.organization)
    calendars = []
    for title in ("Hearing", "Lunch", "Not chosen"):
        calendars.append(await make_calendar(colleague))
        await make_event(calendars[-1], title=title)
        await add_member(calendars[-1], reader, CalendarRole.READER)
    feed = await Feed.create(
        organization_id=reader.organization_id,
        user_id=reader.id,
        kind=FeedKind.ADDITIONAL,
        label="Zoë’s phone",
        created_at=NOON,
    )
    for calendar in calendars[:2]:
        await FeedCalendar.create(feed_id=feed.id, calendar_id=calendar.id)
    url = await service.feed_url(reader, kind="ADDITIONAL")
    both = await service.fetch(url)
    assert sorted(summaries(both)) == ["Hearing", "Lunch"]
    assert "NAME:Zoë’s phone\r\n" in both.text
    assert both.headers["content-disposition"] == 'inline; filename="zoes-phone.ics"'
    for calendar, left in zip(calendars, (["Lunch"], [WITHDRAWN], [WITHDRAWN]), strict=True):
        ids = {"calendar_id": calendar.id, "user_id": reader.id}
        await remove_member(Actor(colleague), NOON, **ids)
        response = await service.fetch(url, if_none_match=both.headers["etag"])
        assert summaries(response) == left
