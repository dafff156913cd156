"""Members of staff."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import Model, fields
from tortoise.migrations.constraints import CheckConstraint

from api.models.fields import InstantField, new_id


class UserRole(StrEnum):
    """What a user is in the organization. Managing is not reading: see docs/architecture.md."""

    MEMBER = "MEMBER"
    ADMIN = "ADMIN"


class User(Model):
    """A member of staff; e-mail addresses are unique in the installation, case-folded."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization: Any = fields.ForeignKeyField("models.Organization", related_name="users")
    organization_id: UUID
    email = fields.CharField(max_length=254, unique=True)
    name = fields.CharField(max_length=200)
    role = fields.CharEnumField(UserRole, max_length=8, default=UserRole.MEMBER)
    active = fields.BooleanField(default=True)
    feeds_allowed = fields.BooleanField(default=True)
    password_hash: Any = fields.TextField(null=True)
    external_id: Any = fields.CharField(max_length=255, null=True)
    created_at = InstantField()
    # Since when nothing is left of the person but this row, under a pseudonym.
    erased_at: Any = InstantField(null=True)

    class Meta:
        table = "users"
        constraints = (
            CheckConstraint("role IN ('MEMBER', 'ADMIN')", "users_role"),
            CheckConstraint("erased_at IS NULL OR NOT active", "users_erased"),
        )
