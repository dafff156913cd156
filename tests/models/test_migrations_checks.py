"""What the database itself refuses, whoever writes to it."""

from collections.abc import Awaitable, Callable

import pytest
from tortoise import Model
from tortoise.exceptions import IntegrityError

from api import models
from api.models import Calendar, Event, Feed, User
from api.models.access import CalendarRole
from api.models.database import execute
from api.models.feed import FeedKind
from tests.clock import NOON
from tests.factories import add_member, make_event, make_user
from tests.models.populated import make_feed_token

MODELS: list[type[Model]] = list(models.__models__)

# A change that each check refuses; the rows that `firm` makes are good.
REFUSED = {
    "organizations_ceiling": "organizations SET detail_ceiling = 'HALF'",
    "users_role": "users SET role = 'OWNER'",
    "users_erased": "users SET erased_at = created_at",
    "password_tries_count": "password_tries SET tries = -1",
    "calendars_revision": "calendars SET revision = 0",
    "calendars_color": "calendars SET color = 'red'",
    "calendars_everyone_role": "calendars SET everyone_role = 'WRITER'",
    "members_role": "members SET role = 'ADMIN'",
    "events_order": "events SET starts_at = '2026-03-18 13:00:00.000001+00:00'",
    "events_status": "events SET status = 'DONE'",
    "events_exact_seconds": "events SET exact_seconds = -1",
    "events_sequence": "events SET sequence = -1",
    "events_override_names_occurrence": "events SET original_start = starts_at",
    "tasks_priority": "tasks SET priority = 10",
    "tasks_sequence": "tasks SET sequence = -1",
    "feeds_kind": "feeds SET kind = 'SOME', calendar_id = NULL",
    "feeds_calendar": "feeds SET calendar_id = NULL WHERE kind = 'CALENDAR'",
    "feeds_all_calendars": "feeds SET all_calendars = true WHERE kind = 'ALL'",
    "feeds_detail": "feeds SET detail = 'OFF'",
    "feeds_task_format": "feeds SET task_format = 'MEMO'",
    "feeds_cancelled": "feeds SET cancelled = 'KEEP'",
    "feeds_completed_tasks": "feeds SET completed_tasks = 'KEEP'",
    "feeds_calendar_name": "feeds SET calendar_name = 'SUFFIX'",
    "feeds_generation": "feeds SET generation = -1",
    "feed_tokens_retired_has_reason": "feed_tokens SET retired_reason = 'RESET'",
    "feed_tokens_retired_reason": "feed_tokens SET retired_at = created_at,"
    " retired_reason = 'BORED'",
    "feed_programs_last_result": "feed_programs SET last_result = 'GONE'",
    "fetch_days_counts": "fetch_days SET full_count = -1",
    "api_tokens_kind": "api_tokens SET kind = 'ROBOT', user_id = NULL",
    "api_tokens_user": "api_tokens SET kind = 'ORGANIZATION'",
}
# The other side of a check with two.
REFUSED_TOO = [
    ("tasks_priority", "tasks SET priority = -1"),
    ("feeds_calendar", "feeds SET kind = 'ALL' WHERE kind = 'CALENDAR'"),
    ("feed_tokens_retired_has_reason", "feed_tokens SET retired_at = created_at"),
    ("fetch_days_counts", "fetch_days SET not_modified_count = -1"),
    ("fetch_days_counts", "fetch_days SET notice_count = -1"),
    ("api_tokens_user", "api_tokens SET user_id = NULL"),
]
# The ends of what is allowed.
ALLOWED = [
    "users SET erased_at = created_at, active = false",
    "tasks SET priority = 9",
    "tasks SET priority = 0",
    "events SET ends_at = starts_at",
    "calendars SET everyone_role = NULL",
    "feed_tokens SET retired_at = created_at, retired_reason = 'RESET'",
]


def test_each_check_of_each_model_is_tried_here() -> None:
    checks = {check.name for model in MODELS for check in getattr(model.Meta, "constraints", ())}
    assert checks == set(REFUSED)


async def test_a_row_that_breaks_a_check_is_refused(firm: User) -> None:
    for check, change in [*REFUSED.items(), *REFUSED_TOO]:
        with pytest.raises(IntegrityError, match=rf"\b{check}\b"):
            await execute(f"UPDATE {change}")


async def test_a_row_at_the_end_of_what_a_check_allows_is_taken(firm: User) -> None:
    for change in ALLOWED:
        assert await execute(f"UPDATE {change} RETURNING id"), change


async def second_live_token(user: User) -> None:
    await make_feed_token(await Feed.get(kind=FeedKind.CALENDAR), "second")


async def second_feed_of_all(user: User) -> None:
    await Feed.create(
        organization_id=user.organization_id, user_id=user.id, kind=FeedKind.ALL, created_at=NOON
    )


async def second_feed_of_a_calendar(user: User) -> None:
    feed = await Feed.get(kind=FeedKind.CALENDAR)
    await Feed.create(
        organization_id=user.organization_id,
        user_id=user.id,
        kind=feed.kind,
        calendar_id=feed.calendar_id,
        created_at=NOON,
    )


async def second_membership(user: User) -> None:
    await add_member(await Calendar.get(), user, CalendarRole.READER)


async def second_user_with_the_email(user: User) -> None:
    await make_user(email=user.email)


async def second_override_of_an_occurrence(user: User) -> None:
    override = await Event.get(series_id__not_isnull=True)
    await make_event(
        await Calendar.get(), series_id=override.series_id, original_start=override.original_start
    )


@pytest.mark.parametrize(
    "write",
    [
        second_live_token,
        second_feed_of_all,
        second_feed_of_a_calendar,
        second_membership,
        second_user_with_the_email,
        second_override_of_an_occurrence,
    ],
)
async def test_what_there_may_be_only_one_of_is_refused_twice(
    firm: User, write: Callable[[User], Awaitable[None]]
) -> None:
    with pytest.raises(IntegrityError):
        await write(firm)


async def test_a_row_that_belongs_to_nothing_is_refused(open_database: str) -> None:
    with pytest.raises(IntegrityError):
        await make_event(Calendar())


async def test_retired_tokens_and_additional_feeds_are_as_many_as_are_wanted(firm: User) -> None:
    await execute("UPDATE feed_tokens SET retired_at = created_at, retired_reason = 'RESET'")
    await second_live_token(firm)
    await Feed.create(
        organization_id=firm.organization_id,
        user_id=firm.id,
        kind=FeedKind.ADDITIONAL,
        created_at=NOON,
    )


async def test_the_same_uid_may_stand_for_a_series_and_its_overrides(firm: User) -> None:
    await execute("UPDATE events SET ical_uid = 'same@host.example'")
    with pytest.raises(IntegrityError):
        await make_event(await Calendar.get(), ical_uid="same@host.example")
