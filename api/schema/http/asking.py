"""Who sends a request: a user by cookie or token, the host application by its token, or nobody."""

from datetime import datetime

from starlette.requests import Request

from api.auth import Host, Viewer, bearer_token, identify_bearer, viewer_of_session
from api.schema.http.cookies import SESSION_COOKIE
from api.schema.http.requests import check_origin


def check_page(request: Request) -> None:
    """Raises Forbidden for a page of another origin that sends no bearer token.

    A browser sends a cookie by itself; a token it sends only when a page that has it says so.
    """
    if bearer_token(request.headers.get("authorization")) is None:
        check_origin(request)


async def identify(request: Request, now: datetime) -> Viewer | Host | None:
    """Whoever the bearer token stands for, or without one the session cookie; None for nobody.

    Raises Unauthenticated for a token that is no good, cookie or not.
    """
    token = bearer_token(request.headers.get("authorization"))
    if token is not None:
        return await identify_bearer(token, now)
    return await viewer_of_session(request.cookies.get(SESSION_COOKIE), now)
