"""A network between the program and PostgreSQL that can be cut, or lose all that is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class Network:
    """Forwards what comes in at a port of its own, until it is cut; then nobody gets through."""

    def __init__(self, host: str, port: int) -> None:
        self._target = host, port
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0
        # While it does, connections are made and kept, and nothing comes through.
        self.swallows = False

    async def join(self) -> None:
        """Lets everybody through, at the same port as before."""
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Ends every connection, and lets none be made."""
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._writers.clear()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        self._writers += [writer, far_writer]
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._copy(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _copy(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while part := await source.read(65_536):
                if not self.swallows:
                    sink.write(part)
                    await sink.drain()
        sink.close()


@asynccontextmanager
async def network_to(database_url: str) -> AsyncIterator[tuple[Network, str]]:
    """The network to this database's server, and the database's address through it."""
    parts = urlsplit(database_url)
    network = Network(parts.hostname or "", parts.port or 0)
    await network.join()
    through = parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{network.port}")
    try:
        yield network, through.geturl()
    finally:
        await network.cut()
