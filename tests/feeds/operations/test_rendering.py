"""Rendering: what the key says is what is shown, whatever changes meanwhile."""

from datetime import timedelta

from api.feeds.operations.deciding import facts_of, shown_calendars
from api.feeds.operations.rendering import render
from api.ical.feed_settings import Detail
from api.ical.window import window_on
from api.models import Calendar, Feed, User
from api.models.access import CalendarRole
from api.models.audit import Actor
from api.models.membership import set_member
from api.settings import load_settings
from tests.clock import NOON
from tests.factories import add_member, make_calendar, make_event, make_user
from tests.feeds.publishing import raise_revision

WINDOW = window_on(NOON.date(), 45, 60)


async def reader_of_times(calendar: Calendar) -> User:
    reader = await make_user(await calendar.organization)
    await add_member(calendar, reader, CalendarRole.FREE_BUSY_READER)
    return reader


async def test_a_role_raised_while_it_is_rendered_does_not_widen_what_is_kept(
    open_database: str,
) -> None:
    """The body is kept under a key that everybody shares who may see as much as it says."""
    owner = await make_user()
    calendar = await make_calendar(owner)
    await make_event(calendar, title="Secret meeting")
    reader = await reader_of_times(calendar)
    feed = await Feed.create(
        organization_id=reader.organization_id, user_id=reader.id, kind="ALL", created_at=NOON
    )
    facts = await facts_of(feed.id, NOON)
    assert facts is not None
    decided = await shown_calendars(facts)
    assert [shown.detail for shown in decided] == [Detail.BUSY]

    keys = {"calendar_id": calendar.id, "user_id": reader.id}
    await set_member(Actor(owner), NOON, **keys, role=CalendarRole.READER)
    await raise_revision(calendar.id)
    body = await render(facts, decided, WINDOW, load_settings({}))

    assert b"SUMMARY:Busy" in body.content
    assert b"Secret" not in body.content


async def test_a_calendar_gained_while_it_is_rendered_is_not_in_what_is_kept(
    open_database: str,
) -> None:
    owner = await make_user()
    await make_event(await make_calendar(owner), title="Hearing")
    feed = await Feed.create(
        organization_id=owner.organization_id, user_id=owner.id, kind="ALL", created_at=NOON
    )
    facts = await facts_of(feed.id, NOON)
    assert facts is not None
    decided = await shown_calendars(facts)

    await make_event(await make_calendar(owner), title="Lunch", starts_at=NOON + timedelta(hours=1))
    body = await render(facts, decided, WINDOW, load_settings({}))

    assert b"SUMMARY:Hearing" in body.content
    assert b"Lunch" not in body.content
