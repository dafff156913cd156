"""Bounds on a request as it comes over the wire, before there is one that a route could refuse.

uvicorn gathers a head of any size, in time that grows with its square, and waits for the rest of a
request for ever. Where httptools cannot be had it takes another class, which bounds heads itself.
"""

import asyncio
import logging
from http import HTTPStatus
from typing import Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

logger = logging.getLogger(__name__)

# Browsers and proxies send a few kB, and allow 8 to 64.
LARGEST_HEAD: Final = 65_536
# A head fits into some packets. A connection that is opened in advance has as long.
HEAD_SECONDS: Final = 30.0
# 10 MB, the most that a body may have, at 0.7 Mbit/s.
BODY_SECONDS: Final = 120.0
# Hardly a program sends a second request before it has read the answer to the first.
MOST_PIPELINED: Final = 100


class BoundedProtocol(HttpToolsProtocol):
    """One connection, whose requests have bounds in size and time.

    A head, trailers or a chunk's extensions of more than 64 kB are answered 431: no route sees
    them. The size of a body is bounded by whoever reads it. What does not come whole in time is
    answered 408, and the connection ends.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Begins to wait for the first head."""
        super().connection_made(transport)
        self._received = False
        self._in_body = False
        # Bytes since the last part of a body, or since the last request: what has come with the
        # end of either is not counted, so up to twice the bound may be kept behind it.
        self._without_body = 0
        self._expiry: asyncio.TimerHandle | None = None
        self._expect_within(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parses what has come, up to a bound at a time."""
        self._received = True
        if self._expiry is None:
            self._expect_within(HEAD_SECONDS)
        while data and not self.transport.is_closing():
            room = LARGEST_HEAD - self._without_body
            part, data = data[:room], data[room:]
            self._without_body += len(part)
            super().data_received(part)
            if self._without_body >= LARGEST_HEAD:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            elif len(self.pipeline) > MOST_PIPELINED:
                self.transport.close()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        if self._expiry is None:
            self._expect_within(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        """A head has come whole: the request starts, and its body is waited for."""
        super().on_headers_complete()
        self._in_body = True
        self._expect_within(BODY_SECONDS)

    def on_body(self, body: bytes) -> None:
        """A part of a body has come."""
        super().on_body(body)
        self._without_body = 0

    def on_message_complete(self) -> None:
        """A request has come whole; uvicorn's keep-alive bounds the time to the next."""
        super().on_message_complete()
        self._in_body = False
        self._without_body = 0
        self._expect_nothing()

    def _expect_within(self, seconds: float) -> None:
        self._expect_nothing()
        self._expiry = self.loop.call_later(seconds, self._expire, seconds)

    def _expect_nothing(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None

    def _expire(self, seconds: float) -> None:
        if self._is_behind_another():
            # Reading stops while an earlier request is answered: it is not the client that waits.
            self._expect_within(seconds)
        elif self._received:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _is_behind_another(self) -> bool:
        """Whether an earlier request of this connection is still to be answered."""
        # There is no cycle before the first request.
        answering = not getattr(self.cycle, "response_complete", True)
        return bool(self.pipeline) or (answering and not self._in_body)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answers what has not come whole, unless its answer has begun, and ends the connection."""
        logger.warning("a request was refused: %d %s", status, status.phrase)
        if not self._is_behind_another() and not (self._in_body and self.cycle.response_started):
            self.transport.write(
                STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n"
            )
        self.transport.close()
