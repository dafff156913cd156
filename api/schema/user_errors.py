"""What a user can correct, as mutations answer it."""

import functools
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any, ParamSpec, TypeVar

import strawberry

from api import errors

Payload = TypeVar("Payload")
Arguments = ParamSpec("Arguments")


@strawberry.enum(description="What kind of thing the user can correct.")
class UserErrorCode(Enum):
    """The codes of `api.errors.UserError` and below."""

    INVALID_INPUT = strawberry.enum_value(
        "INVALID_INPUT", description="A value cannot be taken; the message says what to change."
    )
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND", description="There is no such object, or the viewer has no access to it."
    )
    ALREADY_EXISTS = strawberry.enum_value(
        "ALREADY_EXISTS",
        description="The same thing exists already: give another value, or change that one.",
    )
    HOST_MANAGED = strawberry.enum_value(
        "HOST_MANAGED", description="The item comes from the host application; change it there."
    )
    LIMIT_REACHED = strawberry.enum_value(
        "LIMIT_REACHED",
        description="There are as many of these as there may be; the message says how many.",
    )
    CONFIRMATION_NEEDED = strawberry.enum_value(
        "CONFIRMATION_NEEDED",
        description="It does more than may be meant; sent again with `confirm: true` it is done.",
    )
    WRONG_CREDENTIALS = strawberry.enum_value(
        "WRONG_CREDENTIALS", description="The e-mail address or the password is wrong."
    )


@strawberry.type(description="Something that the user can correct; nothing was changed.")
class UserError:
    """Something that the user can correct; nothing was changed."""

    code: UserErrorCode = strawberry.field(description="What kind of error it is.")
    message: str = strawberry.field(description="What is wrong and what to do, for a person.")
    path: list[str] = strawberry.field(
        description="The argument that it is about, outermost name first, items of a list by their "
        "index from 0; empty if none."
    )


def answers_user_errors(
    payload: Callable[..., Payload],
) -> Callable[[Callable[Arguments, Awaitable[Payload]]], Callable[Arguments, Awaitable[Payload]]]:
    """Makes a mutation answer a UserError in its payload's `errors`, and nothing else in it."""

    def decorate(
        resolver: Callable[Arguments, Awaitable[Payload]],
    ) -> Callable[Arguments, Awaitable[Payload]]:
        @functools.wraps(resolver)
        async def resolve(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Payload:
            # What an earlier mutation of the request loaded may be true no more.
            info: Any = kwargs["info"]
            await info.context.renew()
            try:
                return await resolver(*args, **kwargs)
            except errors.UserError as error:
                return payload(errors=[_shown(error)])
            except errors.UserErrors as several:
                return payload(errors=[_shown(error) for error in several.errors])

        return resolve

    return decorate


def _shown(error: errors.UserError) -> UserError:
    path: list[Any] = ["input", *error.path] if error.path else []
    return UserError(code=UserErrorCode(error.code), message=error.message, path=path)


def no_errors() -> Any:
    """The `errors` field of a payload: empty when the mutation did what it was asked for."""
    return strawberry.field(
        default_factory=list,
        description="What the user can correct; empty when the mutation was done.",
    )
