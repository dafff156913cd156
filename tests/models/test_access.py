"""The rule of access: who sees which calendar, in which role, and in how much detail."""

from itertools import product
from typing import Any

import pytest

from api.ical.feed_settings import Detail
from api.models import Calendar, Event, Task, User
from api.models.access import CalendarRole
from tests.factories import (
    add_member,
    make_calendar,
    make_event,
    make_organization,
    make_task,
    make_user,
)
from tests.models.accessible import Access, access_of_everybody

FREE_BUSY, READER, WRITER, OWNER = CalendarRole


@pytest.mark.parametrize(
    ("member", "everyone", "user", "ceiling", "access"),
    [
        # Without membership and without a role for everyone there is nothing to see.
        (None, None, {}, Detail.FULL, None),
        (None, FREE_BUSY, {}, Detail.FULL, (FREE_BUSY, Detail.BUSY)),
        (None, READER, {}, Detail.FULL, (READER, Detail.FULL)),
        (FREE_BUSY, None, {}, Detail.FULL, (FREE_BUSY, Detail.BUSY)),
        (READER, None, {}, Detail.FULL, (READER, Detail.FULL)),
        (WRITER, None, {}, Detail.FULL, (WRITER, Detail.FULL)),
        (OWNER, None, {}, Detail.FULL, (OWNER, Detail.FULL)),
        # Whichever gives more.
        (FREE_BUSY, READER, {}, Detail.FULL, (READER, Detail.FULL)),
        (READER, FREE_BUSY, {}, Detail.FULL, (READER, Detail.FULL)),
        (OWNER, FREE_BUSY, {}, Detail.FULL, (OWNER, Detail.FULL)),
        # The ceiling of the organization.
        (OWNER, None, {}, Detail.TITLE, (OWNER, Detail.TITLE)),
        (OWNER, None, {}, Detail.BUSY, (OWNER, Detail.BUSY)),
        (OWNER, None, {}, Detail.OFF, (OWNER, Detail.OFF)),
        (FREE_BUSY, None, {}, Detail.TITLE, (FREE_BUSY, Detail.BUSY)),
        (FREE_BUSY, None, {}, Detail.OFF, (FREE_BUSY, Detail.OFF)),
        # Feeds switched off for one user; what is seen elsewhere stays.
        (OWNER, None, {"feeds_allowed": False}, Detail.FULL, (OWNER, Detail.OFF)),
        (None, FREE_BUSY, {"feeds_allowed": False}, Detail.FULL, (FREE_BUSY, Detail.OFF)),
        # Deactivated, membership or not.
        (OWNER, READER, {"active": False}, Detail.FULL, None),
        (None, READER, {"active": False}, Detail.FULL, None),
    ],
)
async def test_access_follows_membership_everyones_role_ceiling_and_the_user(
    open_database: str,
    member: CalendarRole | None,
    everyone: CalendarRole | None,
    user: dict[str, Any],
    ceiling: Detail,
    access: Access,
) -> None:
    organization = await make_organization(detail_ceiling=ceiling)
    asker = await make_user(organization, **user)
    calendar = await make_calendar(await make_user(organization), everyone_role=everyone)
    if member is not None:
        await add_member(calendar, asker, member)

    assert (await access_of_everybody()).get((asker.id, calendar.id)) == access


async def test_nobody_sees_a_calendar_of_another_organization_even_as_its_member(
    open_database: str,
) -> None:
    calendar = await make_calendar(await make_user(), everyone_role=READER)
    stranger = await make_user()
    await add_member(calendar, stranger, OWNER)

    assert stranger.id not in {user_id for user_id, _ in await access_of_everybody()}


async def test_calendars_and_what_they_hold_are_visible_once_with_the_viewers_role(
    open_database: str,
) -> None:
    organization = await make_organization()
    owner, viewer = await make_user(organization), await make_user(organization)
    shared = await make_calendar(owner, name="Shared", everyone_role=FREE_BUSY)
    joined = await make_calendar(owner, name="Joined", everyone_role=READER)
    hidden = await make_calendar(owner, name="Hidden")
    await add_member(joined, viewer, WRITER)
    for calendar in (shared, joined, hidden):
        await make_event(calendar, title=calendar.name)
        await make_task(calendar, title=calendar.name)

    seen = {"Shared": "FREE_BUSY_READER", "Joined": "WRITER"}
    calendars = await Calendar.visible_to(viewer.id)
    events = await Event.visible_to(viewer.id)
    tasks = await Task.visible_to(viewer.id)

    assert [len(rows) for rows in (calendars, events, tasks)] == [2, 2, 2]
    assert {row.name: row.viewer_role for row in calendars} == seen
    assert {row.title: row.viewer_role for row in events} == seen
    assert {row.title: row.viewer_role for row in tasks} == seen
    owned = await Event.visible_to(owner.id)
    assert {row.title: row.viewer_role for row in owned} == dict.fromkeys(
        ("Shared", "Joined", "Hidden"), "OWNER"
    )


async def test_what_is_visible_can_be_narrowed_and_counted(open_database: str) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    event = await make_event(calendar, title="Wanted")
    await make_event(calendar, title="Other")
    await make_event(await make_calendar(await make_user()), title="Wanted")

    wanted = Event.visible_to(user.id).filter(title="Wanted")

    assert await wanted.count() == 1
    assert await wanted.exists()
    assert [row.id for row in await wanted.order_by("-starts_at").limit(5)] == [event.id]


async def test_a_deactivated_user_sees_nothing(open_database: str) -> None:
    user = await make_user()
    calendar = await make_calendar(user, everyone_role=READER)
    await make_event(calendar)
    await make_task(calendar)
    await User.filter(id=user.id).update(active=False)

    for model in (Calendar, Event, Task):
        assert await model.visible_to(user.id) == []


@pytest.mark.parametrize(("role", "other"), list(product(CalendarRole, CalendarRole)))
def test_a_role_includes_itself_and_those_before_it(
    role: CalendarRole, other: CalendarRole
) -> None:
    order = ["FREE_BUSY_READER", "READER", "WRITER", "OWNER"]
    assert role.includes(other) == (order.index(role) >= order.index(other))
