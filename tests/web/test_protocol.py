"""Requests that are too large or never end, as they come over the wire."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from api.cli.serve import server_options
from api.settings import Settings
from api.web import protocol
from tests.service import Service

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

BOUND = 65_536
QUERY = b'{"query": "{ serverInfo { version } }"}'
CHUNKED = (
    b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


@asynccontextmanager
async def connected(
    service: Service,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", service.http.base_url.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def statuses(reader: asyncio.StreamReader) -> list[int]:
    """The status of each answer, up to the end of the connection."""
    answers = bytearray()
    with suppress(ConnectionError):
        while part := await reader.read(65_536):
            answers += part
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+)", answers)]


async def told(service: Service, parts: Iterable[bytes]) -> list[int]:
    """The statuses that a client gets which sends this and then only listens."""
    async with connected(service) as (reader, writer):
        with suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
        return await statuses(reader)


def head(size: int) -> bytes:
    """A head of this many bytes, after which the connection ends."""
    start, end = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nPad: ", b"\r\n\r\n"
    return start + b"x" * (size - len(start) - len(end)) + end


@pytest.mark.parametrize("first", [BOUND * 2, 1, 40_000], ids=["at once", "byte", "two parts"])
async def test_a_head_has_64_kb_and_no_more(service: Service, first: int) -> None:
    for size, expected in ((BOUND, 200), (BOUND + 1, 431)):
        sent = head(size)
        assert await told(service, [sent[:first], sent[first:]]) == [expected]


async def test_a_long_address_is_part_of_the_head(service: Service) -> None:
    assert await told(service, [b"GET /" + b"x" * BOUND + b" HTTP/1.1\r\n\r\n"]) == [431]


async def test_many_short_lines_are_a_head_that_is_too_large(service: Service) -> None:
    assert await told(service, [b"GET / HTTP/1.1\r\n", b"a: b\r\n" * 20_000]) == [431]


async def test_empty_lines_before_a_request_are_part_of_its_head(service: Service) -> None:
    assert await told(service, [b"\r\n" * 40_000]) == [431]


async def test_a_head_without_an_end_is_cut_off_soon(service: Service) -> None:
    """It kept the server busy for half a minute."""
    part = b"x" * 100_000
    got = await told(service, [b"GET / HTTP/1.1\r\nPad: ", *[part] * 10_000])
    assert got in ([431], [])  # the answer is lost where it was closed while more was under way


async def test_what_comes_beside_a_body_is_bounded_like_a_head(service: Service) -> None:
    chunk = b"%x\r\n%s\r\n" % (len(QUERY), QUERY)
    assert await told(service, [CHUNKED, b"1;" + b"x" * BOUND]) == [431]
    assert await told(service, [CHUNKED, chunk, b"0\r\n", b"a: b\r\n" * 40_000]) == [431]


async def test_a_body_may_come_in_more_parts_than_a_head_has_bytes(service: Service) -> None:
    padding = b" " * 30_000
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in QUERY + padding)
    request = CHUNKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert await told(service, [request, chunks, b"0\r\na: trailer\r\n\r\n"]) == [200]


async def test_each_request_of_a_connection_has_a_head_of_its_own(service: Service) -> None:
    alive = head(40_000).replace(b"Connection: close", b"Connection: open!")
    async with connected(service) as (reader, writer):
        for _ in range(3):
            writer.write(alive)
            assert b" 200 " in await reader.readline()
            await reader.readuntil(b'{"status":"alive"}')
        writer.write(head(BOUND + 1))
        assert await statuses(reader) == [431]


async def test_a_head_that_trickles_in_is_given_up(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.01)
    assert await told(service, [b"GET / HTTP/1.1\r\n"]) == [408]
    async with connected(service) as (reader, writer):
        writer.write(head(200).replace(b"Connection: close", b"Connection: open!"))
        await reader.readuntil(b'{"status":"alive"}')
        writer.write(b"G")
        assert await statuses(reader) == [408]


async def test_a_connection_on_which_nothing_comes_is_closed_without_a_word(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.01)
    assert await told(service, []) == []


async def test_a_body_that_never_ends_is_given_up(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(protocol, "BODY_SECONDS", 0.01)
    assert await told(service, [CHUNKED, b"1\r\n{\r\n"]) == [408]
    # Here the answer was there before the body.
    answered = CHUNKED.replace(b"POST /graphql", b"POST /")
    assert await told(service, [answered, b"1\r\n{\r\n"]) == [405]
    assert (await service.http.get("/healthz")).status_code == 200
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_an_offer_to_speak_websocket_is_ignored_and_no_path_is_logged(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(1)
    upgrade = b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n"
    async with connected(service) as (reader, writer):
        writer.write(b"GET /feeds/cf_secret.ics HTTP/1.1\r\nHost: x\r\n" + upgrade)
        assert b" 404 " in await reader.readline()
    assert "cf_secret" not in caplog.text


async def test_requests_sent_at_once_are_answered_in_their_order(service: Service) -> None:
    alive, missing = b"GET /healthz HTTP/1.1\r\n\r\n", b"HEAD /nowhere HTTP/1.1\r\n\r\n"
    got = await told(service, [(alive + missing) * 20 + head(200)])
    assert got == [200, 404] * 20 + [200]


async def test_more_requests_at_once_than_anybody_sends_end_the_connection(
    service: Service,
) -> None:
    flood = b"GET / HTTP/1.1\r\n\r\n" * 2_000
    assert len(await told(service, [flood])) < 200
    assert (await service.http.get("/healthz")).status_code == 200


async def test_a_request_behind_one_that_is_being_answered_waits_for_it(
    app_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading stops meanwhile: that its head is not whole is no fault of the client's."""
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.01)
    answer = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer.wait()
        headers = [(b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body"})

    config = uvicorn.Config(app, lifespan="off", **server_options(app_settings))
    config.load()
    state = uvicorn.server.ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol.BoundedProtocol(config, state, {}), "127.0.0.1", 0
    )
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    request = head(200).replace(b"Connection: close", b"Connection: open!")
    writer.write(request + b"GET / ")
    # Later than the head is due.
    asyncio.get_running_loop().call_later(0.1, answer.set)
    await answer.wait()
    writer.write(b"HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert await statuses(reader) == [200, 200]
    writer.close()
    server.close()


def test_without_httptools_the_server_runs_on_the_other_class(engine: str) -> None:
    """PyPy has none; the module that needs it is not even imported."""
    script = """
import importlib.util, sys
sys.modules["httptools"] = None
importlib.util.find_spec = lambda name: None
from api.cli.serve import server_options
from api.settings import load_settings
import uvicorn
config = uvicorn.Config("none", **server_options(load_settings({})))
print(config.http)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "h11\n"
