"""HTTP as it goes over the wire: any target, any header line, every byte of the answer."""

import asyncio
from dataclasses import dataclass
from typing import Final

from tests.service import Service

# What differs from one answer to the next, and says nothing.
PASSING: Final = {"date", "x-request-id"}


@dataclass(frozen=True)
class RawAnswer:
    """Status, header lines in their order without the passing ones, and all bytes after them."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


async def ask(
    service: Service, target: str, method: str = "GET", headers: list[tuple[str, str]] | None = None
) -> RawAnswer:
    """The answer to one request, whose target and header lines go out as they are."""
    reader, writer = await asyncio.open_connection(
        service.http.base_url.host, service.http.base_url.port
    )
    lines = [("Host", "feeds.example.com"), ("Connection", "close"), *(headers or [])]
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(
        f"{name}: {value}\r\n" for name, value in lines
    )
    writer.write(head.encode("latin-1") + b"\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return _parsed(answer)


def _parsed(answer: bytes) -> RawAnswer:
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines)
    headers = tuple((name.lower(), value) for name, value in pairs)
    kept = tuple(pair for pair in headers if pair[0] not in {*PASSING, "connection"})
    return RawAnswer(int(status.split()[1]), kept, body)


def target_of(service: Service, url: str) -> str:
    """The target of a request for this address, wherever the public address points."""
    return url.removeprefix(service.settings.base_url)
