"""API tokens of an organization, and the user tokens that the host has issued with one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tortoise.queryset import QuerySet

from api import tokens
from api.auth.standing import is_still_active
from api.errors import InvalidInput, LimitReached, NotFound
from api.models import validation
from api.models.acting import as_now, transaction_by
from api.models.audit import Action, Actor, HostActor, record_by
from api.models.database import transaction
from api.models.roles import require_admin
from api.models.session import ApiToken, ApiTokenKind, Scope
from api.models.user import User

USER_TOKEN_LIFETIME: Final = timedelta(minutes=15)
# An organization has one for each program of its own, and perhaps an old one beside each.
MOST_API_TOKENS: Final = 100


async def create_api_token(
    actor: Actor,
    now: datetime,
    *,
    label: str,
    scopes: Collection[Scope],
    expires_at: datetime | None = None,
) -> tuple[ApiToken, tokens.Token]:
    """A new API token of the admin's organization, which outlives its maker; shown once, here.

    Raises Forbidden for who is no admin, InvalidInput for what cannot be taken, LimitReached.
    """
    if not scopes:
        raise InvalidInput(
            "Say what the token may be used for: give at least one scope.", ("scopes",)
        )
    token = tokens.generate_token(tokens.API)
    row = ApiToken(
        organization_id=actor.organization_id,
        kind=ApiTokenKind.ORGANIZATION,
        expires_at=_end(expires_at, now),
        label=validation.line(label, "label", length=200, required=True),
        scopes=[scope.value for scope in Scope if scope in scopes],
        created_at=now,
        **_proof(token),
    )
    # Alone, so that no two make the last one.
    async with transaction_by(actor, alone=True) as by:
        require_admin(by.user, "manages API tokens")
        await _require_room(actor.organization_id)
        await row.save(force_create=True)
        await record_by(
            Action.API_TOKEN_CREATED, by, now, row.id, label=row.label, scopes=row.scopes
        )
    return row, token


def _end(expires_at: datetime | None, now: datetime) -> datetime | None:
    if expires_at is None:
        return None
    expires_at = validation.instant(expires_at, "expiresAt")
    if expires_at <= now:
        raise InvalidInput("Give an end that is still to come, or none.", ("expiresAt",))
    return expires_at


def _proof(token: tokens.Token) -> dict[str, Any]:
    """The columns by which a token is known again; the token itself is not kept."""
    return {"selector": token.selector, "secret_hash": tokens.hash_secret(token.secret)}


async def _require_room(organization_id: UUID) -> None:
    kept = api_tokens(organization_id).filter(revoked_at__isnull=True)
    if await kept.count() >= MOST_API_TOKENS:
        raise LimitReached(f"There are {MOST_API_TOKENS} API tokens. Revoke one first.")


async def revoke_api_token(actor: Actor, now: datetime, *, api_token_id: UUID) -> ApiToken:
    """Ends an API token, and with it every user token that it issued, from this moment.

    Raises Forbidden for who is no admin, NotFound for one that is not of the organization.
    """
    async with transaction_by(actor, alone=True) as by:
        require_admin(by.user, "manages API tokens")
        row = await ApiToken.get_or_none(
            id=api_token_id,
            organization_id=actor.organization_id,
            kind=ApiTokenKind.ORGANIZATION,
        )
        if row is None:
            raise NotFound(
                "There is no such API token. Load the list of API tokens again.", ("id",)
            )
        if await ApiToken.filter(id=row.id, revoked_at__isnull=True).update(revoked_at=now):
            await record_by(Action.API_TOKEN_REVOKED, by, now, row.id, label=row.label)
            row.revoked_at = now
    return row


async def create_user_token(
    actor: HostActor,
    now: datetime,
    *,
    external_id: str | None = None,
    email: str | None = None,
) -> tuple[User, tokens.Token, datetime]:
    """A token with which the host's front end acts as a user, and when it ends: 15 minutes on.

    The user is named by the host's own id or by the e-mail address. Raises InvalidInput unless it
    is one of them, NotFound for who is not an active user of the organization.
    """
    user, named_by = await _user_named(actor.organization_id, external_id, email)
    missing = NotFound(
        "There is no such active user. Send the user with `upsertUsers` and `active: true`.",
        (named_by,),
    )
    if user is None:
        raise missing
    token, expires_at = tokens.generate_token(tokens.USER), now + USER_TOKEN_LIFETIME
    # Not `transaction_by`: signing in is not to wait for a batch of the whole organization.
    async with transaction():
        await as_now(actor)
        # Who is let go meanwhile loses all tokens that there are then.
        if not await is_still_active(user):
            raise missing
        # One for each page that is opened: the ended ones must not pile up.
        await ApiToken.filter(user_id=user.id, expires_at__lte=now).delete()
        await ApiToken.create(
            organization_id=user.organization_id,
            kind=ApiTokenKind.USER,
            user_id=user.id,
            issued_by_id=actor.api_token_id,
            created_at=now,
            expires_at=expires_at,
            **_proof(token),
        )
        await record_by(Action.USER_TOKEN_CREATED, actor, now, user.id)
    return user, token, expires_at


async def _user_named(
    organization_id: UUID, external_id: str | None, email: str | None
) -> tuple[User | None, str]:
    """The active user of this name, and the field that has it."""
    if (external_id is None) == (email is None):
        raise InvalidInput("Give either the user's external id or the e-mail address.", ("email",))
    users = User.filter(organization_id=organization_id, active=True)
    if external_id is not None:
        known = validation.is_external_id(external_id)
        user = await users.get_or_none(external_id=external_id) if known else None
        return user, "userExternalId"
    folded = validation.fold_email(email or "")
    return await users.get_or_none(email=folded) if folded else None, "email"


def api_tokens(organization_id: UUID) -> QuerySet[ApiToken]:
    """The API tokens of an organization, revoked ones too."""
    return ApiToken.filter(organization_id=organization_id, kind=ApiTokenKind.ORGANIZATION)


def visible_api_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Those of the admin's organization; raises Forbidden for others."""
    require_admin(actor.user, "manages API tokens")
    return api_tokens(actor.organization_id)
