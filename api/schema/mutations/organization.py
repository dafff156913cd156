"""What an admin decides for the organization."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from api.ical.feed_settings import Detail
from api.models import governing
from api.schema.context import Info
from api.schema.mutations.fields import given
from api.schema.types.organization import Organization
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input(description="Changes of the organization; what is left out stays as it is.")
class UpdateOrganizationInput:
    """Changes of the organization; what is left out stays as it is."""

    time_zone: str | None = strawberry.field(default=UNSET, description="New time zone.")
    detail_ceiling: Detail | None = strawberry.field(
        default=UNSET,
        description="The most that any feed may show from now on. OFF ends all addresses: when "
        "feeds are allowed again, each has a new one.",
    )


@strawberry.type(description="The answer to `updateOrganization`.")
class UpdateOrganizationPayload:
    """The answer to `updateOrganization`."""

    organization: Organization | None = strawberry.field(
        default=None, description="The organization now."
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class OrganizationMutations:
    """What an admin decides for the organization."""

    @strawberry.mutation(description="Changes the viewer's organization. For admins.")
    @answers_user_errors(UpdateOrganizationPayload)
    async def update_organization(
        self,
        info: Info,
        input: Annotated[UpdateOrganizationInput, strawberry.argument(description="The changes.")],
    ) -> UpdateOrganizationPayload:
        """Feeds follow with the next fetch."""
        organization = await governing.update_organization(
            info.context.require_actor(), info.context.now, fields=given(input, without=())
        )
        return UpdateOrganizationPayload(organization=Organization.of(organization))
