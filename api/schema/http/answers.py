"""Answers as JSON: what was executed, and what went wrong, as the asker may know it."""

import json
import logging
from collections.abc import Iterable
from typing import Any, Final

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types.execution import ExecutionResult

from api.errors import ApiError, BadRequest, TooLarge, TryLater, Unauthenticated, Unavailable
from api.models.availability import is_unavailable
from api.schema.context import Context
from api.schema.http.cookies import set_session_cookie

logger = logging.getLogger(__name__)

# A feed as large as may be has half of that.
_LONGEST_ANSWER: Final = 20_000_000

_RESPONSE_TYPE: Final = "application/graphql-response+json"


def check_size(result: ExecutionResult) -> None:
    """Raises TooLarge for an answer that would take too much memory.

    Aliases make many of one long text, which costs memory only when it is written out.
    """
    waiting, size = [result.data], 0
    while waiting:
        value: Any = waiting.pop()
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        if size > _LONGEST_ANSWER:
            raise TooLarge(
                f"The answer would have more than {_LONGEST_ANSWER:,} characters of text. Ask for "
                "less at once."
            )


def result_answer(request: Request, context: Context, result: ExecutionResult) -> Response:
    """The answer to an operation that was executed, or that GraphQL found wrong."""
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = [_formatted(request, error) for error in result.errors]
    if result.data is not None or not _is_request_error(result.errors or ()):
        payload["data"] = result.data
    failed = "data" not in payload and _accepts_response_type(request)
    response = _json(request, payload, 400 if failed else 200)
    set_session_cookie(response, context)
    return response


def _is_request_error(errors: Iterable[GraphQLError]) -> bool:
    """Whether nothing was executed: errors of execution name the field at which they happened."""
    return all(error.path is None for error in errors)


def _formatted(request: Request, error: GraphQLError) -> dict[str, Any]:
    """The error as the client may see it: a fault's text stays here."""
    formatted: dict[str, Any] = dict(error.formatted)
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return formatted | {"extensions": _extensions(request, "GRAPHQL_VALIDATION_FAILED")}
    return formatted | _told(request, _ours(cause))


def _ours(error: BaseException) -> ApiError | None:
    """The error of ours that says what happened; None for a fault, which is logged."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, CannotGetOperationTypeError):
        return BadRequest("Name in `operationName` which operation of the query to execute.")
    if is_unavailable(error):
        logger.error("the database cannot be reached: %s", type(error).__name__)
        return Unavailable("The service cannot answer now. Try again in some seconds.")
    logger.error("a fault in GraphQL", exc_info=error)
    return None


def _told(request: Request, error: ApiError | None) -> dict[str, Any]:
    """Message and code of an error, and what numbers it comes with."""
    if error is None:
        message = "Something went wrong here. It was logged under this answer's X-Request-Id."
        return {"message": message, "extensions": _extensions(request, "INTERNAL")}
    return {
        "message": error.message,
        "extensions": _extensions(request, error.code) | error.numbers,
    }


def _extensions(request: Request, code: str) -> dict[str, Any]:
    """What every error has for programs, and for whoever looks it up in the log."""
    return {"code": code, "requestId": request.state.request_id}


def refusal(request: Request, error: Exception) -> Response:
    """The answer to a request of which nothing was executed."""
    ours = _ours(error)
    response = _json(request, {"errors": [_told(request, ours)]}, ours.status if ours else 500)
    if isinstance(ours, TryLater):
        response.headers["Retry-After"] = str(ours.retry_after)
    if isinstance(ours, Unauthenticated):
        response.headers["WWW-Authenticate"] = "Bearer"  # RFC 6750 section 3
    return response


def method_refusal(request: Request) -> Response:
    """The answer to every method but POST."""
    response = _json(
        request, {"errors": [_told(request, BadRequest("Send the query with POST, as JSON."))]}, 405
    )
    response.headers["Allow"] = "POST"
    return response


def _accepts_response_type(request: Request) -> bool:
    return _RESPONSE_TYPE in request.headers.get("accept", "")


def _json(request: Request, payload: dict[str, Any], status: int) -> Response:
    media_type = _RESPONSE_TYPE if _accepts_response_type(request) else "application/json"
    body = json.dumps(payload, separators=(",", ":")).encode()
    return Response(
        body, status, {"Cache-Control": "no-store"}, media_type=f"{media_type}; charset=utf-8"
    )
