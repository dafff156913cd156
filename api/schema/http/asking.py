"""Who sends a request: a user by cookie or token, the host application by its token, or nobody."""

from datetime import datetime

from starlette.requests import Request

from api.auth import Host, Viewer, bearer_token, identify_bearer, viewer_of_session
from api.errors import BadRequest
from api.schema.http.cookies import session_cookie
from api.schema.http.requests import check_origin


def check_page(request: Request) -> None:
    """Raises Forbidden for a page of another origin that sends no bearer token.

    A browser sends a cookie by itself; a token it sends only when a page that has it says so.
    """
    if _bearer_token(request) is None:
        check_origin(request)


async def identify(request: Request, now: datetime) -> Viewer | Host | None:
    """Whoever the bearer token stands for, or without one the session cookie; None for nobody.

    Raises Unauthenticated for a token that is no good, cookie or not.
    """
    token = _bearer_token(request)
    if token is not None:
        return await identify_bearer(token, now)
    cookie = session_cookie(request.app.state.settings)
    return await viewer_of_session(request.cookies.get(cookie), now)


def _bearer_token(request: Request) -> str | None:
    """The token of the request's one Authorization header, as `bearer_token` finds it.

    Raises BadRequest for several: a proxy may have looked at another than we would. There is at
    most one (RFC 9110 section 5.3).
    """
    given = request.headers.getlist("authorization")
    if len(given) > 1:
        raise BadRequest("Send one Authorization header.")
    return bearer_token(given[0] if given else None)
