"""What a request must be like: from where, of which form, how large."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request

from api.errors import BadRequest, Forbidden, TooLarge, UnsupportedMediaType

IsKnown = Callable[[], Awaitable[bool]]

_LARGEST_BODY: Final = 10_000_000
_LARGEST_BODY_SIGNED_OUT: Final = 64_000
_LARGEST_QUERY: Final = 64_000
# GraphQL looks at each value for some microseconds: two million would hold up everybody else.
_MOST_VALUES: Final = 100_000


def check_origin(request: Request) -> None:
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
        raise Forbidden(
            "This page may not act with a cookie: it is of another origin. Send a bearer token, "
            "from an origin that the operator allows."
        )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


async def read_operation(request: Request, is_known: IsKnown) -> dict[str, Any]:
    """The members of the body: `query`, perhaps `variables` and `operationName`, of right types.

    Raises BadRequest, UnsupportedMediaType or TooLarge; who is signed out may send less. Whether
    somebody is known is asked for a large body alone.
    """
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type != "application/json":
        raise UnsupportedMediaType("Send JSON, with Content-Type: application/json.")
    try:
        operation = json.loads(await _body(request, is_known), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest(
            "The body cannot be read: it is not JSON, or goes too deep, or has a number of too "
            "many digits. Send one JSON object."
        ) from None
    if not isinstance(operation, dict) or not _is_text(operation.get("query")):
        raise BadRequest("Send an object with the query as text in `query`.")
    if len(operation["query"]) > _LARGEST_QUERY:
        raise TooLarge("A query has at most 64,000 characters; send data in `variables`.")
    for member in ("variables", "extensions"):
        if not isinstance(operation.get(member), dict | None):
            raise BadRequest(f"`{member}` must be an object. Send one, or leave it out.")
    if not isinstance(operation.get("operationName"), str | None):
        raise BadRequest(
            "`operationName` must be text. Send the name of an operation, or leave it out."
        )
    if _are_more(operation.get("variables"), _MOST_VALUES):
        raise TooLarge(f"`variables` have at most {_MOST_VALUES:,} values. Send several requests.")
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


async def _body(request: Request, is_known: IsKnown) -> bytes:
    """The body, never more of it in memory than the asker may send."""
    body = bytearray()
    most = _LARGEST_BODY_SIGNED_OUT
    try:
        async for part in request.stream():
            body += part
            if len(body) > most:
                if not await is_known():
                    raise TooLarge(
                        "Signed out, a request has at most 64 kB. Sign in first, or send less."
                    )
                most = _LARGEST_BODY
            if len(body) > _LARGEST_BODY:
                raise TooLarge("A request has at most 10 MB. Send several.")
    except ClientDisconnect:
        raise BadRequest("The body did not arrive whole. Send it again.") from None
    return bytes(body)
