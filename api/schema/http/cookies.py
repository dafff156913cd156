"""The session cookie: its name, and how an answer sets or deletes it."""

from typing import Final

from starlette.responses import Response

from api.schema.context import Context

SESSION_COOKIE: Final = "calendar_feeds_session"
_SECONDS_A_DAY: Final = 86_400


def set_session_cookie(response: Response, context: Context) -> None:
    """Sends what the operation made of the session: a new one, its end, or nothing."""
    if context.session_cookie is None:
        return
    response.set_cookie(
        SESSION_COOKIE,
        context.session_cookie,
        max_age=context.settings.session_days * _SECONDS_A_DAY if context.session_cookie else 0,
        httponly=True,
        secure=context.settings.base_url.startswith("https://"),
        samesite="lax",
    )
