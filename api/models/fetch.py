"""What is kept of the fetches of a feed: which program, when, with what result, from where.

No address of a machine and no secret. How much of it there may be is said where it is written:
`api.feeds.fetches`.
"""

from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import Any, Final
from uuid import UUID

from tortoise import Model, fields
from tortoise.migrations.constraints import CheckConstraint

from api.models.fields import InstantField, new_id

# A few are enough for what is usual, and one holiday among them changes nothing.
KEPT_GAPS: Final = 7
_ENOUGH_GAPS: Final = 3


class FetchResult(StrEnum):
    """How a fetch of a proved address was answered."""

    FULL = "FULL"
    NOT_MODIFIED = "NOT_MODIFIED"
    NOTICE = "NOTICE"


class FeedProgram(Model):
    """A calendar program that fetches a feed, and its last fetch."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    feed: Any = fields.ForeignKeyField("models.Feed", related_name="programs")
    feed_id: UUID
    program = fields.CharField(max_length=32)
    first_fetch_at: Any = InstantField()
    last_fetch_at: Any = InstantField()
    last_result = fields.CharEnumField(FetchResult, max_length=16)
    last_etag = fields.CharField(max_length=64)
    # Of the token with which it last fetched: the live one, or one that was replaced.
    selector = fields.CharField(max_length=16)
    # The seconds between its latest visits, oldest first.
    gaps: Any = fields.JSONField(default=list)

    @property
    def usual_interval(self) -> timedelta | None:
        """The median of the latest gaps between visits; None while there are fewer than three."""
        if len(self.gaps) < _ENOUGH_GAPS:
            return None
        return timedelta(seconds=median(self.gaps))

    class Meta:
        table = "feed_programs"
        constraints = (
            CheckConstraint(
                "last_result IN ('FULL', 'NOT_MODIFIED', 'NOTICE')", "feed_programs_last_result"
            ),
        )


class FetchDay(Model):
    """How often a program fetched a feed on a UTC day, by result."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    feed: Any = fields.ForeignKeyField("models.Feed", related_name="fetch_days")
    feed_id: UUID
    program = fields.CharField(max_length=32)
    day: date = fields.DateField()
    full_count = fields.IntField(default=0)
    not_modified_count = fields.IntField(default=0)
    notice_count = fields.IntField(default=0)

    class Meta:
        table = "fetch_days"
        constraints = (
            CheckConstraint(
                "full_count >= 0 AND not_modified_count >= 0 AND notice_count >= 0",
                "fetch_days_counts",
            ),
        )


class FeedNetwork(Model):
    """A network from which a feed was fetched, coarse enough not to point at one machine."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    feed: Any = fields.ForeignKeyField("models.Feed", related_name="networks")
    feed_id: UUID
    network = fields.CharField(max_length=64)
    last_seen_at: Any = InstantField()

    class Meta:
        table = "feed_networks"
