"""A database with at least one row of everything."""

from api.models import (
    ApiToken,
    AuditEntry,
    Calendar,
    Event,
    EventAssignee,
    Feed,
    FeedCalendar,
    FeedNetwork,
    FeedProgram,
    FeedToken,
    FetchDay,
    KeyUse,
    PasswordTries,
    RendererUse,
    TaskAssignee,
    User,
)
from api.models.access import CalendarRole
from api.models.audit import Action, record
from api.models.feed import FeedKind
from api.models.fetch import FetchResult
from api.models.session import ApiTokenKind
from tests.clock import NOON
from tests.factories import (
    make_calendar,
    make_event,
    make_task,
    make_user,
    open_password_link,
    open_session,
)


async def make_firm() -> User:
    """A user with at least one row of everything."""
    user = await make_user()
    calendar = await make_calendar(user, everyone_role=CalendarRole.READER)
    event = await make_event(calendar)
    await Event.create(
        calendar_id=calendar.id,
        series_id=event.id,
        original_start=NOON,
        starts_at=NOON,
        ends_at=NOON,
        created_at=NOON,
        updated_at=NOON,
    )
    task = await make_task(calendar)
    await EventAssignee.create(event_id=event.id, user_id=user.id)
    await TaskAssignee.create(task_id=task.id, user_id=user.id)
    await open_session(user, NOON)
    await open_password_link(user, NOON)
    await PasswordTries.create(key="k", tries=1, since=NOON)
    await make_feeds(user, calendar)
    await KeyUse.create(fingerprint="f", used_at=NOON)
    await RendererUse.create(generation=0, fingerprint="r", first_used_at=NOON)
    token = await make_api_token(user)
    await record(
        Action.USER_CREATED, organization_id=user.organization_id, at=NOON, actor_id=user.id
    )
    await AuditEntry.filter().update(api_token_id=token.id)
    return user


async def make_feeds(user: User, calendar: Calendar) -> None:
    feed = await Feed.create(
        organization_id=user.organization_id,
        user_id=user.id,
        kind=FeedKind.CALENDAR,
        calendar_id=calendar.id,
        created_at=NOON,
    )
    await Feed.create(
        organization_id=user.organization_id, user_id=user.id, kind=FeedKind.ALL, created_at=NOON
    )
    chosen = await Feed.create(
        organization_id=user.organization_id,
        user_id=user.id,
        kind=FeedKind.ADDITIONAL,
        created_at=NOON,
    )
    await FeedCalendar.create(feed_id=chosen.id, calendar_id=calendar.id)
    await make_feed_token(feed, "live")
    await make_fetch(feed)


async def make_feed_token(feed: Feed, selector: str) -> FeedToken:
    return await FeedToken.create(
        feed_id=feed.id,
        user_id=feed.user_id,
        selector=selector,
        nonce=b"n",
        key_fingerprint="f",
        secret_hash="h",
        created_at=NOON,
    )


async def make_fetch(feed: Feed) -> None:
    await FeedProgram.create(
        feed_id=feed.id,
        program="thunderbird",
        first_fetch_at=NOON,
        last_fetch_at=NOON,
        last_result=FetchResult.FULL,
        last_etag='"e"',
        selector="live",
    )
    await FetchDay.create(feed_id=feed.id, program="thunderbird", day=NOON.date(), full_count=1)
    await FeedNetwork.create(feed_id=feed.id, network="192.0.2.0/24", last_seen_at=NOON)


async def make_api_token(user: User) -> ApiToken:
    return await ApiToken.create(
        organization_id=user.organization_id,
        kind=ApiTokenKind.USER,
        user_id=user.id,
        selector="s",
        secret_hash="h",
        created_at=NOON,
    )
