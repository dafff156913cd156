"""The session cookie: its name, and how an answer sets or deletes it."""

from typing import Final

from starlette.responses import Response

from api.schema.context import Context
from api.settings import Settings

# Nobody but this host may set it, over https: another one of the same domain could otherwise put
# its own session there (RFC 6265bis section 4.1.3.2).
SESSION_COOKIE: Final = "__Host-calendar_feeds_session"
# Browsers refuse that prefix over plain http.
_PLAIN_SESSION_COOKIE: Final = "calendar_feeds_session"
_SECONDS_A_DAY: Final = 86_400


def session_cookie(settings: Settings) -> str:
    """The name of the session cookie."""
    return SESSION_COOKIE if _is_https(settings) else _PLAIN_SESSION_COOKIE


def set_session_cookie(response: Response, context: Context) -> None:
    """Sends what the operation made of the session: a new one, its end, or nothing."""
    if context.session_cookie is None:
        return
    response.set_cookie(
        session_cookie(context.settings),
        context.session_cookie,
        max_age=context.settings.session_days * _SECONDS_A_DAY if context.session_cookie else 0,
        httponly=True,
        secure=_is_https(context.settings),
        samesite="lax",
    )


def _is_https(settings: Settings) -> bool:
    return settings.base_url.startswith("https://")
