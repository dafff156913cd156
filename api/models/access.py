"""The one rule of access, as a view made in the migration: who sees which calendar, and how much.

`calendar_access` has one row for each user and calendar that the user may see: active users, in the
calendar's own organization, by membership or by `everyoneRole`, whichever gives more. `role` is
what the user may do; `detail` is the most that a feed of that user may show, ceiling and
`feedsAllowed` counted in. Queries join it, and so does the statement that decides a fetch.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import Model, fields

from api.ical.feed_settings import Detail


class CalendarRole(StrEnum):
    """What a user may do with a calendar, from least to most."""

    FREE_BUSY_READER = "FREE_BUSY_READER"
    READER = "READER"
    WRITER = "WRITER"
    OWNER = "OWNER"

    def includes(self, other: "CalendarRole") -> bool:
        """Whether this role allows all that the other does."""
        order = list(CalendarRole)
        return order.index(self) >= order.index(other)

    @property
    def sees_details(self) -> bool:
        """Whether it shows more than times."""
        return self.includes(CalendarRole.READER)


class CalendarAccess(Model):
    """A row of the view. Read it through joins; it cannot be written."""

    # Tortoise wants a key; the view gives the membership's, or null.
    id = fields.UUIDField(primary_key=True)
    user: Any = fields.ForeignKeyField("models.User", related_name="access")
    user_id: UUID
    calendar: Any = fields.ForeignKeyField("models.Calendar", related_name="access")
    calendar_id: UUID
    role = fields.CharEnumField(CalendarRole, max_length=16)
    detail = fields.CharEnumField(Detail, max_length=8)

    class Meta:
        table = "calendar_access"
