"""The addresses of feeds: made when they are first shown, shown again as often as wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from ipaddress import ip_address
from secrets import token_bytes
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from api.feeds.operations.keys import newest_key_is_known
from api.models.audit import Action, Actor, AuditEntry
from api.models.database import transaction
from api.models.feed import Feed, FeedToken
from api.models.retiring import forget_retired, lock_user, showing_something
from api.models.user import User
from api.settings import Settings
from api.tokens import (
    NONCE_BYTES,
    Key,
    KeyRing,
    Token,
    derive_feed_token,
    generate_selector,
    hash_secret,
)

_LOCAL_SUFFIXES: Final = (".local", ".localhost", ".internal", ".lan", ".test", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Links:
    """One address in the forms in which programs take it. Its representation hides it."""

    url: str
    webcal: str
    google_calendar: str | None
    outlook_personal: str | None
    outlook_work: str | None

    def __repr__(self) -> str:
        return "<Links>"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token for a feed, with what the database keeps of it."""

    selector: str
    nonce: bytes
    key_fingerprint: str
    secret_hash: str

    def for_feed(self, feed: Feed, now: datetime) -> FeedToken:
        """The row under which this feed takes the token."""
        return FeedToken(
            feed_id=feed.id,
            user_id=feed.user_id,
            selector=self.selector,
            nonce=self.nonce,
            key_fingerprint=self.key_fingerprint,
            secret_hash=self.secret_hash,
            created_at=now,
        )


def new_token(key: Key) -> NewToken:
    """A new token; its secret can be derived again from the key, selector and nonce."""
    selector, nonce = generate_selector(), token_bytes(NONCE_BYTES)
    token = derive_feed_token(key, selector, nonce)
    return NewToken(selector, nonce, key.fingerprint, hash_secret(token.secret))


async def show_links(
    actor: Actor, feeds: Sequence[Feed], now: datetime, *, keys: KeyRing, settings: Settings
) -> dict[UUID, Links | None]:
    """The links of each of the actor's feeds, by feed id; None where the key of one is gone.

    None, too, for a new one of a feed that shows nothing, or while the newest key is missing.

    Makes the addresses that are not there yet, and notes once a day that each was shown.
    """
    live = await _live_tokens(feeds)
    missing = [feed for feed in feeds if feed.id not in live]
    if missing:
        # An address made now would come alive when access is given again.
        showing = await showing_something(actor.user.id)
        missing = [feed for feed in missing if feed.id in showing]
    if missing and await newest_key_is_known(keys):
        rows = [new_token(keys.first).for_feed(feed, now) for feed in missing]
        await _store(actor.user, rows, now, settings.reset_notice_days)
        live |= await _live_tokens(missing)
    links = {feed.id: _links_of(live.get(feed.id), keys, settings) for feed in feeds}
    await _note_shown(actor, [feed_id for feed_id, shown in links.items() if shown], now)
    return links


async def _store(user: User, rows: Sequence[FeedToken], now: datetime, notice_days: int) -> None:
    """Stores these tokens of the user's feeds, as far as they are still wanted."""
    async with transaction():
        await lock_user(user.id)
        # Another request may have made the same ones, or taken access away.
        showing = await showing_something(user.id)
        live = FeedToken.filter(user_id=user.id, retired_at__isnull=True)
        there = {token.feed_id for token in await live.only("feed_id")}
        wanted = showing - there
        await FeedToken.bulk_create(row for row in rows if row.feed_id in wanted)
        await forget_retired(user.id, now, notice_days)


async def _live_tokens(feeds: Iterable[Feed]) -> dict[UUID, FeedToken]:
    ids = [feed.id for feed in feeds]
    found = await FeedToken.filter(feed_id__in=ids, retired_at__isnull=True)
    return {token.feed_id: token for token in found if token.feed_id is not None}


def _links_of(row: FeedToken | None, keys: KeyRing, settings: Settings) -> Links | None:
    key = keys.find(row.key_fingerprint) if row else None
    if row is None or key is None:
        return None
    return links_of(derive_feed_token(key, row.selector, bytes(row.nonce)), settings)


def links_of(token: Token, settings: Settings) -> Links:
    """The address of a token, and the one-click links that programs have for addresses.

    Google and Outlook fetch from their own machines: they can take an address only if it is https
    on a public host.
    """
    url = f"{settings.base_url}/feeds/{token}.ics"
    webcal = "webcal://" + url.split("://", 1)[1]
    if not is_public(settings.base_url):
        return Links(url, webcal, None, None, None)
    google = webcal if settings.google_calendar_scheme == "webcal" else url
    outlook = urlencode({"url": url}, quote_via=quote)
    return Links(
        url,
        webcal,
        f"https://calendar.google.com/calendar/r?cid={quote(google, safe='')}",
        f"https://outlook.live.com/calendar/0/addfromweb?{outlook}",
        f"https://outlook.office.com/calendar/0/addfromweb?{outlook}",
    )


def is_public(base_url: str) -> bool:
    """Whether machines elsewhere can reach this address: https, and a name or address for all."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").rstrip(".")
    try:
        reachable = ip_address(host).is_global
    except ValueError:
        reachable = "." in host and not host.endswith(_LOCAL_SUFFIXES)
    return parts.scheme == "https" and reachable


async def _note_shown(actor: Actor, feed_ids: Sequence[UUID], now: datetime) -> None:
    """Records that these addresses were shown, each once on a UTC day."""
    user = actor.user
    if not await _not_noted(user, feed_ids, now):
        return
    async with transaction():
        # Requests of one user, one by one.
        await lock_user(user.id)
        fresh = await _not_noted(user, feed_ids, now)
        await AuditEntry.bulk_create(
            AuditEntry(
                organization_id=user.organization_id,
                actor_id=user.id,
                action=Action.ADDRESS_SHOWN,
                subject_id=feed_id,
                network=actor.network,
                api_token_id=actor.api_token_id,
                at=now,
            )
            for feed_id in fresh
        )


async def _not_noted(user: User, feed_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    shown: Any = AuditEntry.filter(actor_id=user.id, action=Action.ADDRESS_SHOWN, at__gte=today)
    noted = set(await shown.values_list("subject_id", flat=True))
    return [feed_id for feed_id in feed_ids if feed_id not in noted]
