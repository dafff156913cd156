"""The application as its users meet it: over real HTTP, on a port of its own."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import socket
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from api.app import create_app
from api.cli.serve import server_options
from api.models import User
from api.schema.http.cookies import session_cookie
from api.settings import Settings
from api.tokens import Token
from tests.clock import Clock
from tests.factories import open_session


@dataclass
class Answer:
    """A GraphQL answer: `data` and `errors`, and the HTTP response that they came in."""

    response: httpx.Response
    data: Any = None
    errors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """The codes of the top-level errors."""
        return [error["extensions"]["code"] for error in self.errors]


@dataclass
class Service:
    """The running application, and a client without cookies."""

    app: Starlette
    settings: Settings
    clock: Clock
    http: httpx.AsyncClient

    async def graphql(
        self,
        query: str,
        *,
        user: User | Token | None = None,
        headers: dict[str, str] | None = None,
        **variables: Any,
    ) -> Answer:
        """Asks GraphQL, as this user, with this bearer token, or as nobody.

        The body is ASCII with escapes, which can say what no text in UTF-8 can.
        """
        sent = {"content-type": "application/json"} | (headers or {})
        if isinstance(user, Token):
            sent["authorization"] = f"Bearer {user}"
        elif user is not None:
            token = await open_session(user, self.clock.now)
            sent["cookie"] = f"{session_cookie(self.settings)}={token}"
        body = json.dumps({"query": query, "variables": variables})
        response = await self.http.post("/graphql", content=body, headers=sent)
        answer = response.json()
        return Answer(response, answer.get("data"), answer.get("errors", []))

    async def ask(self, query: str, *, user: User | Token | None = None, **variables: Any) -> Any:
        """The data of a query or mutation that must have no errors."""
        answer = await self.graphql(query, user=user, **variables)
        assert not answer.errors, answer.errors
        return answer.data

    async def fetch(self, url: str, **headers: str) -> httpx.Response:
        """What a calendar program gets at this address, wherever the public address points."""
        path = url.removeprefix(self.settings.base_url)
        return await self.http.get(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def address_here(self, url: str) -> str:
        """The address as a program on this machine reaches it, wherever the public one points."""
        return str(self.http.base_url).rstrip("/") + url.removeprefix(self.settings.base_url)

    async def feed_url(self, user: User, kind: str = "ALL", calendar: str | None = None) -> str:
        """The address of the user's feed of this kind, or of the calendar with this name."""
        data = await self.ask(
            """{
              calendarFeeds(first: 100) {
                edges { node { kind calendars { name } links { url } } }
              }
            }""",
            user=user,
        )
        for edge in data["calendarFeeds"]["edges"]:
            names = [shown["name"] for shown in edge["node"]["calendars"]]
            wanted = names == [calendar] and edge["node"]["kind"] == "CALENDAR"
            if wanted if calendar is not None else edge["node"]["kind"] == kind:
                return str(edge["node"]["links"]["url"])
        raise LookupError(f"no such feed among {data}")


class _Server(uvicorn.Server):
    """Stops when it is told to; uvicorn's own looks ten times a second, and waits a tenth more."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.stop = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.stop.wait()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        for _ in range(10):  # until the loop has seen that the client is gone
            if not self.server_state.connections:
                break
            await asyncio.sleep(0)
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for listener in self.servers:
            listener.close()
        await self.lifespan.shutdown()


@asynccontextmanager
async def serve(settings: Settings, clock: Clock) -> AsyncIterator[Service]:
    """Serves the application as the command does, until the block ends."""
    app = create_app(settings, clock)
    options = server_options(settings) | {"host": "127.0.0.1", "port": 0, "log_level": "warning"}
    server = _Server(uvicorn.Config(app, **options))
    running = asyncio.create_task(server.serve())
    while not server.started and not running.done():
        await asyncio.sleep(0.005)
    if running.done():
        await running
        raise RuntimeError("the server did not start; its log says why")
    port = server.servers[0].sockets[0].getsockname()[1]
    # An empty context: reading the certificates of the world takes a tenth of a second.
    unused = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    base_url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=base_url, timeout=30, verify=unused) as http:
            yield Service(app, settings, clock, http)
    finally:
        server.stop.set()
        await running
