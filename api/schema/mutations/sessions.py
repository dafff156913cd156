"""Signing in and out."""

from datetime import timedelta
from typing import Annotated

import strawberry

from api import auth
from api.errors import BadRequest
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.types.user import User
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input(description="Who signs in.")
class SignInInput:
    """Who signs in."""

    email: str = strawberry.field(description="E-mail address; upper and lower case are alike.")
    password: str = strawberry.field(description="Password.")


@strawberry.input(description="Which session ends.")
class EndSessionInput:
    """Which session ends."""

    id: strawberry.ID = strawberry.field(description="A session of the viewer.")


@strawberry.type(description="The answer to `signIn`.")
class SignInPayload:
    """The answer to `signIn`."""

    viewer: User | None = strawberry.field(default=None, description="Who is signed in now.")
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `signOut`.")
class SignOutPayload:
    """The answer to `signOut`."""

    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `endSession`.")
class EndSessionPayload:
    """The answer to `endSession`."""

    ended_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the session that has ended."
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class SessionMutations:
    """Signing in and out."""

    @strawberry.mutation(
        description="Signs a user in: the answer sets the session cookie of this browser. Once in "
        "a request. While too many people are signing in, the error UNAVAILABLE says in "
        "`extensions.retryAfter` after how many seconds to try again, and after too many wrong "
        "passwords so does RATE_LIMITED."
    )
    @answers_user_errors(SignInPayload)
    async def sign_in(
        self,
        info: Info,
        input: Annotated[SignInInput, strawberry.argument(description="Who signs in.")],
    ) -> SignInPayload:
        """Also when somebody is signed in already: the new session replaces that one."""
        context = info.context
        # Else a hundred passwords could be tried with each request.
        context.once("signIn")
        if context.has_token:
            raise BadRequest("Sign in without a bearer token: it says already who asks.")
        viewer, token = await auth.sign_in(
            context.passwords,
            email=input.email,
            password=input.password,
            now=context.now,
            lifetime=timedelta(days=context.settings.session_days),
            replaces=context.viewer,
            network=context.network,
            user_agent=context.user_agent,
        )
        context.viewer, context.session_cookie = viewer, str(token)
        return SignInPayload(viewer=User.of(viewer.user))

    @strawberry.mutation(
        description="Ends the session of this browser, or the user token with which it is asked."
    )
    @answers_user_errors(SignOutPayload)
    async def sign_out(self, info: Info) -> SignOutPayload:
        """Nothing happens when nobody is signed in."""
        context = info.context
        if context.viewer is not None:
            await auth.sign_out(context.viewer, context.now, context.network)
        context.viewer, context.session_cookie = None, ""
        return SignOutPayload()

    @strawberry.mutation(
        description="Ends one of the viewer's sessions, wherever it is: a browser that was left "
        "open, or this one."
    )
    @answers_user_errors(EndSessionPayload)
    async def end_session(
        self,
        info: Info,
        input: Annotated[EndSessionInput, strawberry.argument(description="Which session.")],
    ) -> EndSessionPayload:
        """Nobody ends another's, an admin neither: what deactivates a user ends all of theirs."""
        context = info.context
        viewer, session_id = context.require_viewer(), key_of(input.id, "Session")
        await auth.end_session(context.require_actor(), context.now, session_id=session_id)
        if session_id == viewer.session_id:
            context.viewer, context.session_cookie = None, ""
        return EndSessionPayload(ended_id=input.id)
