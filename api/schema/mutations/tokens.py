"""Tokens of the host application: its own, and those for the users on whose behalf it acts."""

from datetime import datetime
from typing import Annotated

import strawberry

from api import auth
from api.models.audit import Actor
from api.models.session import Scope
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.types.api_token import ApiToken
from api.schema.types.user import User
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input(description="A new API token.")
class CreateApiTokenInput:
    """A new API token."""

    label: str = strawberry.field(description="What it is for, up to 200 characters.")
    scopes: list[Scope] = strawberry.field(description="What it may be used for; at least one.")
    expires_at: datetime | None = strawberry.field(
        default=None, description="When it ends by itself; null or left out for never."
    )


@strawberry.input(description="Which API token ends.")
class RevokeApiTokenInput:
    """Which API token ends."""

    id: strawberry.ID = strawberry.field(description="Id of the API token.")


@strawberry.input(description="For which user a token is made: one of the two fields.")
class CreateUserTokenInput:
    """For which user a token is made: one of the two fields."""

    user_external_id: str | None = strawberry.field(
        default=None, description="The host's own id of the user."
    )
    email: str | None = strawberry.field(
        default=None, description="The user's e-mail address; upper and lower case are alike."
    )


@strawberry.type(description="The answer to `createApiToken`.")
class CreateApiTokenPayload:
    """The answer to `createApiToken`."""

    api_token: ApiToken | None = strawberry.field(default=None, description="The new token.")
    token: str | None = strawberry.field(
        default=None,
        description="The token itself, for the header `Authorization: Bearer …`. It is told here "
        "and never again.",
    )
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `revokeApiToken`.")
class RevokeApiTokenPayload:
    """The answer to `revokeApiToken`."""

    api_token: ApiToken | None = strawberry.field(default=None, description="The token now.")
    errors: list[UserError] = no_errors()


@strawberry.type(description="The answer to `createUserToken`.")
class CreateUserTokenPayload:
    """The answer to `createUserToken`."""

    user: User | None = strawberry.field(default=None, description="As whom it acts.")
    token: str | None = strawberry.field(
        default=None,
        description="The token, for the header `Authorization: Bearer …` of the user's requests. "
        "It is told here and never again.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When it ends: 15 minutes on. Make another before."
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class TokenMutations:
    """Tokens of the host application, and those for the users on whose behalf it acts."""

    @strawberry.mutation(
        description="Makes an API token of the organization, for the host application. For admins "
        "who have signed in themselves. It outlives whoever makes it."
    )
    @answers_user_errors(CreateApiTokenPayload)
    async def create_api_token(
        self,
        info: Info,
        input: Annotated[CreateApiTokenInput, strawberry.argument(description="The new token.")],
    ) -> CreateApiTokenPayload:
        """The token is shown once."""
        row, token = await auth.create_api_token(
            _admin_by_session(info),
            info.context.now,
            label=input.label,
            scopes=input.scopes,
            expires_at=input.expires_at,
        )
        return CreateApiTokenPayload(api_token=ApiToken.of(row), token=str(token))

    @strawberry.mutation(
        description="Ends an API token, and every user token that was made with it, at once. For "
        "admins who have signed in themselves."
    )
    @answers_user_errors(RevokeApiTokenPayload)
    async def revoke_api_token(
        self,
        info: Info,
        input: Annotated[RevokeApiTokenInput, strawberry.argument(description="Which token.")],
    ) -> RevokeApiTokenPayload:
        """It cannot be undone."""
        row = await auth.revoke_api_token(
            _admin_by_session(info),
            info.context.now,
            api_token_id=key_of(input.id, "ApiToken"),
        )
        return RevokeApiTokenPayload(api_token=ApiToken.of(row))

    @strawberry.mutation(
        description="Makes a token with which the host's front end does what the user could, but "
        "for passwords and tokens. For API tokens with the scope SIGN_IN."
    )
    @answers_user_errors(CreateUserTokenPayload)
    async def create_user_token(
        self,
        info: Info,
        input: Annotated[CreateUserTokenInput, strawberry.argument(description="For whom.")],
    ) -> CreateUserTokenPayload:
        """The host has signed the user in; here it says so."""
        user, token, expires_at = await auth.create_user_token(
            info.context.require_host(Scope.SIGN_IN),
            info.context.now,
            external_id=input.user_external_id,
            email=input.email,
        )
        return CreateUserTokenPayload(user=User.of(user), token=str(token), expires_at=expires_at)


def _admin_by_session(info: Info) -> Actor:
    """Whoever asks, signed in by themselves: a token must not make tokens that outlive it."""
    info.context.require_session()
    return info.context.require_actor()
