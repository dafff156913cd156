"""Whoever acts, asked again in the transaction: a request may be older than what ended its right.

An admin may have been let go or be one no more, an API token may have been revoked, since the
request was let in. What takes such a right away locks the organization's row for itself, and what
relies on one shares it: so neither comes in between the other's question and its commit. The
organization is locked before anything else (`api.models.retiring` has the order of the rest).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final, TypeVar
from uuid import UUID

from api.errors import Unauthenticated
from api.models.audit import Actor, HostActor
from api.models.connections import is_postgres
from api.models.database import execute, transaction
from api.models.session import ApiToken
from api.models.user import User

# SQLite has no such clause, and one writer at a time.
_SHARE: Final = "SELECT id FROM organizations WHERE id = $1 FOR SHARE"
_LOCK: Final = "SELECT id FROM organizations WHERE id = $1 FOR NO KEY UPDATE"

By = TypeVar("By", Actor, HostActor)


@asynccontextmanager
async def transaction_by(by: By, *, alone: bool = False) -> AsyncIterator[By]:
    """A transaction of somebody, whom the block gets as they are now.

    With `alone` no other of the organization runs beside it: for what takes rights away, and for
    what counts in the whole organization. Raises Unauthenticated for who may do nothing any more.
    """
    async with transaction():
        await lock_organization(by.organization_id, alone=alone)
        yield await as_now(by)


async def lock_organization(organization_id: UUID, *, alone: bool = True) -> None:
    """Locks the organization until the transaction ends; unless alone, beside others who share."""
    if is_postgres():
        await execute(_LOCK if alone else _SHARE, organization_id)


async def as_now(by: By) -> By:
    """Whoever acts, as they are now; raises Unauthenticated when that is nobody any more."""
    if by.api_token_id is not None:
        good = ApiToken.filter(id=by.api_token_id, revoked_at__isnull=True)
        if not await good.exists():
            raise Unauthenticated
    if isinstance(by, HostActor):
        return by
    user = await User.get_or_none(id=by.user.id, active=True)
    if user is None:
        raise Unauthenticated
    return replace(by, user=user)
