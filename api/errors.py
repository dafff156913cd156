"""The tree of errors that a person or a program outside may be told of.

    ApiError
    ├── UserError               what the asker can correct: a payload's `errors`
    │   ├── InvalidInput        INVALID_INPUT
    │   ├── NotFound            NOT_FOUND: missing, or another organization's; the two answer alike
    │   ├── AlreadyExists       ALREADY_EXISTS
    │   ├── HostManaged         HOST_MANAGED: changed in the host application only
    │   ├── LimitReached        LIMIT_REACHED: there are as many as there may be
    │   ├── ConfirmationNeeded  CONFIRMATION_NEEDED: done when asked again with `confirm: true`
    │   └── WrongCredentials    WRONG_CREDENTIALS
    ├── UserErrors              several of them at once, of the items of a batch
    ├── Unauthenticated         UNAUTHENTICATED
    ├── Forbidden               FORBIDDEN
    ├── BadRequest              BAD_REQUEST
    ├── NoSuchAddress           NO_SUCH_ADDRESS
    ├── UnsupportedMediaType    UNSUPPORTED_MEDIA_TYPE
    ├── TooLarge                TOO_LARGE
    ├── TooComplex              TOO_COMPLEX
    ├── TimedOut                TIMEOUT: it took too long and was ended; nothing was written
    └── TryLater                try the same again after `retry_after` seconds
        ├── RateLimited         RATE_LIMITED: too many tries
        └── Unavailable         UNAVAILABLE: it cannot be answered now
    ConfigurationError          the program cannot start as it is set up; told to the operator only

Each carries its code and its HTTP status; a door maps them once. Anything else is a fault: it is
logged, and the asker gets no more of it than the request id.
"""

from collections.abc import Sequence
from typing import ClassVar


class ApiError(Exception):
    """Root of what may be told outside; `message` is written for the person who reads it."""

    code: ClassVar[str]
    status: ClassVar[int]

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def numbers(self) -> dict[str, int]:
        """What a program may want to know beside the code, by name."""
        return {}


class UserError(ApiError):
    """What the asker can correct; `path` names the input field, outermost first."""

    status = 200

    def __init__(self, message: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.path = path


class UserErrors(ApiError):
    """Several things that the asker can correct: nothing was changed for any of them."""

    code = "INVALID_INPUT"
    status = 200

    def __init__(self, errors: Sequence[UserError]) -> None:
        super().__init__(errors[0].message)
        self.errors = tuple(errors)


class InvalidInput(UserError):
    """A value that cannot be taken, with what to do about it."""

    code = "INVALID_INPUT"


class NotFound(UserError):
    """No such object for this asker: it does not exist, or it belongs to somebody else."""

    code = "NOT_FOUND"


class AlreadyExists(UserError):
    """The same thing is there already."""

    code = "ALREADY_EXISTS"


class HostManaged(UserError):
    """The item comes from the host application and is changed there."""

    code = "HOST_MANAGED"


class LimitReached(UserError):
    """There are as many of these as there may be; the message says how many."""

    code = "LIMIT_REACHED"


class ConfirmationNeeded(UserError):
    """It does more than the asker may expect, and is done when they confirm it."""

    code = "CONFIRMATION_NEEDED"


class WrongCredentials(UserError):
    """E-mail address and password do not belong together; which is wrong is not said."""

    code = "WRONG_CREDENTIALS"


class Unauthenticated(ApiError):
    """Nobody is signed in, or the session has ended."""

    code = "UNAUTHENTICATED"
    status = 401

    def __init__(self, message: str = "Sign in first.") -> None:
        super().__init__(message)


class Forbidden(ApiError):
    """The asker sees the object but may not do this with it."""

    code = "FORBIDDEN"
    status = 403


class BadRequest(ApiError):
    """The request is not of the form that this address takes."""

    code = "BAD_REQUEST"
    status = 400


class NoSuchAddress(ApiError):
    """There is nothing at this address of the API."""

    code = "NO_SUCH_ADDRESS"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is nothing here. GraphQL is asked at /graphql, without a slash.")


class UnsupportedMediaType(ApiError):
    """The body is not of the type that this address takes."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class TooLarge(ApiError):
    """The request has more bytes than this address takes."""

    code = "TOO_LARGE"
    status = 413


class TooComplex(ApiError):
    """The query asks for more than one request may; `measured` says how much, and the bound."""

    code = "TOO_COMPLEX"
    status = 400

    def __init__(self, message: str, measured: dict[str, int]) -> None:
        super().__init__(message)
        self.measured = measured

    @property
    def numbers(self) -> dict[str, int]:
        """What was measured, and its bound."""
        return self.measured


class TimedOut(ApiError):
    """It took too long, was ended, and nothing of it was written."""

    code = "TIMEOUT"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            "This took too long and was ended; nothing of it was written. Ask for less at once, or "
            "try again later."
        )


class TryLater(ApiError):
    """The same request may succeed after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: int = 30) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    @property
    def numbers(self) -> dict[str, int]:
        """The seconds, under the name that GraphQL's answers have."""
        return {"retryAfter": self.retry_after}


class RateLimited(TryLater):
    """The asker has tried too often."""

    code = "RATE_LIMITED"
    status = 429


class Unavailable(TryLater):
    """It cannot be answered now."""

    code = "UNAVAILABLE"
    status = 503


class ConfigurationError(Exception):
    """The program cannot start as it is set up; the message tells the operator what to change."""
