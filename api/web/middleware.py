"""Around every request: an id, and one line in the log that names the route, never the path."""

import logging
import re
import time
from typing import Final
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.logs import request_id

logger = logging.getLogger("api.requests")

_GIVEN_ID: Final = re.compile(rb"[0-9A-Za-z._-]{1,64}")


class RequestLog:
    """Gives each request its id, answers it as X-Request-Id, and logs how it went.

    An id that a proxy gives is kept, so that its log and ours can be read together. The path of a
    feed is its secret: the log has the route's template instead.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        identity = given if _GIVEN_ID.fullmatch(given) else uuid4().hex.encode()
        token = request_id.set(identity.decode())
        started = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", identity)]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            logger.info("%s %s %d %.1f ms", scope["method"], _route_of(scope), status, elapsed)
            request_id.reset(token)


def _route_of(scope: Scope) -> str:
    """The template of the route that answered, such as /feeds/{address}."""
    return str(getattr(scope.get("route"), "path", "(no route)"))
