"""The audit log in the schema."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from api.models import audit as models
from api.models.audit import Action
from api.schema.ids import encode_id
from api.schema.types.api_token import ApiToken
from api.schema.types.node import Node
from api.schema.types.user import User


@strawberry.type(description="Something that an entry of the audit log says besides.")
class AuditDetail:
    """Something that an entry of the audit log says besides."""

    name: str = strawberry.field(description="What it is, for example changed or role.")
    values: list[str] = strawberry.field(
        description="Its values as texts; ids where it is about objects of the API."
    )

    @classmethod
    def of(cls, name: str, value: Any) -> Self:
        """The detail as the schema shows it."""
        values = [str(each) for each in (value if isinstance(value, list) else [value])]
        kind = models.DETAIL_KINDS.get(name)
        if kind is not None:
            values = [encode_id(kind, UUID(key)) for key in values]
        first, *rest = name.split("_")
        return cls(name=first + "".join(word.title() for word in rest), values=values)


@strawberry.type(description="An entry of the audit log: who did what, when, from where.")
class AuditEntry(Node):
    """An entry of the audit log. Never a secret."""

    at: datetime = strawberry.field(description="When it was done.")
    action: Action = strawberry.field(description="What was done.")
    actor: User | None = strawberry.field(
        description="Who did it; null for a command, for the host application, and when nobody was "
        "signed in."
    )
    api_token: ApiToken | None = strawberry.field(
        description="The API token with which it was done, or that issued the user token with "
        "which it was."
    )
    subject_id: strawberry.ID | None = strawberry.field(
        description="Id of the object that it was done to, which may be gone by now; null where "
        "there is none."
    )
    network: str = strawberry.field(
        description="From where: /24, or /48 for IPv6; empty for a command."
    )
    details: list[AuditDetail] = strawberry.field(description="What else is to be said of it.")

    @classmethod
    def of(cls, entry: models.AuditEntry) -> Self:
        """The entry as the schema shows it."""
        kind = models.SUBJECT_KINDS.get(entry.action)
        return cls(
            id=encode_id("AuditEntry", entry.id),
            at=entry.at,
            action=entry.action,
            actor=User.of(entry.actor) if entry.actor else None,
            api_token=ApiToken.of(entry.api_token) if entry.api_token else None,
            subject_id=encode_id(kind, entry.subject_id) if kind and entry.subject_id else None,
            network=entry.network,
            details=[AuditDetail.of(name, value) for name, value in sorted(entry.details.items())],
        )
