"""Sessions in the schema."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from api.models import session as models
from api.schema.ids import encode_id


@strawberry.type(description="A sign-in of the viewer in one browser or program, not yet ended.")
class Session:
    """A sign-in of the viewer in one browser or program, not yet ended."""

    id: strawberry.ID = strawberry.field(description="For `endSession`.")
    user_agent: str = strawberry.field(
        description="How browser or program named itself (User-Agent), cut at 200 characters."
    )
    network: str = strawberry.field(
        description="Where it signed in: /24, or /48 for IPv6; never the address of one machine."
    )
    created_at: datetime = strawberry.field(description="When it signed in.")
    expires_at: datetime = strawberry.field(description="When it ends by itself.")
    current: bool = strawberry.field(description="Whether this request is of this session.")

    @classmethod
    def of(cls, row: models.Session, current_id: UUID | None) -> Self:
        """The session as the schema shows it, seen from the one with this key."""
        return cls(
            id=encode_id("Session", row.id),
            user_agent=row.user_agent,
            network=row.network,
            created_at=row.created_at,
            expires_at=row.expires_at,
            current=row.id == current_id,
        )
