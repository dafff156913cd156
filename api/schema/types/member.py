"""Members of calendars in the schema."""

from typing import Self

import strawberry

from api.models import contents
from api.models.access import CalendarRole
from api.schema.ids import encode_id
from api.schema.types.node import Node
from api.schema.types.user import User


@strawberry.type(description="A user's role in a calendar.")
class CalendarMember(Node):
    """A user's role in a calendar."""

    user: User = strawberry.field(description="The user.")
    role: CalendarRole = strawberry.field(
        description="The user's role; `everyoneRole` may give more."
    )

    host_managed: bool = strawberry.field(
        description="Whether the host application gives it: then it is changed there only."
    )

    @classmethod
    def of(cls, member: contents.CalendarMember) -> Self:
        """The member as the schema shows them."""
        return cls(
            id=encode_id("CalendarMember", member.id),
            user=User.of(member.user),
            role=member.role,
            host_managed=member.of_host,
        )
