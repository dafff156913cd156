"""The application: every route and middleware on one screen."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.auth import PasswordPool
from api.errors import ConfigurationError
from api.feeds import routes as feeds
from api.feeds.fetches import FetchRecords
from api.feeds.importing import FileReader
from api.feeds.operations.bodies import BodyCache
from api.feeds.operations.keys import load_keys, take_into_use
from api.feeds.operations.rendering import render_options
from api.ical.renderer import fingerprint
from api.models.database import open_database
from api.models.migrating import pending_migrations
from api.models.stamps import take_renderer_into_use
from api.schema import build_schema
from api.schema import http as graphql
from api.settings import Settings
from api.web import page, probes
from api.web.middleware import RequestLog

_MEGABYTE = 1_000_000


def utc_now() -> datetime:
    """The clock that doors read; what lies below is told the time."""
    return datetime.now(UTC)


def create_app(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Starlette:
    """The application for these settings; tests give it a clock of their own."""
    app = Starlette(
        routes=[
            *page.ROUTES,
            *probes.ROUTES,
            *feeds.ROUTES,
            *graphql.routes(settings.allowed_origins),
        ],
        middleware=[Middleware(RequestLog)],
        exception_handlers={404: _not_found, 405: _wrong_method},
        lifespan=_lifespan,
    )
    # A slash too many is no feed: answering it with a redirect would repeat the secret.
    app.router.redirect_slashes = False
    app.state.settings = settings
    app.state.clock = clock
    app.state.schema = build_schema(introspection=settings.allows_introspection)
    app.state.keys = load_keys(settings)
    app.state.bodies = BodyCache(settings.body_cache_megabytes * _MEGABYTE)
    app.state.fetches = FetchRecords()
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """From start to stop: the database open and migrated, the key registered, the threads there."""
    settings: Settings = app.state.settings
    async with open_database(settings.effective_database_url):
        if await pending_migrations():
            raise ConfigurationError(
                "The database needs a migration. Run: calendar-feeds migrate, "
                "or start with: calendar-feeds serve --migrate"
            )
        await take_into_use(app.state.keys, app.state.clock())
        app.state.bodies.renderer = await take_renderer_into_use(
            fingerprint(render_options(settings)), app.state.clock()
        )
        app.state.passwords = PasswordPool()
        app.state.imports = FileReader()
        try:
            async with app.state.fetches.written(app.state.clock, settings.fetch_record_days):
                yield
        finally:
            await app.state.bodies.close()
            app.state.imports.close()
            app.state.passwords.close()


async def _not_found(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """The same for a path that does not exist and for an address that is not a feed's."""
    return feeds.gone()


async def _wrong_method(request: Request, error: Exception) -> Response:  # noqa: ARG001
    headers = error.headers if isinstance(error, HTTPException) else None
    return PlainTextResponse("This address cannot be asked in that way.\n", 405, headers)
