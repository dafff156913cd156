"""The tenant: nothing crosses it."""

from tortoise import Model, fields
from tortoise.migrations.constraints import CheckConstraint

from api.ical.feed_settings import Detail
from api.models.fields import InstantField, new_id


class Organization(Model):
    """A firm: its time zone, and the most that any of its feeds may show."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    name = fields.CharField(max_length=200)
    time_zone = fields.CharField(max_length=64)
    detail_ceiling = fields.CharEnumField(Detail, max_length=8, default=Detail.FULL)
    created_at = InstantField()

    class Meta:
        table = "organizations"
        constraints = (
            CheckConstraint(
                "detail_ceiling IN ('FULL', 'TITLE', 'BUSY', 'OFF')", "organizations_ceiling"
            ),
        )
