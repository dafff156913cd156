"""Around every request: what each answer has, and one line in the log.

The line names the route, never the path.
"""

import logging
import re
import time
from typing import Final
from uuid import uuid4

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.logs import request_id

logger = logging.getLogger("api.requests")

_GIVEN_ID: Final = re.compile(rb"[0-9A-Za-z._-]{1,64}")
# No browser makes of an answer what it does not say that it is.
_NO_SNIFFING: Final = (b"x-content-type-options", b"nosniff")


class RequestLog:
    """Gives each request its id, answers it as X-Request-Id, and logs how it went.

    An id that a proxy gives is kept, so that its log and ours can be read together. The path of a
    feed is its secret: the log has the route's template instead. Faults are answered here too:
    above is nothing but the server.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identity = _identity(scope)
        # For doors that name it in the body: a page cannot read it off the head of an error.
        scope.setdefault("state", {})["request_id"] = identity.decode()
        token = request_id.set(identity.decode())
        started = time.perf_counter()
        answer = _Answer(send, identity)
        try:
            await self.app(scope, receive, answer)
        except Exception:
            if answer.status is None:
                fault = PlainTextResponse("Something went wrong here.\n", 500)
                await fault(scope, receive, answer)
            raise
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            status = answer.status or 500
            logger.info("%s %s %d %.1f ms", scope["method"], _route_of(scope), status, elapsed)
            request_id.reset(token)


class _Answer:
    """What goes back: with the headers that every answer has; its status, None until it began."""

    def __init__(self, send: Send, identity: bytes) -> None:
        self.status: int | None = None
        self._send = send
        self._headers = ((b"x-request-id", identity), _NO_SNIFFING)

    async def __call__(self, message: Message) -> None:
        """One message of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._headers]
        await self._send(message)


def _identity(scope: Scope) -> bytes:
    """The id that the request came with, if that cannot forge a line of the log; else a new one."""
    given: bytes = dict(scope["headers"]).get(b"x-request-id", b"")
    return given if _GIVEN_ID.fullmatch(given) else uuid4().hex.encode()


def _route_of(scope: Scope) -> str:
    """The template of the route that answered, such as /feeds/{address}."""
    return str(getattr(scope.get("route"), "path", "(no route)"))
