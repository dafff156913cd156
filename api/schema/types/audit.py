"""The audit log in the schema."""

from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

import strawberry
from strawberry.utils.str_converters import to_camel_case

from api.models import audit as models
from api.models.audit import Action
from api.schema.ids import encode_id
from api.schema.types.api_token import ApiToken
from api.schema.types.node import Node
from api.schema.types.user import User

# The type of the object that an entry's `subject_id` is the key of, where that has one.
SUBJECT_KINDS: Final = {
    Action.ADDRESS_SHOWN: "CalendarFeed",
    Action.FEED_CREATED: "CalendarFeed",
    Action.FEED_UPDATED: "CalendarFeed",
    Action.FEED_DELETED: "CalendarFeed",
    Action.FEEDS_RESET: "User",
    Action.CALENDAR_CREATED: "Calendar",
    Action.CALENDAR_UPDATED: "Calendar",
    Action.CALENDAR_DELETED: "Calendar",
    Action.CALENDAR_IMPORTED: "Calendar",
    Action.SYNC_FINISHED: "Calendar",
    Action.ORGANIZATION_UPDATED: "Organization",
    Action.MEMBER_SET: "Calendar",
    Action.MEMBER_REMOVED: "Calendar",
    Action.SESSION_ENDED: "Session",
    Action.USER_CREATED: "User",
    Action.USER_UPDATED: "User",
    Action.USER_DEACTIVATED: "User",
    Action.USER_REACTIVATED: "User",
    Action.USER_ERASED: "User",
    Action.PASSWORD_LINK_CREATED: "User",
    Action.PASSWORD_SET: "User",
    Action.API_TOKEN_CREATED: "ApiToken",
    Action.API_TOKEN_REVOKED: "ApiToken",
    Action.USER_TOKEN_CREATED: "User",
}
# The type of the objects that a detail of this name names by their keys.
_DETAIL_KINDS: Final = {"user_id": "User", "feeds": "CalendarFeed"}


@strawberry.type(description="Something that an entry of the audit log says besides.")
class AuditDetail:
    """Something that an entry of the audit log says besides."""

    name: str = strawberry.field(description="What it is, for example changed or role.")
    values: list[str] = strawberry.field(
        description="Its values as texts: ids of objects, names of fields as they are in the API, "
        "true or false; none for null."
    )

    @classmethod
    def of(cls, name: str, value: Any) -> Self:
        """The detail as the schema shows it."""
        values = value if isinstance(value, list) else [value] if value is not None else []
        return cls(name=to_camel_case(name), values=[_text(name, each) for each in values])


def _text(name: str, value: Any) -> str:
    """A value of a detail as GraphQL writes it: an id, the name of a field, true or false."""
    if name in _DETAIL_KINDS:
        return encode_id(_DETAIL_KINDS[name], UUID(value))
    if name == "changed":
        return to_camel_case(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


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
        kind = SUBJECT_KINDS.get(entry.action)
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
