"""The audit log: who did what, when, from where. Never a secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import Model, fields
from tortoise.queryset import QuerySet

from api.models.calendar import Calendar
from api.models.fields import InstantField, new_id
from api.models.roles import require_admin
from api.models.user import User

# What of a user, a calendar or an organization says what somebody may, by the columns.
_RIGHTS: Final = ("role", "feeds_allowed", "everyone_role", "detail_ceiling")


class Action(StrEnum):
    """What the audit log speaks of."""

    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED"
    SIGNED_OUT = "SIGNED_OUT"
    SESSION_ENDED = "SESSION_ENDED"
    ADDRESS_SHOWN = "ADDRESS_SHOWN"
    FEEDS_RESET = "FEEDS_RESET"
    FEED_CREATED = "FEED_CREATED"
    FEED_UPDATED = "FEED_UPDATED"
    FEED_DELETED = "FEED_DELETED"
    CALENDAR_CREATED = "CALENDAR_CREATED"
    CALENDAR_UPDATED = "CALENDAR_UPDATED"
    CALENDAR_DELETED = "CALENDAR_DELETED"
    ORGANIZATION_UPDATED = "ORGANIZATION_UPDATED"
    MEMBER_SET = "MEMBER_SET"
    MEMBER_REMOVED = "MEMBER_REMOVED"
    USER_CREATED = "USER_CREATED"
    USER_UPDATED = "USER_UPDATED"
    USER_DEACTIVATED = "USER_DEACTIVATED"
    USER_REACTIVATED = "USER_REACTIVATED"
    USER_ERASED = "USER_ERASED"
    PASSWORD_LINK_CREATED = "PASSWORD_LINK_CREATED"  # noqa: S105  (a word of the log)
    PASSWORD_SET = "PASSWORD_SET"  # noqa: S105  (a word of the log)
    CALENDAR_IMPORTED = "CALENDAR_IMPORTED"
    SYNC_FINISHED = "SYNC_FINISHED"
    API_TOKEN_CREATED = "API_TOKEN_CREATED"  # noqa: S105  (a word of the log)
    API_TOKEN_REVOKED = "API_TOKEN_REVOKED"  # noqa: S105  (a word of the log)
    USER_TOKEN_CREATED = "USER_TOKEN_CREATED"  # noqa: S105  (a word of the log)


@dataclass(frozen=True, slots=True)
class Actor:
    """A user who does something, and from which network: what the audit log keeps of them.

    With a user token, also by which API token of the host it was issued.
    """

    user: User
    network: str = ""
    api_token_id: UUID | None = None

    @property
    def organization_id(self) -> UUID:
        """Whose user it is."""
        return self.user.organization_id

    @property
    def user_id(self) -> UUID | None:
        """The user's key."""
        return self.user.id


@dataclass(frozen=True, slots=True)
class HostActor:
    """The host application, by an API token of its organization, and from which network."""

    organization_id: UUID
    api_token_id: UUID
    network: str = ""

    @property
    def user_id(self) -> UUID | None:
        """Nobody: a host acts for itself."""
        return None


class AuditEntry(Model):
    """One thing that was done.

    `details` holds ids and words, by the names of columns, never a secret or an address.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization: Any = fields.ForeignKeyField("models.Organization", related_name="audit_entries")
    organization_id: UUID
    at = InstantField()
    action = fields.CharEnumField(Action, max_length=32)
    # Null when nobody was signed in, or a command did it.
    actor: Any = fields.ForeignKeyField(
        "models.User", related_name="audit_entries", null=True, on_delete=fields.SET_NULL
    )
    actor_id: UUID | None
    api_token: Any = fields.ForeignKeyField(
        "models.ApiToken", related_name="audit_entries", null=True, on_delete=fields.SET_NULL
    )
    api_token_id: UUID | None
    # The object that it was done to; it may be gone by now, so there is no foreign key.
    subject_id: Any = fields.UUIDField(null=True)
    details: Any = fields.JSONField(default=dict)
    network = fields.CharField(max_length=64, default="")

    class Meta:
        table = "audit_entries"


async def record(
    action: Action,
    *,
    organization_id: UUID,
    at: datetime,
    actor_id: UUID | None = None,
    api_token_id: UUID | None = None,
    subject_id: UUID | None = None,
    network: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Writes one entry, in the transaction of what it speaks of."""
    await AuditEntry.create(
        action=action,
        organization_id=organization_id,
        at=at,
        actor_id=actor_id,
        api_token_id=api_token_id,
        subject_id=subject_id,
        network=network,
        details=dict(details or {}),
    )


async def record_by(
    action: Action,
    by: Actor | HostActor,
    now: datetime,
    subject_id: UUID | None = None,
    **details: object,
) -> None:
    """Writes an entry about what somebody did over the API."""
    await entry_by(action, by, now, subject_id, **details).save(force_create=True)


def entry_by(
    action: Action,
    by: Actor | HostActor,
    now: datetime,
    subject_id: UUID | None = None,
    **details: object,
) -> AuditEntry:
    """An entry about what somebody did over the API, to be written with others."""
    return AuditEntry(
        action=action,
        organization_id=by.organization_id,
        at=now,
        actor_id=by.user_id,
        api_token_id=by.api_token_id,
        network=by.network,
        subject_id=subject_id,
        details=details,
    )


async def record_calendar(
    action: Action,
    actor: Actor | HostActor,
    calendar: Calendar,
    now: datetime,
    **details: object,
) -> None:
    """Writes an entry about a calendar."""
    await record_by(action, actor, now, calendar.id, **details)


async def record_user(
    action: Action, actor: Actor | None, user: User, now: datetime, **details: object
) -> None:
    """Writes an entry about a user; without an actor a command did it."""
    if actor is not None:
        await record_by(action, actor, now, user.id, **details)
        return
    await record(
        action,
        organization_id=user.organization_id,
        at=now,
        subject_id=user.id,
        details=details,
    )


def told_of_change(changed: Mapping[str, object]) -> dict[str, object]:
    """What the log says of changed columns: which, and those that give rights with their values.

    The others' values stay out: the log outlives the person.
    """
    rights = {name: changed[name] for name in _RIGHTS if name in changed}
    return {"changed": sorted(changed), **rights}


def audit_log(admin: User) -> QuerySet[AuditEntry]:
    """The entries of the admin's organization, each with its actor; Forbidden for others."""
    require_admin(admin, "reads the audit log")
    entries = AuditEntry.filter(organization_id=admin.organization_id)
    return entries.select_related("actor", "api_token")
