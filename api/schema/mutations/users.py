"""Users, as admins add and change them."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from api.models import staff
from api.models.user import UserRole
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.mutations.fields import given
from api.schema.mutations.payloads import (
    CreateUserPayload,
    UpdateUserPayload,
)
from api.schema.types.user import User
from api.schema.user_errors import answers_user_errors


@strawberry.input(description="A new user.")
class CreateUserInput:
    """A new user."""

    email: str = strawberry.field(
        description="E-mail address, kept in lower case; nobody else of the installation has it."
    )
    name: str = strawberry.field(description="The person's name, up to 200 characters.")
    role: UserRole = strawberry.field(
        default=UserRole.MEMBER, description="Role in the organization."
    )
    feeds_allowed: bool = strawberry.field(
        default=True, description="Whether they may have calendar feeds."
    )


@strawberry.input(description="Changes of a user; what is left out stays as it is.")
class UpdateUserInput:
    """Changes of a user; what is left out stays as it is."""

    id: strawberry.ID = strawberry.field(description="Id of the user.")
    email: str | None = strawberry.field(default=UNSET, description="New e-mail address.")
    name: str | None = strawberry.field(default=UNSET, description="New name.")
    role: UserRole | None = strawberry.field(
        default=UNSET, description="New role; the last active admin stays one."
    )
    feeds_allowed: bool | None = strawberry.field(
        default=UNSET,
        description="Whether they may have calendar feeds. False ends all their addresses: when "
        "feeds are allowed again, each has a new one.",
    )


@strawberry.type
class UserMutations:
    """Users, as admins add and change them."""

    @strawberry.mutation(
        description="Adds a user to the viewer's organization, who has no password yet. For admins."
    )
    @answers_user_errors(CreateUserPayload)
    async def create_user(
        self,
        info: Info,
        input: Annotated[CreateUserInput, strawberry.argument(description="The new user.")],
    ) -> CreateUserPayload:
        """Of an address that is taken it is not said by whom."""
        user = await staff.add_user(
            info.context.require_actor(),
            info.context.now,
            email=input.email,
            name=input.name,
            role=input.role,
            feeds_allowed=input.feeds_allowed,
        )
        return CreateUserPayload(user=User.of(user))

    @strawberry.mutation(description="Changes a user. For admins.")
    @answers_user_errors(UpdateUserPayload)
    async def update_user(
        self,
        info: Info,
        input: Annotated[UpdateUserInput, strawberry.argument(description="The changes.")],
    ) -> UpdateUserPayload:
        """What is left out stays."""
        user = await staff.update_user(
            info.context.require_actor(),
            info.context.now,
            user_id=key_of(input.id, "User"),
            fields=given(input, without={"id"}),
        )
        return UpdateUserPayload(user=User.of(user))
