"""The page at the root: what this is, and where things are."""

from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

_HTML: Final = files("api.web").joinpath("index.html").read_text(encoding="utf-8")
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


async def page(request: Request) -> HTMLResponse:  # noqa: ARG001  (a route's form)
    """What a person sees who opens the server's address in a browser."""
    return HTMLResponse(_HTML, headers=_HEADERS)


async def robots(request: Request) -> PlainTextResponse:  # noqa: ARG001  (a route's form)
    """Nothing is closed to robots: Google Calendar obeys this file when it fetches a feed.

    Feeds say by a header of their own that they are not to be indexed.
    """
    return PlainTextResponse("User-agent: *\nDisallow:\n")


ROUTES: Final = [Route("/", page), Route("/robots.txt", robots)]
