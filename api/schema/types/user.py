"""Users in the schema."""

from typing import Self

import strawberry

from api.auth import open_sessions
from api.models import user as models
from api.models.user import UserRole
from api.schema.context import Info
from api.schema.ids import encode_id
from api.schema.types.node import Node
from api.schema.types.session import Session


@strawberry.type(description="A member of staff.")
class User(Node):
    """A member of staff."""

    name: str = strawberry.field(description="The person's name.")
    email: str = strawberry.field(description="E-mail address, in lower case.")
    role: UserRole = strawberry.field(description="Role in the organization.")

    @strawberry.field(
        description="Where the viewer is signed in, the latest sign-in first, at most 100; null "
        "for everybody but the viewer."
    )
    async def sessions(self, info: Info) -> list[Session] | None:
        """Nobody else is told where somebody is signed in, an admin neither."""
        viewer = info.context.viewer
        if viewer is None or self.id != encode_id("User", viewer.user.id):
            return None
        rows = await open_sessions(viewer.user.id, info.context.now)
        return [Session.of(row, viewer.session_id) for row in rows]

    @classmethod
    def of(cls, user: models.User) -> Self:
        """The user as the schema shows it."""
        return cls(id=encode_id("User", user.id), name=user.name, email=user.email, role=user.role)
