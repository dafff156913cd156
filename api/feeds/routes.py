"""The HTTP door of feeds: the route that calendar programs fetch."""

import logging
from datetime import datetime
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from werkzeug.http import parse_etags

from api.auth import network_of
from api.feeds.fetches import Fetch
from api.feeds.operations.reading import Document, read_address
from api.feeds.programs import program_of
from api.models.availability import is_unavailable
from api.models.fetch import FetchResult

logger = logging.getLogger(__name__)

_HEADERS: Final = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
_RETRY_AFTER: Final = "300"
# Reading an address takes as long as hashing a secret, and programs come back from where they are.
_network_of: Final = lru_cache(maxsize=1024)(network_of)


async def serve_feed(request: Request) -> Response:
    """GET or HEAD of a feed's address: the calendar, 304, 404 or 503, never anything else.

    A calendar program takes 404 for the end of the calendar and empties it, so a fault is 503.
    """
    address, dot, ending = request.path_params["address"].rpartition(".")
    state = request.app.state
    if (dot, ending) != (".", "ics"):
        return gone()
    now = state.clock()
    try:
        document = await read_address(address, now, settings=state.settings, bodies=state.bodies)
    except Exception as error:  # noqa: BLE001  (whatever it is, the calendar is not gone)
        _log(error)
        return Response("Try again later.\n", 503, {**_HEADERS, "Retry-After": _RETRY_AFTER})
    if document is None:
        return gone()
    headers = {**_HEADERS, "ETag": document.etag}
    has_it = _matches(request, document.etag)
    _record(request, document, has_it=has_it, now=now)
    if has_it:
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{document.filename}"'
    return Response(document.body, headers=headers, media_type="text/calendar; charset=utf-8")


def gone() -> Response:
    """The one answer for every address that is not a live one."""
    return Response("There is no calendar at this address.\n", 404, _HEADERS, "text/plain")


def _record(request: Request, document: Document, *, has_it: bool, now: datetime) -> None:
    """Notes who came for what, for the feed's owner. HEAD is answered as GET, and counts so."""
    if document.feed_id is None:
        return
    result = FetchResult.NOT_MODIFIED if has_it else FetchResult.FULL
    result = FetchResult.NOTICE if document.is_notice else result
    request.app.state.fetches.record(
        Fetch(
            feed_id=document.feed_id,
            selector=document.selector,
            program=program_of(request.headers.get("user-agent", "")),
            network=_network_of(request.client.host if request.client else None),
            result=result,
            etag=document.etag,
            at=now,
        )
    )


def _log(error: Exception) -> None:
    if is_unavailable(error):
        # Programs ask on while the database is away: a line each, not a page.
        logger.error("a feed could not be served, the database is away: %s", type(error).__name__)
    else:
        logger.error("a feed could not be served", exc_info=error)


def _matches(request: Request, etag: str) -> bool:
    """Whether If-None-Match names the ETag, compared weakly (RFC 9110 section 13.1.2)."""
    given = ", ".join(request.headers.getlist("if-none-match"))
    return bool(given) and parse_etags(given).contains_weak(etag.strip('"'))


ROUTES: Final = [Route("/feeds/{address}", serve_feed, methods=["GET"])]
