"""Calendars in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from api.models import calendar as models
from api.models.access import CalendarRole
from api.schema.ids import encode_id
from api.schema.types.node import Node


@strawberry.type(description="A calendar that the viewer may see.")
class Calendar(Node):
    """A calendar that the viewer may see."""

    name: str = strawberry.field(description="The calendar's name.")
    color: str = strawberry.field(description="Its colour as #rrggbb.")
    time_zone: str = strawberry.field(description="Its time zone, a name of the IANA database.")
    revision: int = strawberry.field(
        description="Rises with every write of the calendar or of what it holds."
    )
    viewer_role: CalendarRole | None = strawberry.field(
        description="What the viewer may do with it; null for an admin who only manages it."
    )
    everyone_role: CalendarRole | None = strawberry.field(
        description="The role of each active user of the organization, if there is one."
    )
    created_at: datetime = strawberry.field(description="When it was made.")

    @classmethod
    def of(cls, calendar: models.Calendar, viewer_role: str | None) -> Self:
        """The calendar as somebody with this role in it, or none, sees it."""
        return cls(
            id=encode_id("Calendar", calendar.id),
            name=calendar.name,
            color=calendar.color,
            time_zone=calendar.time_zone,
            revision=calendar.revision,
            viewer_role=CalendarRole(viewer_role) if viewer_role else None,
            everyone_role=calendar.everyone_role,
            created_at=calendar.created_at,
        )
