"""Users in the schema."""

from typing import Self

import strawberry

from api.models import user as models
from api.models.directory import sees_account
from api.models.user import UserRole
from api.schema.context import Info
from api.schema.ids import encode_id
from api.schema.types.node import Node
from api.schema.types.session import Session


@strawberry.type(description="A member of staff.")
class User(Node):
    """A member of staff."""

    row: strawberry.Private[models.User]
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
        rows = await info.context.sessions.load(viewer.user.id)
        return [Session.of(row, viewer.session_id) for row in rows]

    @strawberry.field(
        description="Whether the user may sign in. Told to admins, the user and the host "
        "application; null for others."
    )
    def active(self, info: Info) -> bool | None:
        """Of no concern to colleagues."""
        return self.row.active if self._is_shown(info) else None

    @strawberry.field(
        description="Whether the user's feeds show anything. Told to admins, the user and the host "
        "application; null for others."
    )
    def feeds_allowed(self, info: Info) -> bool | None:
        """Of no concern to colleagues."""
        return self.row.feeds_allowed if self._is_shown(info) else None

    @strawberry.field(
        description="What the host application calls the user, if it manages them. Told to "
        "admins, the user and the host application; null for others."
    )
    def external_id(self, info: Info) -> str | None:
        """Of no concern to colleagues."""
        return self.row.external_id if self._is_shown(info) else None

    def _is_shown(self, info: Info) -> bool:
        context = info.context
        asker = context.viewer.user if context.viewer else None
        return context.is_known and sees_account(asker, self.row)

    @classmethod
    def of(cls, user: models.User) -> Self:
        """The user as the schema shows it."""
        return cls(
            row=user,
            id=encode_id("User", user.id),
            name=user.name,
            email=user.email,
            role=user.role,
        )
