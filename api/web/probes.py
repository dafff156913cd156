"""Whether the program lives, and whether it can serve: for whoever starts and stops it."""

import logging
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.feeds.operations.keys import NEWEST_KEY_MISSING, newest_key_is_known
from api.models.availability import answer_within, reason
from api.models.migrating import pending_migrations
from api.tokens import KeyRing

logger = logging.getLogger(__name__)

# Whoever probes waits as long, or little longer.
_SECONDS: Final = 2.0


async def healthz(request: Request) -> JSONResponse:  # noqa: ARG001  (a route's form)
    """200 as long as the process answers."""
    return JSONResponse({"status": "alive"})


async def readyz(request: Request) -> JSONResponse:
    """200 when requests can be served, else 503 with what is missing; within two seconds."""
    try:
        problem = await answer_within(_SECONDS, _problem(request.app.state.keys))
    except Exception as error:  # noqa: BLE001  (whatever it is, requests cannot be served)
        problem = f"The database cannot be used: {reason(error)}."
    if problem is None:
        return JSONResponse({"status": "ready"})
    logger.error("not ready: %s", problem)
    return JSONResponse({"status": "not ready", "problem": problem}, 503, {"Retry-After": "5"})


async def _problem(keys: KeyRing) -> str | None:
    if await pending_migrations():
        return "The database needs a migration: run calendar-feeds migrate."
    if not await newest_key_is_known(keys):
        return NEWEST_KEY_MISSING
    return None


ROUTES: Final = [Route("/healthz", healthz), Route("/readyz", readyz)]
