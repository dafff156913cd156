"""Who is asking: passwords, sign-ins, and the session behind a request."""

from api.auth.networks import network_of
from api.auth.passwords import QUEUE, PasswordPool, check_password
from api.auth.sessions import Viewer, sign_in, sign_out, viewer_of_session

__all__ = [
    "QUEUE",
    "PasswordPool",
    "Viewer",
    "check_password",
    "network_of",
    "sign_in",
    "sign_out",
    "viewer_of_session",
]
