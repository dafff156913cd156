"""Whoever may act no more does not, however long ago the request was let in."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from api import auth
from api.errors import Forbidden, NotFound, Unauthenticated
from api.feeds.operations.editing import create_feed, delete_feed, update_feed
from api.feeds.operations.leaving import deactivate_user
from api.feeds.operations.resetting import reset_feeds_of
from api.models import ApiToken, AuditEntry, Calendar, Event, EventAssignee, Feed, User
from api.models.access import CalendarRole
from api.models.audit import Actor, HostActor
from api.models.database import fetch_rows
from api.models.erasing import erase_user
from api.models.governing import update_organization
from api.models.hosting.calendars import upsert_calendars
from api.models.hosting.deleting import delete_calendars, delete_items
from api.models.hosting.finding import CalendarRef
from api.models.hosting.items import upsert_items
from api.models.hosting.kinds import TASKS
from api.models.hosting.refusals import Refusals
from api.models.hosting.syncing import finish_sync
from api.models.hosting.users import upsert_users
from api.models.managing import create_calendar, delete_calendar, update_calendar
from api.models.membership import remove_member, set_member
from api.models.planning import create_event, update_event
from api.models.session import ApiTokenKind, Scope
from api.models.staff import add_user, reactivate_user, update_user
from api.models.user import UserRole
from api.tokens import KeyRing, generate_key, parse_key
from tests.clock import NOON
from tests.factories import add_member, make_calendar, make_event, make_user, open_api_token
from tests.holding import held
from tests.models.writing import EVENT

KEYS = KeyRing((parse_key(generate_key()),))
CALENDAR: dict[str, Any] = {"name": "Diary", "color": "#1a73e8", "time_zone": "Europe/London"}
TABLES = ("organizations", "users", "calendars", "members", "api_tokens", "password_links")


@dataclass(frozen=True)
class Desk:
    """An admin and the host application, as their requests were let in, and a colleague."""

    admin: Actor
    host: HostActor
    boss: Actor
    user: User
    calendar: Calendar
    database_url: str

    def of_admins(self) -> list[Awaitable[object]]:
        """Every write for which one is an admin."""
        on_calendar: dict[str, Any] = {"calendar_id": self.calendar.id}
        on_user: dict[str, Any] = {"user_id": self.user.id}
        by: tuple[Any, Any] = (self.admin, NOON)
        on_member: Any = on_calendar | on_user
        reader = CalendarRole.READER
        new: Any = {"email": "new@firm.example", "name": "New", "role": UserRole.MEMBER}
        return [
            create_calendar(*by, **CALENDAR, everyone_role=reader),
            rename(self),
            set_member(*by, **on_member, role=reader),
            remove_member(*by, **on_member),
            delete_calendar(*by, **on_calendar),
            update_organization(*by, fields={"time_zone": "UTC"}),
            add_user(*by, **new, feeds_allowed=True),
            change_user(self),
            deactivate_user(*by, **on_user),
            reactivate_user(*by, **on_user),
            erase_user(*by, **on_user),
            reset_feeds_of(
                self.admin, self.user.id, NOON, keys=KEYS, notice_days=30, leaves_notice=True
            ),
            auth.give_password_link(*by, **on_user),
            auth.create_api_token(*by, label="Host", scopes=[Scope.READ]),
            auth.revoke_api_token(*by, api_token_id=self.host.api_token_id),
        ]

    def of_host(self) -> list[Awaitable[object]]:
        """Every write of the host application."""
        by: tuple[Any, Any] = (self.host, NOON)
        matter = CalendarRef(external_id="matter")
        return [
            send_users(self),
            upsert_calendars(
                *by, items={0: {"external_id": "2", "name": "2"}}, refusals=Refusals("calendars")
            ),
            send_task(self),
            delete_items(*by, kind=TASKS, calendar=matter, external_ids=["1"]),
            finish_sync(*by, calendar=matter, run="1", confirm=True),
            delete_calendars(*by, external_ids=["matter"]),
            sign_in(self),
        ]


def rename(desk: Desk) -> Awaitable[object]:
    fields = {"name": "Mine"}
    return update_calendar(desk.admin, NOON, calendar_id=desk.calendar.id, fields=fields)


def change_user(desk: Desk) -> Awaitable[object]:
    return update_user(desk.admin, NOON, user_id=desk.user.id, fields={"name": "Other"})


def send_users(desk: Desk) -> Awaitable[object]:
    person = {"external_id": "new", "email": "new@firm.example", "name": "New"}
    return upsert_users(desk.host, NOON, items={0: person}, refusals=Refusals("users"))


def send_task(desk: Desk) -> Awaitable[object]:
    return upsert_items(
        desk.host,
        NOON,
        kind=TASKS,
        calendar=CalendarRef(external_id="matter"),
        items={0: {"external_id": "1", "title": "Brief", "due_at": NOON}},
        refusals=Refusals("tasks"),
    )


def sign_in(desk: Desk) -> Awaitable[object]:
    return auth.create_user_token(desk.host, NOON, email=desk.user.email)


@pytest.fixture
async def desk(open_database: str) -> Desk:
    boss = await make_user(role=UserRole.ADMIN)
    organization = await boss.organization
    token = await open_api_token(organization, *Scope)
    host = HostActor(organization.id, (await ApiToken.get(selector=token.selector)).id)
    calendar = await make_calendar(boss)
    await make_calendar(boss, external_id="matter")
    admin, user = await make_user(organization, role=UserRole.ADMIN), await make_user(organization)
    return Desk(Actor(admin), host, Actor(boss), user, calendar, open_database)


async def everything() -> list[Any]:
    """All that admins and hosts write."""
    return [await fetch_rows(f"SELECT * FROM {table} ORDER BY id") for table in TABLES]


async def outcomes(works: list[Awaitable[object]]) -> set[type[BaseException] | None]:
    """How these end, one after another."""
    found: set[type[BaseException] | None] = set()
    for work in works:
        try:
            await work
            found.add(None)
        except (Forbidden, NotFound, Unauthenticated) as error:
            found.add(type(error))
    return found


async def test_an_admin_let_go_or_demoted_since_the_request_came_in_writes_nothing(
    desk: Desk,
) -> None:
    user = User.filter(id=desk.admin.user.id)
    await user.update(role=UserRole.MEMBER)
    before = await everything()
    # To others than admins a calendar that is not theirs is missing.
    assert await outcomes(desk.of_admins()) == {Forbidden, NotFound}
    await user.update(active=False, role=UserRole.ADMIN)
    assert await outcomes(desk.of_admins()) == {Unauthenticated}
    await user.update(active=True, role=UserRole.MEMBER)
    assert before == await everything()


async def test_a_host_whose_token_was_revoked_since_the_request_came_in_writes_nothing(
    desk: Desk,
) -> None:
    await ApiToken.filter(id=desk.host.api_token_id).update(revoked_at=NOON)
    before = await everything()
    assert await outcomes(desk.of_host()) == {Unauthenticated}
    assert before == await everything()


async def test_a_user_erased_since_the_request_came_in_leaves_no_feed(desk: Desk) -> None:
    actor = Actor(desk.user)
    phone: Any = {"calendar_ids": None, "fields": {"label": "Her phone"}}
    feed = await create_feed(actor, NOON, **phone)
    await deactivate_user(desk.boss, NOON, user_id=desk.user.id)

    works: list[Awaitable[object]] = [
        update_feed(actor, NOON, feed_id=feed.id, fields={"label": "Her other phone"}),
        delete_feed(actor, NOON, feed_id=feed.id),
    ]
    assert await outcomes(works) == {Unauthenticated}
    assert (await Feed.get()).label == "Her phone"

    await erase_user(desk.boss, NOON, user_id=desk.user.id)
    assert await outcomes([create_feed(actor, NOON, **phone)]) == {Unauthenticated}
    assert not await Feed.exists()


Work = Callable[[Desk], Awaitable[object]]


async def meet(desk: Desk, ending: Work, acting: Work) -> BaseException | None:
    """How the second ends that begins when the first has written, and not committed yet."""

    async def run(work: Work) -> None:
        await work(desk)

    async with held(desk.database_url, "audit_entries") as until_waiting:
        first = asyncio.create_task(run(ending))
        await until_waiting(1)
        second = asyncio.create_task(run(acting))
        await until_waiting(2)
    await first
    (outcome,) = await asyncio.gather(second, return_exceptions=True)
    return outcome


def let_admin_go(desk: Desk) -> Awaitable[object]:
    return deactivate_user(desk.boss, NOON, user_id=desk.admin.user.id)


def let_user_go(desk: Desk) -> Awaitable[object]:
    return deactivate_user(desk.boss, NOON, user_id=desk.user.id)


def revoke(desk: Desk) -> Awaitable[object]:
    return auth.revoke_api_token(desk.boss, NOON, api_token_id=desk.host.api_token_id)


@pytest.mark.parametrize("engine", ["postgres"])
@pytest.mark.parametrize(
    ("ending", "acting"),
    [
        (let_admin_go, rename),
        (let_admin_go, change_user),
        (revoke, send_users),
        (revoke, send_task),
    ],
    ids=["calendar", "user", "users of the host", "tasks of the host"],
)
async def test_what_meets_the_end_of_its_right_waits_for_it_and_is_refused(
    desk: Desk, ending: Work, acting: Work
) -> None:
    assert isinstance(await meet(desk, ending, acting), Unauthenticated)
    assert await AuditEntry.all().count() == 1


@pytest.mark.parametrize("engine", ["postgres"])
async def test_a_user_token_made_while_the_user_is_let_go_is_not_left_alive(desk: Desk) -> None:
    outcome = await meet(desk, let_user_go, sign_in)
    assert isinstance(outcome, NotFound)
    assert not await ApiToken.filter(kind=ApiTokenKind.USER).exists()


def remove_user(desk: Desk) -> Awaitable[object]:
    return remove_member(desk.boss, NOON, calendar_id=desk.calendar.id, user_id=desk.user.id)


def add_event(desk: Desk) -> Awaitable[object]:
    return create_event(desk.user, NOON, calendar_id=desk.calendar.id, fields=EVENT)


def assign_user(desk: Desk) -> Awaitable[object]:
    fields = EVENT | {"assignee_ids": [desk.user.id]}
    return create_event(desk.boss.user, NOON, calendar_id=desk.calendar.id, fields=fields)


@pytest.mark.parametrize("engine", ["postgres"])
async def test_who_is_no_member_any_more_when_the_calendar_is_free_writes_nothing(
    desk: Desk,
) -> None:
    await add_member(desk.calendar, desk.user, CalendarRole.WRITER)
    event = await make_event(desk.calendar)

    def change_event(desk: Desk) -> Awaitable[object]:
        return update_event(desk.user, NOON, event_id=event.id, fields={"title": "Mine"})

    assert isinstance(await meet(desk, remove_user, add_event), NotFound)
    await add_member(desk.calendar, desk.user, CalendarRole.WRITER)
    assert isinstance(await meet(desk, remove_user, change_event), NotFound)
    assert [row.title for row in await Event.all()] == [event.title]


@pytest.mark.parametrize("engine", ["postgres"])
async def test_nothing_concerns_somebody_who_is_erased_at_the_same_moment(desk: Desk) -> None:
    await deactivate_user(desk.boss, NOON, user_id=desk.user.id)

    def erase(desk: Desk) -> Awaitable[object]:
        return erase_user(desk.boss, NOON, user_id=desk.user.id)

    assert isinstance(await meet(desk, erase, assign_user), NotFound)
    assert not await EventAssignee.exists()
