"""GraphQL over HTTP: POST of JSON, and JSON for every answer and every error.

After the GraphQL over HTTP specification. What is wrong with the request is told; what is wrong
with us is logged, and the client gets the request id.
"""

import json
import logging
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types.execution import ExecutionResult

from api.auth import network_of, viewer_of_session
from api.errors import ApiError, BadRequest, Forbidden, TooLarge, Unavailable
from api.models.database import is_unavailable
from api.schema.context import Context

logger = logging.getLogger(__name__)

SESSION_COOKIE: Final = "calendar_feeds_session"
_RESPONSE_TYPE: Final = "application/graphql-response+json"
_LARGEST_BODY: Final = 10_000_000
_LARGEST_BODY_SIGNED_OUT: Final = 64_000
_LARGEST_QUERY: Final = 64_000
# GraphQL looks at each value for some microseconds: two million would hold up everybody else.
_MOST_VALUES: Final = 100_000
_SECONDS_A_DAY: Final = 86_400


async def serve_graphql(request: Request) -> Response:
    """One operation: {query, operationName, variables} in, {data, errors} out."""
    try:
        _check_origin(request)
        context = await _context(request)
        operation = await _operation(request, signed_in=context.viewer is not None)
        result = await request.app.state.schema.execute(
            operation["query"],
            variable_values=operation.get("variables"),
            operation_name=operation.get("operationName"),
            context_value=context,
        )
    except Exception as error:  # noqa: BLE001  (every error is answered as JSON)
        return _refusal(request, error)
    return _answer(request, context, result)


async def refuse_method(request: Request) -> Response:
    """GraphQL is asked with POST: what changes something must not be a link."""
    response = _json(request, {"errors": [_told(BadRequest("Use POST."))]}, 405)
    response.headers["Allow"] = "POST"
    return response


def _check_origin(request: Request) -> None:
    """Refuses a page of another site that acts with this site's cookie.

    Programs send neither header; browsers send at least one with every POST.
    """
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    here = {
        _origin(request.app.state.settings.base_url),
        f"{request.url.scheme}://{request.headers.get('host', '')}",
    }
    if (origin is not None and origin not in here) or site in {"cross-site", "same-site"}:
        raise Forbidden("This page may not act here: it is of another origin.")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def _operation(request: Request, *, signed_in: bool) -> dict[str, Any]:
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != "application/json":
        raise BadRequest("Send JSON, with Content-Type: application/json.")
    try:
        operation = json.loads(
            await _body(request, signed_in=signed_in), parse_constant=_refuse_constant
        )
    except (ValueError, RecursionError):
        raise BadRequest(
            "The body cannot be read: it is not JSON, or goes too deep, or has a number of too "
            "many digits."
        ) from None
    if not isinstance(operation, dict) or not _is_text(operation.get("query")):
        raise BadRequest("Send an object with the query as text in `query`.")
    if len(operation["query"]) > _LARGEST_QUERY:
        raise TooLarge("A query has at most 64,000 characters; send data in `variables`.")
    if not isinstance(operation.get("variables"), dict | None):
        raise BadRequest("`variables` must be an object.")
    if not isinstance(operation.get("operationName"), str | None):
        raise BadRequest("`operationName` must be text.")
    if _are_more(operation.get("variables"), _MOST_VALUES):
        raise TooLarge(f"`variables` have at most {_MOST_VALUES:,} values.")
    return operation


def _refuse_constant(name: str) -> None:
    """NaN and Infinity, which Python would take, are not JSON: RFC 8259 section 6."""
    raise ValueError(name)


def _are_more(variables: object, most: int) -> bool:
    """Whether there are more than so many values, at any depth."""
    waiting, seen = [variables], 0
    while waiting and seen <= most:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return seen > most


def _is_text(query: object) -> bool:
    return isinstance(query, str) and bool(query.strip())


async def _body(request: Request, *, signed_in: bool) -> bytes:
    """The body, never more of it in memory than the asker may send."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if not signed_in and len(body) > _LARGEST_BODY_SIGNED_OUT:
                raise TooLarge("Signed out, a request has at most 64 kB.")
            if len(body) > _LARGEST_BODY:
                raise TooLarge("A request has at most 10 MB.")
    except ClientDisconnect:
        raise BadRequest("The body did not arrive whole.") from None
    return bytes(body)


async def _context(request: Request) -> Context:
    state = request.app.state
    now = state.clock()
    return Context(
        viewer=await viewer_of_session(request.cookies.get(SESSION_COOKIE), now),
        now=now,
        network=network_of(request.client.host if request.client else None),
        program=request.headers.get("user-agent", "")[:200],
        settings=state.settings,
        keys=state.keys,
        bodies=state.bodies,
        passwords=state.passwords,
    )


def _answer(request: Request, context: Context, result: ExecutionResult) -> Response:
    payload: dict[str, Any] = {}
    if result.errors:
        payload["errors"] = [_formatted(error) for error in result.errors]
    if result.data is not None or not _is_request_error(result.errors or ()):
        payload["data"] = result.data
    failed = "data" not in payload and _accepts_response_type(request)
    response = _json(request, payload, 400 if failed else 200)
    _set_cookie(response, context)
    return response


def _is_request_error(errors: Iterable[GraphQLError]) -> bool:
    """Whether nothing was executed: errors of execution name the field at which they happened."""
    return all(error.path is None for error in errors)


def _formatted(error: GraphQLError) -> dict[str, Any]:
    """The error as the client may see it: a fault's text stays here."""
    formatted: dict[str, Any] = dict(error.formatted)
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        return formatted | {"extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}
    return formatted | _told(_ours(cause))


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


def _told(error: ApiError | None) -> dict[str, Any]:
    """Message and code of an error, and of one that passes after how many seconds to try again."""
    if error is None:
        message = "Something went wrong here. It was logged under this answer's X-Request-Id."
        return {"message": message, "extensions": {"code": "INTERNAL"}}
    extensions: dict[str, Any] = {"code": error.code}
    if isinstance(error, Unavailable):
        extensions["retryAfter"] = error.retry_after
    return {"message": error.message, "extensions": extensions}


def _refusal(request: Request, error: Exception) -> Response:
    """The answer to a request of which nothing was executed."""
    ours = _ours(error)
    response = _json(request, {"errors": [_told(ours)]}, ours.status if ours else 500)
    if isinstance(ours, Unavailable):
        response.headers["Retry-After"] = str(ours.retry_after)
    return response


def _accepts_response_type(request: Request) -> bool:
    return _RESPONSE_TYPE in request.headers.get("accept", "")


def _json(request: Request, payload: dict[str, Any], status: int) -> Response:
    media_type = _RESPONSE_TYPE if _accepts_response_type(request) else "application/json"
    body = json.dumps(payload, separators=(",", ":")).encode()
    return Response(
        body, status, {"Cache-Control": "no-store"}, media_type=f"{media_type}; charset=utf-8"
    )


def _set_cookie(response: Response, context: Context) -> None:
    if context.session_cookie is None:
        return
    response.set_cookie(
        SESSION_COOKIE,
        context.session_cookie,
        max_age=context.settings.session_days * _SECONDS_A_DAY if context.session_cookie else 0,
        httponly=True,
        secure=context.settings.base_url.startswith("https://"),
        samesite="lax",
    )


ROUTES: Final = [
    Route("/graphql", serve_graphql, methods=["POST"]),
    Route("/graphql", refuse_method, methods=["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]),
]
