"""Rows for tests: each function makes one thing, with what a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from api.models import (
    AuditEntry,
    Calendar,
    Event,
    EventAssignee,
    Feed,
    Member,
    Organization,
    PasswordLink,
    Session,
    Task,
    TaskAssignee,
    User,
)
from api.models.access import CalendarRole
from api.models.audit import Action
from api.models.feed import FeedKind
from api.models.session import ApiToken, ApiTokenKind, Scope
from api.tokens import API, LINK, SESSION, USER, Token, generate_token, hash_secret
from tests.clock import NOON

_numbers = count(1)


async def make_organization(**given: Any) -> Organization:
    values: dict[str, Any] = {"name": f"Firm {next(_numbers)}", "time_zone": "Europe/London"}
    return await Organization.create(**values | {"created_at": NOON} | given)


async def make_user(organization: Organization | None = None, **given: Any) -> User:
    tenant = organization or await make_organization()
    number = next(_numbers)
    values: dict[str, Any] = {"email": f"user{number}@firm.example", "name": f"User {number}"}
    return await User.create(**values | {"organization_id": tenant.id, "created_at": NOON} | given)


async def make_calendar(owner: User, **given: Any) -> Calendar:
    values: dict[str, Any] = {
        "name": f"Calendar {next(_numbers)}",
        "color": "#1a73e8",
        "time_zone": "Europe/London",
        "organization_id": owner.organization_id,
        "created_at": NOON,
        "updated_at": NOON,
    }
    calendar = await Calendar.create(**values | given)
    await add_member(calendar, owner, CalendarRole.OWNER)
    return calendar


async def make_calendars(owner: User, count: int) -> list[Calendar]:
    """So many calendars at once, called Matter 0 and so on."""
    kept = ("organization_id", "color", "time_zone", "created_at", "updated_at")
    pattern = await make_calendar(owner, name="Matter 0")
    values = {name: getattr(pattern, name) for name in kept}
    more = [Calendar(**values, name=f"Matter {number}") for number in range(1, count)]
    await Calendar.bulk_create(more)
    await Member.bulk_create(
        Member(calendar_id=row.id, user_id=owner.id, role=CalendarRole.OWNER, created_at=NOON)
        for row in more
    )
    return [pattern, *more]


async def make_added_feeds(owner: User, count: int, **given: Any) -> list[Feed]:
    """So many feeds at once that the user added, called Device 0 and so on."""
    values = {"organization_id": owner.organization_id, "user_id": owner.id, "created_at": NOON}
    feeds = [
        Feed(kind=FeedKind.ADDITIONAL, **{"label": f"Device {number}"} | values | given)
        for number in range(count)
    ]
    await Feed.bulk_create(feeds)
    return feeds


async def add_member(calendar: Calendar, user: User, role: CalendarRole) -> Member:
    return await Member.create(calendar_id=calendar.id, user_id=user.id, role=role, created_at=NOON)


async def make_event(calendar: Calendar, **given: Any) -> Event:
    starts_at = given.get("starts_at", NOON)
    values: dict[str, Any] = {
        "title": f"Event {next(_numbers)}",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "created_at": NOON,
        "updated_at": NOON,
    }
    values |= given
    values.setdefault("long", values["ends_at"] - values["starts_at"] > timedelta(days=1))
    return await Event.create(calendar_id=calendar.id, **values)


async def make_task(calendar: Calendar, **given: Any) -> Task:
    values: dict[str, Any] = {
        "title": f"Task {next(_numbers)}",
        "due_at": NOON,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return await Task.create(calendar_id=calendar.id, **values | given)


async def assign(item: Event | Task, user: User) -> None:
    if isinstance(item, Event):
        await EventAssignee.create(event_id=item.id, user_id=user.id)
    else:
        await TaskAssignee.create(task_id=item.id, user_id=user.id)


async def make_audit_entry(actor: User, **given: Any) -> AuditEntry:
    values: dict[str, Any] = {"action": Action.SIGNED_IN, "at": NOON, "network": "192.0.2.0/24"}
    owner = {"organization_id": actor.organization_id, "actor_id": actor.id}
    return await AuditEntry.create(**values | owner | given)


async def open_session(user: User, now: datetime) -> Token:
    """A session of this user without its sign-in, which costs half a second of argon2."""
    token = generate_token(SESSION)
    await Session.create(
        user_id=user.id,
        selector=token.selector,
        secret_hash=hash_secret(token.secret),
        created_at=now,
        expires_at=now + timedelta(days=14),
    )
    return token


async def open_api_token(organization: Organization, *scopes: Scope, **given: Any) -> Token:
    """An API token of the organization."""
    return await _open_token(API, organization.id, scopes=[*scopes], **given)


async def open_user_token(user: User, issued_by: Token, **given: Any) -> Token:
    """A user token, as the host makes them."""
    issuer = await ApiToken.get(selector=issued_by.selector)
    values = {"user_id": user.id, "issued_by_id": issuer.id, "kind": ApiTokenKind.USER}
    return await _open_token(USER, user.organization_id, **values | given)


async def _open_token(prefix: str, organization_id: UUID, **given: Any) -> Token:
    token = generate_token(prefix)
    values: dict[str, Any] = {"kind": ApiTokenKind.ORGANIZATION, "created_at": NOON}
    await ApiToken.create(
        organization_id=organization_id,
        selector=token.selector,
        secret_hash=hash_secret(token.secret),
        **values | given,
    )
    return token


async def open_password_link(user: User, now: datetime) -> Token:
    """The token of a link with which this user sets a password; it ends the one before."""
    token = generate_token(LINK)
    await PasswordLink.filter(user_id=user.id).delete()
    await PasswordLink.create(
        user_id=user.id,
        selector=token.selector,
        secret_hash=hash_secret(token.secret),
        created_at=now,
        expires_at=now + timedelta(hours=24),
    )
    return token


def at(text: str) -> datetime:
    """An instant in UTC: `at("2026-03-18 09:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
