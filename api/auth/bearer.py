"""Bearer tokens: which host application, or which user on whose behalf it acts, sends a request."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api import tokens
from api.auth.sessions import Viewer
from api.errors import Unauthenticated
from api.models.database import fetch_rows
from api.models.fields import instant
from api.models.session import ApiToken, ApiTokenKind, Scope
from api.models.user import User

# RFC 6750 section 2.1; a scheme's name is written in any case (RFC 9110 section 11.1).
_BEARER: Final = re.compile(r"bearer(?:\s+(.*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Host:
    """The host application, by an API token of its organization."""

    organization_id: UUID
    api_token_id: UUID
    scopes: frozenset[Scope]


def bearer_token(authorization: str | None) -> str | None:
    """The token of an Authorization header; None without one, and for another scheme.

    What is no token is given as it stands: whoever means to send one is not to be taken for another
    by a cookie.
    """
    match = _BEARER.fullmatch((authorization or "").strip())
    return (match[1] or "") if match else None


# What a user token was issued by must be good as well.
_STATEMENT: Final = """
SELECT t.id, t.secret_hash, t.expires_at, t.issued_by_id, i.expires_at AS issuer_expires_at
FROM api_tokens t LEFT JOIN api_tokens i ON i.id = t.issued_by_id
WHERE t.selector = $1 AND t.kind = $2 AND t.revoked_at IS NULL AND i.revoked_at IS NULL
"""


async def identify_bearer(text: str, now: datetime) -> Viewer | Host:
    """Whom a bearer token stands for.

    Raises Unauthenticated, alike for a token that is malformed, unknown, wrong, expired or revoked,
    or whose user may not sign in any more.
    """
    refused = Unauthenticated(
        "This bearer token is not, or no longer, valid. Sign in again, or get a new token."
    )
    token = tokens.parse_token(text, tokens.API) or tokens.parse_token(text, tokens.USER)
    if token is None:
        raise refused
    kind = ApiTokenKind.USER if token.prefix == tokens.USER else ApiTokenKind.ORGANIZATION
    rows = await fetch_rows(_STATEMENT, token.selector, kind.value)
    if not tokens.verify_secret(rows[0]["secret_hash"] if rows else None, token.secret):
        raise refused
    if _has_expired(rows[0], now):
        raise refused
    row = await ApiToken.get(id=rows[0]["id"])
    if kind is ApiTokenKind.ORGANIZATION:
        return Host(row.organization_id, row.id, frozenset(map(Scope, row.scopes)))
    user = await User.get_or_none(id=row.user_id, active=True)
    if user is None:
        raise refused
    return Viewer(user, user_token_id=row.id, api_token_id=row.issued_by_id)


def _has_expired(row: Any, now: datetime) -> bool:
    ends = (instant(row["expires_at"]), instant(row["issuer_expires_at"]))
    return any(end is not None and end <= now for end in ends)
