"""API tokens in the schema."""

from datetime import datetime
from typing import Self

import strawberry

from api.models import session as models
from api.models.session import Scope
from api.schema.ids import encode_id
from api.schema.types.node import Node


@strawberry.type(
    description="A token with which the host application, the firm's own software, uses this API. "
    "The token itself is told once, when it is made."
)
class ApiToken(Node):
    """A token with which the host application asks; itself it is told once, when it is made."""

    label: str = strawberry.field(description="What it is for, as its maker said.")
    scopes: list[Scope] = strawberry.field(description="What it may be used for.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(
        description="When it ends by itself; null for never."
    )
    revoked_at: datetime | None = strawberry.field(
        description="When it was ended; null while it was not."
    )

    @classmethod
    def of(cls, token: models.ApiToken) -> Self:
        """The token as the schema shows it."""
        return cls(
            id=encode_id("ApiToken", token.id),
            label=token.label,
            scopes=[Scope(scope) for scope in token.scopes],
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
        )
