"""Passwords that people set themselves."""

from datetime import datetime
from typing import Annotated

import strawberry

from api import auth
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.types.user import User
from api.schema.user_errors import UserError, answers_user_errors, no_errors

_NEW = "10 to 1,000 characters."


@strawberry.input(description="Who is to set a password.")
class CreatePasswordLinkInput:
    """Who is to set a password."""

    user_id: strawberry.ID = strawberry.field(description="Id of the user.")


@strawberry.input(description="A password that is set with a link.")
class SetPasswordInput:
    """A password that is set with a link."""

    token: str = strawberry.field(description="What stands behind the `#` of the link.")
    password: str = strawberry.field(description=f"The new password: {_NEW}")


@strawberry.input(description="The viewer's password, old and new.")
class ChangePasswordInput:
    """The viewer's password, old and new."""

    current_password: str = strawberry.field(description="The password until now.")
    new_password: str = strawberry.field(description=f"The new password: {_NEW}")


@strawberry.type(description="The answer to `createPasswordLink`.")
class CreatePasswordLinkPayload:
    """The answer to `createPasswordLink`."""

    url: str | None = strawberry.field(
        default=None,
        description="The link, shown this once. It is a secret: whoever has it can set the "
        "password.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="Until when it can be used."
    )
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `setPassword`.")
class SetPasswordPayload:
    """The answer to `setPassword`."""

    user: User | None = strawberry.field(
        default=None, description="Who can sign in with the password now."
    )
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `changePassword`.")
class ChangePasswordPayload:
    """The answer to `changePassword`."""

    viewer: User | None = strawberry.field(default=None, description="Whose password it is.")
    errors: list[UserError] = no_errors()


@strawberry.type
class PasswordMutations:
    """Passwords that people set themselves."""

    @strawberry.mutation(
        description="Makes a link with which a user sets a password, once, within 24 hours. It "
        "ends the link before. For admins."
    )
    @answers_user_errors(CreatePasswordLinkPayload)
    async def create_password_link(
        self,
        info: Info,
        input: Annotated[CreatePasswordLinkInput, strawberry.argument(description="For whom.")],
    ) -> CreatePasswordLinkPayload:
        """Until it is used the old password stays."""
        context = info.context
        # What can be done with a user token must end with it.
        context.require_session()
        link = await auth.give_password_link(
            context.require_actor(), context.now, user_id=key_of(input.user_id, "User")
        )
        return CreatePasswordLinkPayload(
            url=auth.password_url(link.token, context.settings), expires_at=link.expires_at
        )

    @strawberry.mutation(
        description="Sets the password of a link's user, and ends all their sessions. Nobody needs "
        "to be signed in. Once in a request. A link that is used, expired or was never made is "
        "NOT_FOUND."
    )
    @answers_user_errors(SetPasswordPayload)
    async def set_password(
        self,
        info: Info,
        input: Annotated[SetPasswordInput, strawberry.argument(description="Link and password.")],
    ) -> SetPasswordPayload:
        """It signs nobody in."""
        context = info.context
        context.once("setPassword")
        user = await auth.set_password_with_link(
            context.passwords,
            token=input.token,
            password=input.password,
            now=context.now,
            network=context.network,
        )
        viewer = context.viewer
        if viewer is not None and viewer.session_id is not None and viewer.user.id == user.id:
            context.viewer, context.session_cookie = None, ""
        return SetPasswordPayload(user=User.of(user))

    @strawberry.mutation(
        description="Gives the viewer another password, and ends their other sessions. Once in a "
        "request. After too many wrong passwords the error RATE_LIMITED says in "
        "`extensions.retryAfter` after how many seconds to try again."
    )
    @answers_user_errors(ChangePasswordPayload)
    async def change_password(
        self,
        info: Info,
        input: Annotated[ChangePasswordInput, strawberry.argument(description="Old and new.")],
    ) -> ChangePasswordPayload:
        """This session goes on."""
        context = info.context
        viewer = context.require_session()
        # Else a hundred passwords could be tried with each request.
        context.once("changePassword")
        await auth.change_password(
            context.passwords,
            viewer,
            current=input.current_password,
            new=input.new_password,
            now=context.now,
            network=context.network,
        )
        return ChangePasswordPayload(viewer=User.of(viewer.user))
