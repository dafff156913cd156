"""With what somebody acts: sessions, links that set a password, API and user tokens."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import Model, fields
from tortoise.migrations.constraints import CheckConstraint

from api.models.fields import InstantField, new_id


class Session(Model):
    """One sign-in in one browser."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user: Any = fields.ForeignKeyField("models.User", related_name="sessions")
    user_id: UUID
    selector = fields.CharField(max_length=16, unique=True)
    secret_hash = fields.CharField(max_length=128)
    user_agent = fields.CharField(max_length=200, default="")
    network = fields.CharField(max_length=64, default="")
    created_at = InstantField()
    expires_at = InstantField()
    ended_at: Any = InstantField(null=True)

    class Meta:
        table = "sessions"


class PasswordLink(Model):
    """A link with which a user sets a password, once. A user has one at most: it is gone when used.

    That it was made and used stands in the audit log.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    user: Any = fields.ForeignKeyField("models.User", related_name="password_links")
    user_id: UUID
    selector = fields.CharField(max_length=16, unique=True)
    secret_hash = fields.CharField(max_length=128)
    created_at = InstantField()
    expires_at = InstantField()

    class Meta:
        table = "password_links"


class PasswordTries(Model):
    """How often a password was tried of late: of an account, from a network, or both.

    The key is a hash of what is counted (`api.auth.limits`), whether there is such an account or
    not.
    """

    key = fields.CharField(max_length=64, primary_key=True)
    tries = fields.IntField()
    since = InstantField()

    class Meta:
        table = "password_tries"
        constraints = (CheckConstraint("tries >= 0", "password_tries_count"),)


class ApiTokenKind(StrEnum):
    """Whose token it is: the organization's, or one user's for some minutes."""

    ORGANIZATION = "ORGANIZATION"
    USER = "USER"


class Scope(StrEnum):
    """What an API token of an organization may be used for."""

    READ = "READ"
    WRITE = "WRITE"
    SIGN_IN = "SIGN_IN"


class ApiToken(Model):
    """A bearer token of the host application."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization: Any = fields.ForeignKeyField("models.Organization", related_name="api_tokens")
    organization_id: UUID
    kind = fields.CharEnumField(ApiTokenKind, max_length=16)
    # Of a user token: on whose behalf it acts, and the organization's token that issued it.
    user: Any = fields.ForeignKeyField("models.User", related_name="api_tokens", null=True)
    user_id: UUID | None
    issued_by: Any = fields.ForeignKeyField("models.ApiToken", related_name="issued", null=True)
    issued_by_id: UUID | None
    label = fields.CharField(max_length=200, default="")
    scopes: Any = fields.JSONField(default=list)
    selector = fields.CharField(max_length=16, unique=True)
    secret_hash = fields.CharField(max_length=128)
    created_at = InstantField()
    expires_at: Any = InstantField(null=True)
    revoked_at: Any = InstantField(null=True)

    class Meta:
        table = "api_tokens"
        constraints = (
            CheckConstraint("kind IN ('ORGANIZATION', 'USER')", "api_tokens_kind"),
            CheckConstraint("(kind = 'USER') = (user_id IS NOT NULL)", "api_tokens_user"),
        )
