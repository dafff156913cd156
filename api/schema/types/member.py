"""Members of calendars in the schema."""

from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from api.models import contents
from api.models.access import CalendarRole
from api.schema.context import Info
from api.schema.ids import encode_id
from api.schema.types import calendar as calendars
from api.schema.types.node import Node
from api.schema.types.user import User

if TYPE_CHECKING:
    from api.schema.types.calendar import Calendar


@strawberry.type(description="A user's role in a calendar.")
class CalendarMember(Node):
    """A user's role in a calendar."""

    calendar_key: strawberry.Private[UUID]
    user: User = strawberry.field(description="The user.")
    role: CalendarRole = strawberry.field(
        description="The user's role; `everyoneRole` may give more."
    )
    host_managed: bool = strawberry.field(
        description="Whether the host application gives it: then it is changed there only."
    )

    @strawberry.field(description="The calendar in which the user has the role.")
    async def calendar(
        self, info: Info
    ) -> Annotated["Calendar", strawberry.lazy("api.schema.types.calendar")]:
        """One load for all members of a list."""
        return await calendars.Calendar.load(self.calendar_key, info)

    @classmethod
    def of(cls, member: contents.CalendarMember) -> Self:
        """The member as the schema shows them."""
        return cls(
            id=encode_id("CalendarMember", member.id),
            calendar_key=member.calendar_id,
            user=User.of(member.user),
            role=member.role,
            host_managed=member.of_host,
        )
