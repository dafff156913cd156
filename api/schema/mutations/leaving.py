"""Who leaves: deactivated, perhaps let in again, at last erased."""

from typing import Annotated

import strawberry

from api.feeds.operations import leaving
from api.models import erasing, staff
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.mutations.payloads import EraseUserPayload, ReactivateUserPayload
from api.schema.types.calendar import Calendar
from api.schema.types.feed_use import FeedUse
from api.schema.types.user import User
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input(description="Who is deactivated.")
class DeactivateUserInput:
    """Who is deactivated."""

    id: strawberry.ID = strawberry.field(description="Id of the user.")


@strawberry.input(description="Who is let in again.")
class ReactivateUserInput:
    """Who is let in again."""

    id: strawberry.ID = strawberry.field(description="Id of the user.")


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
class LeavingMutations:
    """Who leaves."""

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
