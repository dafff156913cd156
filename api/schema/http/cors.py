"""Pages of other origins: which may ask, and what their browsers are told."""

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

# For so long a browser need not ask again whether it may; Chromium forgets after two hours.
_SECONDS_KNOWN = 7_200


def cross_origin(allowed: Sequence[str]) -> list[Middleware]:
    """What lets pages of these origins ask with a bearer token, never with a cookie.

    The Fetch standard's CORS protocol. Without an origin nothing is said to a browser.
    """
    if not allowed:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=allowed,
            allow_methods=["POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After", "X-Request-Id"],
            max_age=_SECONDS_KNOWN,
        )
    ]
