"""The organization in the schema."""

from typing import Self

import strawberry

from api.ical.feed_settings import Detail
from api.models import organization as models
from api.schema.ids import encode_id
from api.schema.types.node import Node


@strawberry.type(description="The firm that the viewer belongs to.")
class Organization(Node):
    """The firm that the viewer belongs to."""

    name: str = strawberry.field(description="Its name.")
    time_zone: str = strawberry.field(description="Its time zone, a name of the IANA database.")
    detail_ceiling: Detail = strawberry.field(description="The most that any feed may show.")

    @classmethod
    def of(cls, organization: models.Organization) -> Self:
        """The organization as the schema shows it."""
        return cls(
            id=encode_id("Organization", organization.id),
            name=organization.name,
            time_zone=organization.time_zone,
            detail_ceiling=organization.detail_ceiling,
        )
