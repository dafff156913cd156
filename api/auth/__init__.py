"""Who is asking: passwords, sign-ins, and the session or bearer token behind a request."""

from api.auth.api_tokens import (
    create_api_token,
    create_user_token,
    revoke_api_token,
    visible_api_tokens,
)
from api.auth.bearer import Host, bearer_token, identify_bearer
from api.auth.changing import (
    change_password,
    create_password_link,
    give_password_link,
    password_url,
    set_password_with_link,
)
from api.auth.limits import forget_tries
from api.auth.networks import network_of
from api.auth.passwords import QUEUE, PasswordPool, check_password
from api.auth.sessions import (
    Viewer,
    end_session,
    open_sessions,
    sign_in,
    sign_out,
    viewer_of_session,
)

__all__ = [
    "QUEUE",
    "Host",
    "PasswordPool",
    "Viewer",
    "bearer_token",
    "change_password",
    "check_password",
    "create_api_token",
    "create_password_link",
    "create_user_token",
    "end_session",
    "forget_tries",
    "give_password_link",
    "identify_bearer",
    "network_of",
    "open_sessions",
    "password_url",
    "revoke_api_token",
    "set_password_with_link",
    "sign_in",
    "sign_out",
    "viewer_of_session",
    "visible_api_tokens",
]
