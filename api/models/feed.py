"""Feeds and the tokens of their addresses."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import Model, fields
from tortoise.migrations.constraints import CheckConstraint

from api.ical.feed_settings import (
    CalendarNamePlacement,
    CancelledEvents,
    CompletedTasks,
    FeedDetail,
    TaskFormat,
)
from api.models.fields import InstantField, new_id


class FeedKind(StrEnum):
    """Over what a feed goes: one calendar or all of them (both made for everyone), or chosen."""

    CALENDAR = "CALENDAR"
    ALL = "ALL"
    ADDITIONAL = "ADDITIONAL"


class RetiredReason(StrEnum):
    """Why an address no longer serves a calendar."""

    RESET = "RESET"
    ACCESS_WITHDRAWN = "ACCESS_WITHDRAWN"
    DELETED = "DELETED"
    EXPIRED = "EXPIRED"


def over_calendar(calendar: str) -> str:
    """The condition of SQL that a feed `f` is over this calendar, an expression of SQL."""
    return f"""(f.kind = 'ALL' OR f.all_calendars OR f.calendar_id = {calendar} OR EXISTS (
        SELECT 1 FROM feed_calendars fc WHERE fc.feed_id = f.id AND fc.calendar_id = {calendar}
    ))"""  # noqa: S608  (an expression of our own)


def over_calendars(count: int, *, after: int) -> str:
    """SQL: whether the feed `f` is over any of so many calendars, which are the values from here.

    A list for each way in which a feed names them: no calendar is compared with each feed in turn.
    """
    numbers = ", ".join(f"${number}" for number in range(after + 1, after + 1 + count))
    return f"""(f.kind = 'ALL' OR f.all_calendars OR f.calendar_id IN ({numbers}) OR f.id IN (
        SELECT fc.feed_id FROM feed_calendars fc WHERE fc.calendar_id IN ({numbers})
    ))"""  # noqa: S608  (numbers of our own)


class Feed(Model):
    """One private, read-only subscription of one user, with its settings."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    # That of the user, who stays in it: all feeds of an organization are one list.
    organization: Any = fields.ForeignKeyField("models.Organization", related_name="feeds")
    organization_id: UUID
    user: Any = fields.ForeignKeyField("models.User", related_name="feeds")
    user_id: UUID
    kind = fields.CharEnumField(FeedKind, max_length=16)
    # Of a feed of kind CALENDAR; an additional one lists its calendars in `feed_calendars`, unless
    # it is over all that the user may see.
    calendar: Any = fields.ForeignKeyField("models.Calendar", related_name="feeds", null=True)
    calendar_id: UUID | None
    all_calendars = fields.BooleanField(default=False)
    label = fields.CharField(max_length=200, default="")
    detail = fields.CharEnumField(FeedDetail, max_length=8, default=FeedDetail.FULL)
    task_format = fields.CharEnumField(TaskFormat, max_length=8, default=TaskFormat.EVENT)
    cancelled = fields.CharEnumField(CancelledEvents, max_length=8, default=CancelledEvents.OMIT)
    completed_tasks = fields.CharEnumField(
        CompletedTasks, max_length=8, default=CompletedTasks.SHOW
    )
    only_assigned_to_me = fields.BooleanField(default=False)
    calendar_name = fields.CharEnumField(
        CalendarNamePlacement, max_length=16, default=CalendarNamePlacement.CATEGORY
    )
    expires_at: Any = InstantField(null=True)
    # When what this feed may show last changed, and how often: stamps and sequences rise with it.
    changed_at: Any = InstantField(null=True)
    generation = fields.IntField(default=0)
    created_at = InstantField()

    class Meta:
        table = "feeds"
        constraints = (
            CheckConstraint("kind IN ('CALENDAR', 'ALL', 'ADDITIONAL')", "feeds_kind"),
            CheckConstraint("(kind = 'CALENDAR') = (calendar_id IS NOT NULL)", "feeds_calendar"),
            CheckConstraint("kind = 'ADDITIONAL' OR NOT all_calendars", "feeds_all_calendars"),
            CheckConstraint("detail IN ('FULL', 'TITLE', 'BUSY')", "feeds_detail"),
            CheckConstraint("task_format IN ('EVENT', 'TODO', 'NONE')", "feeds_task_format"),
            CheckConstraint("cancelled IN ('OMIT', 'SHOW')", "feeds_cancelled"),
            CheckConstraint("completed_tasks IN ('SHOW', 'OMIT')", "feeds_completed_tasks"),
            CheckConstraint(
                "calendar_name IN ('CATEGORY', 'TITLE_PREFIX', 'NONE')", "feeds_calendar_name"
            ),
            CheckConstraint("generation >= 0", "feeds_generation"),
        )


class FeedCalendar(Model):
    """One calendar of an additional feed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    feed: Any = fields.ForeignKeyField("models.Feed", related_name="chosen_calendars")
    feed_id: UUID
    calendar: Any = fields.ForeignKeyField("models.Calendar", related_name="chosen_by")
    calendar_id: UUID

    class Meta:
        table = "feed_calendars"


class FeedToken(Model):
    """The token of one address: live until it is retired, and kept then while it leaves a notice.

    It outlives its feed, so that the old address can say why it is empty.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    feed: Any = fields.ForeignKeyField(
        "models.Feed", related_name="tokens", null=True, on_delete=fields.SET_NULL
    )
    feed_id: UUID | None
    user: Any = fields.ForeignKeyField("models.User", related_name="feed_tokens")
    user_id: UUID
    selector = fields.CharField(max_length=16, unique=True)
    nonce = fields.BinaryField()
    key_fingerprint = fields.CharField(max_length=16)
    secret_hash = fields.CharField(max_length=128)
    created_at = InstantField()
    retired_at: Any = InstantField(null=True)
    retired_reason: Any = fields.CharEnumField(RetiredReason, max_length=16, null=True)
    leaves_notice = fields.BooleanField(default=True)

    class Meta:
        table = "feed_tokens"
        constraints = (
            CheckConstraint(
                "(retired_at IS NULL) = (retired_reason IS NULL)", "feed_tokens_retired_has_reason"
            ),
            CheckConstraint(
                "retired_reason IN ('RESET', 'ACCESS_WITHDRAWN', 'DELETED', 'EXPIRED')",
                "feed_tokens_retired_reason",
            ),
        )


class RendererUse(Model):
    """A renderer that feeds were made with; each that follows another is a generation."""

    generation = fields.IntField(primary_key=True, generated=False)
    fingerprint = fields.CharField(max_length=200)
    first_used_at = InstantField()

    class Meta:
        table = "renderer_uses"


class KeyUse(Model):
    """A key that feeds were made with: its fingerprint, never the key."""

    fingerprint = fields.CharField(max_length=16, primary_key=True)
    # When it was taken into use, or again.
    used_at = InstantField()

    class Meta:
        table = "key_uses"
