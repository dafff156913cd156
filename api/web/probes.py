"""Whether the program lives, and whether it can serve: for whoever starts and stops it."""

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.feeds.operations.keys import newest_key_is_known
from api.models.database import is_reachable, pending_migrations

logger = logging.getLogger(__name__)


async def healthz(request: Request) -> JSONResponse:  # noqa: ARG001  (a route's form)
    """200 as long as the process answers."""
    return JSONResponse({"status": "alive"})


async def readyz(request: Request) -> JSONResponse:
    """200 when requests can be served, else 503 with what is missing."""
    try:
        problem = await _problem(request)
    except Exception as error:  # noqa: BLE001  (whatever it is, requests cannot be served)
        logger.error("not ready: %s", type(error).__name__)  # noqa: TRY400  (without its text)
        problem = "The database cannot be used; the log says why."
    if problem is None:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "not ready", "problem": problem}, 503, {"Retry-After": "5"})


async def _problem(request: Request) -> str | None:
    if not await is_reachable():
        return "The database does not answer."
    if await pending_migrations():
        return "The database needs a migration: run calendar-feeds migrate."
    if not await newest_key_is_known(request.app.state.keys):
        return "The newest key in use is not among CALENDAR_FEEDS_KEYS."
    return None


ROUTES: Final = [Route("/healthz", healthz), Route("/readyz", readyz)]
