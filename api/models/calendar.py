"""Calendars and their members."""

from typing import Any, Self
from uuid import UUID

from tortoise import Model, fields
from tortoise.expressions import F, Value
from tortoise.migrations.constraints import CheckConstraint
from tortoise.queryset import QuerySet

from api.models.access import CalendarRole
from api.models.fields import InstantField, new_id

ROLES_CHECK = "IN ('FREE_BUSY_READER', 'READER', 'WRITER', 'OWNER')"


class Calendar(Model):
    """A calendar; `revision` rises with every write of it or of what it holds."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    organization: Any = fields.ForeignKeyField("models.Organization", related_name="calendars")
    organization_id: UUID
    name = fields.CharField(max_length=200)
    color = fields.CharField(max_length=7)
    time_zone = fields.CharField(max_length=64)
    revision = fields.BigIntField(default=1)
    everyone_role: Any = fields.CharEnumField(CalendarRole, max_length=16, null=True)
    external_id: Any = fields.CharField(max_length=255, null=True)
    # The host's runs of a complete sync: the one under way, and the last that ended.
    sync_run: Any = fields.CharField(max_length=64, null=True)
    finished_sync_run: Any = fields.CharField(max_length=64, null=True)
    created_at = InstantField()
    updated_at = InstantField()

    # Only in rows of `visible_to`, and of what an admin manages: None for an admin without a role.
    viewer_role: Any

    class Meta:
        table = "calendars"
        constraints = (
            CheckConstraint("revision >= 1", "calendars_revision"),
            CheckConstraint("color LIKE '#______'", "calendars_color"),
            CheckConstraint(
                "everyone_role IN ('FREE_BUSY_READER', 'READER')", "calendars_everyone_role"
            ),
        )

    @classmethod
    def visible_to(cls, user_id: UUID) -> QuerySet[Self]:
        """The calendars that this user may see, each with the user's role as `viewer_role`."""
        return cls.filter(access__user_id=user_id).annotate(viewer_role=F("access__role"))

    @classmethod
    def of_organization(cls, organization_id: UUID) -> QuerySet[Self]:
        """All calendars of an organization, as its host application reads them."""
        rows = cls.filter(organization_id=organization_id)
        return rows.annotate(viewer_role=Value(CalendarRole.READER.value))


class Member(Model):
    """One user's role in one calendar."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    calendar: Any = fields.ForeignKeyField("models.Calendar", related_name="members")
    calendar_id: UUID
    user: Any = fields.ForeignKeyField("models.User", related_name="memberships")
    user_id: UUID
    role = fields.CharEnumField(CalendarRole, max_length=16)
    # Whether the host application says so; then users cannot change it.
    of_host = fields.BooleanField(default=False)
    created_at = InstantField()

    class Meta:
        table = "members"
        constraints = (CheckConstraint(f"role {ROLES_CHECK}", "members_role"),)
