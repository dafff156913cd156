"""The command that serves."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final

import click
import uvicorn
from starlette.applications import Starlette

from api.app import create_app, utc_now
from api.cli.running import migrated_database, on_database, settings_of_environment
from api.errors import ConfigurationError
from api.feeds.operations.keys import load_keys, take_into_use
from api.models import database, migrating
from api.settings import Settings

logger = logging.getLogger(__name__)

# For the next request of a connection. Longer than proxies keep theirs (nginx: 60), or they would
# send one while it is being closed, and tell their client of a bad gateway.
_SECONDS_KEPT_OPEN: Final = 75
# Requests that still run when the program is told to stop get this long.
_SECONDS_TO_FINISH: Final = 10


@click.command()
@click.option(
    "--migrate", is_flag=True, help="Bring the database up to date first; others wait meanwhile."
)
@on_database
def serve(*, migrate: bool) -> None:
    """Serve feeds, GraphQL and the page."""
    settings = settings_of_environment()
    check_address(settings)
    asyncio.run(_prepare(settings, migrate=migrate))
    if settings.workers > 1:
        uvicorn.run("api.cli.serve:app_of_environment", factory=True, **server_options(settings))
    else:
        place = (f"{settings.base_url}/", settings.host, settings.port)
        AnnouncingServer(settings, lambda: logger.info("Serving %s on %s:%s", *place)).run()


def check_address(settings: Settings) -> None:
    """Raises ConfigurationError when nobody could listen there, before anything is changed."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        raise ConfigurationError(
            f"cannot listen on {settings.host}, port {settings.port}: {error.strerror}. "
            "Set CALENDAR_FEEDS_HOST or CALENDAR_FEEDS_PORT to another."
        ) from None


def app_of_environment() -> Starlette:
    """The application of a worker process, which has only the environment to go by."""
    return create_app(settings_of_environment())


class AnnouncingServer(uvicorn.Server):
    """Says something once it accepts connections."""

    def __init__(self, settings: Settings, announce: Callable[[], None]) -> None:
        super().__init__(uvicorn.Config(create_app(settings), **server_options(settings)))
        self._announce = announce

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serves until SIGTERM or Ctrl-C; either is the usual end, with exit status 0."""
        # uvicorn sends itself the signal again when it is done, to whoever handled it before.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(0))
        super().run(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen."""
        await super().startup(sockets)
        if self.started:
            self._announce()


def server_options(settings: Settings) -> dict[str, Any]:
    """How uvicorn runs.

    Its own access log has the path in it, and so the secret: it stays off. So does its WebSocket
    class, which logs paths too; nothing here speaks WebSocket.
    """
    return {
        # PyPy has no httptools; uvicorn's other class bounds heads to 16 kB, and nothing in time.
        "http": "api.web.protocol:BoundedProtocol" if find_spec("httptools") else "h11",
        "ws": "none",
        "host": settings.host,
        "port": settings.port,
        "workers": settings.workers,
        "access_log": False,
        "log_config": None,
        "server_header": False,
        "proxy_headers": True,
        "forwarded_allow_ips": list(settings.trusted_proxies),
        "timeout_keep_alive": _SECONDS_KEPT_OPEN,
        "timeout_graceful_shutdown": _SECONDS_TO_FINISH,
    }


async def _prepare(settings: Settings, *, migrate: bool) -> None:
    """Does what the application does when it starts, where an error can be said in one line.

    A key file is made for a database only: a start that is refused leaves nothing behind.
    """
    if migrate:
        async with database.open_database(settings.effective_database_url):
            await migrating.migrate()
    async with migrated_database(settings):
        await take_into_use(load_keys(settings), utc_now())
