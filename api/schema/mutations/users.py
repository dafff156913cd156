"""What an admin decides of members of staff."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from api.feeds.operations import leaving
from api.models import erasing, staff
from api.models.user import UserRole
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.mutations.fields import given
from api.schema.mutations.payloads import (
    CreateUserPayload,
    EraseUserPayload,
    ReactivateUserPayload,
    UpdateUserPayload,
)
from api.schema.types.calendar import Calendar
from api.schema.types.feed_use import FeedUse
from api.schema.types.user import User
from api.schema.user_errors import UserError, answers_user_errors, no_errors


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

    id: strawberry.ID = strawberry.field(description="Which user.")
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


@strawberry.input(description="Who is deactivated.")
class DeactivateUserInput:
    """Who is deactivated."""

    id: strawberry.ID = strawberry.field(description="Which user.")


@strawberry.input(description="Who is let in again.")
class ReactivateUserInput:
    """Who is let in again."""

    id: strawberry.ID = strawberry.field(description="Which user.")


@strawberry.input(description="Who is erased.")
class EraseUserInput:
    """Who is erased."""

    id: strawberry.ID = strawberry.field(description="A user who was deactivated.")


@strawberry.type(description="The answer to `deactivateUser`.")
class DeactivateUserPayload:
    """The answer to `deactivateUser`."""

    user: User | None = strawberry.field(default=None, description="The user now.")
    feeds_in_use: list[FeedUse] | None = strawberry.field(
        default=None,
        description="Their feeds that programs fetched in the last 30 days, and which programs: "
        "from now on these show nothing.",
    )
    calendars_without_owner: list[Calendar] | None = strawberry.field(
        default=None,
        description="Calendars whose only active owner they were, by name: admins manage them.",
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class UserMutations:
    """What an admin decides of members of staff."""

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

    @strawberry.mutation(
        description="Ends a user's access: their sessions, the tokens with which a host acts for "
        "them, and their feed addresses, which say so for some days. Nothing of theirs is removed. "
        "For admins; the last active admin cannot be deactivated."
    )
    @answers_user_errors(DeactivateUserPayload)
    async def deactivate_user(
        self,
        info: Info,
        input: Annotated[DeactivateUserInput, strawberry.argument(description="Who.")],
    ) -> DeactivateUserPayload:
        """Done again it changes nothing."""
        actor = info.context.require_actor()
        left = await leaving.deactivate_user(
            actor, info.context.now, user_id=key_of(input.id, "User")
        )
        visible = await info.context.visible_calendars.load(actor.user.id)
        roles = {calendar.id: calendar.viewer_role for calendar in visible}
        return DeactivateUserPayload(
            user=User.of(left.user),
            feeds_in_use=[FeedUse.of(use.feed, use.programs, info) for use in left.in_use],
            calendars_without_owner=[
                Calendar.of(calendar, roles.get(calendar.id)) for calendar in left.without_owner
            ],
        )

    @strawberry.mutation(
        description="Lets a deactivated user in again, with the password, the role and the "
        "memberships that they had. Sessions stay ended, and each feed has a new address. For "
        "admins."
    )
    @answers_user_errors(ReactivateUserPayload)
    async def reactivate_user(
        self,
        info: Info,
        input: Annotated[ReactivateUserInput, strawberry.argument(description="Who.")],
    ) -> ReactivateUserPayload:
        """Done again it changes nothing."""
        user = await staff.reactivate_user(
            info.context.require_actor(), info.context.now, user_id=key_of(input.id, "User")
        )
        return ReactivateUserPayload(user=User.of(user))

    @strawberry.mutation(
        description="Removes what is known of a deactivated user: name, e-mail address, external "
        "id, memberships, assignments, sessions, tokens, feeds and the records of their fetches. "
        "Calendars and what is in them stay; so does the audit log, in which they are an erased "
        "user. It cannot be undone. For admins."
    )
    @answers_user_errors(EraseUserPayload)
    async def erase_user(
        self,
        info: Info,
        input: Annotated[EraseUserInput, strawberry.argument(description="Who.")],
    ) -> EraseUserPayload:
        """All or nothing."""
        user = await erasing.erase_user(
            info.context.require_actor(), info.context.now, user_id=key_of(input.id, "User")
        )
        return EraseUserPayload(user=User.of(user))
