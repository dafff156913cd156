"""Users of the host application."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from api.models.hosting import users as hosting
from api.models.user import UserRole
from api.schema.context import Info
from api.schema.mutations.fields import given
from api.schema.mutations.hosting.batches import read_batch, sender
from api.schema.mutations.hosting.payloads import UpsertUsersPayload
from api.schema.user_errors import answers_user_errors


@strawberry.input(
    description="A user of the host application; what is left out stays as it is, and null is "
    "refused."
)
class UpsertUserInput:
    """A user of the host application."""

    external_id: str = strawberry.field(
        description="The host application's own id of the user, up to 255 characters."
    )
    email: str = strawberry.field(description="E-mail address; upper and lower case are alike.")
    name: str = strawberry.field(description="The person's name, up to 200 characters.")
    role: UserRole | None = strawberry.field(
        default=UNSET, description="Role in the organization; of a new user MEMBER if left out."
    )
    active: bool | None = strawberry.field(
        default=UNSET,
        description="False for somebody who has left: signed out, and reading no feed any more. "
        "True lets them in again.",
    )


@strawberry.input(description="Users of the host application.")
class UpsertUsersInput:
    """Users of the host application."""

    users: list[UpsertUserInput] = strawberry.field(description="The users, up to 1,000.")


@strawberry.type
class HostUserMutations:
    """Users of the host application."""

    @strawberry.mutation(
        description="Makes the organization have these users of the host application: new ones, "
        "those that it has under their external ids, and those whom it has under their e-mail "
        "addresses and without an external id, who get it. For API tokens with the scope WRITE."
    )
    @answers_user_errors(UpsertUsersPayload)
    async def upsert_users(
        self,
        info: Info,
        input: Annotated[UpsertUsersInput, strawberry.argument(description="The users.")],
    ) -> UpsertUsersPayload:
        """All or nothing."""
        actor = sender(info)
        items, refusals = read_batch(input.users, _columns, "users")
        upserted = await hosting.upsert_users(
            actor, info.context.now, items=items, refusals=refusals
        )
        return UpsertUsersPayload.of(upserted, "User")


def _columns(item: UpsertUserInput) -> dict[str, Any]:
    return given(item, without=())
