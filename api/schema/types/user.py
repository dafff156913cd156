"""Users in the schema."""

from typing import Self

import strawberry

from api.models import user as models
from api.models.user import UserRole
from api.schema.ids import encode_id
from api.schema.types.node import Node


@strawberry.type(description="A member of staff.")
class User(Node):
    """A member of staff."""

    name: str = strawberry.field(description="The person's name.")
    email: str = strawberry.field(description="E-mail address, in lower case.")
    role: UserRole = strawberry.field(description="Role in the organization.")

    @classmethod
    def of(cls, user: models.User) -> Self:
        """The user as the schema shows it."""
        return cls(id=encode_id("User", user.id), name=user.name, email=user.email, role=user.role)
