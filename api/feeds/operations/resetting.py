"""Reset: new addresses for a user's feeds; the old ones give no data from that moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.errors import InvalidInput, NotFound
from api.feeds.operations.addresses import NewToken, new_token
from api.feeds.operations.keys import require_newest_key
from api.feeds.operations.listing import visible_feeds
from api.feeds.operations.programs import FeedUse, programs_in_use, uses
from api.models.acting import as_now, lock_organization
from api.models.audit import Action, Actor, record_user
from api.models.database import transaction
from api.models.feed import Feed, FeedToken, RetiredReason
from api.models.retiring import (
    forget_retired,
    lock_user,
    retire_feeds,
    showing_something,
)
from api.models.roles import colleague
from api.models.user import User
from api.tokens import KeyRing


@dataclass(frozen=True, slots=True)
class Reset:
    """The visible feeds that were asked for, and which addresses were replaced."""

    feeds: list[Feed]
    # By feed, the keys of the programs that were using its old address.
    replaced: Mapping[UUID, Sequence[str]]


async def reset_feeds(
    user: User,
    feed_ids: Collection[UUID] | None,
    now: datetime,
    *,
    keys: KeyRing,
    by: Actor | None,
    notice_days: int,
    leaves_notice: bool = True,
) -> Reset:
    """Replaces the addresses of these feeds of the user, or of all with None, in one transaction.

    `by` is who does it, for the audit log: None for a command. `leaves_notice` says whether the old
    addresses explain themselves for `notice_days`, or answer 404 at once; those that have nothing
    to say any more are deleted.

    A feed whose address was never shown has nothing to replace: it gets one when it is shown. One
    that shows nothing loses its address and gets none.
    Raises InvalidInput for an empty list, NotFound for a feed that is not the user's, Unavailable
    while the newest key is missing; nothing is reset then.
    """
    await require_newest_key(keys)
    feeds = Feed.filter(user_id=user.id)
    if feed_ids is not None:
        feeds = feeds.filter(id__in=list(feed_ids))
        await _check_all_found(user, feed_ids)
    # Hashing takes its time, so the tokens are there before the transaction begins.
    prepared = [new_token(keys.first) for _ in range(await feeds.count())]
    async with transaction():
        if by is not None:
            by = await _may_reset(by, user)
        # Resets of one user, one by one.
        await lock_user(user.id)
        replaced = await feeds.filter(tokens__retired_at__isnull=True, tokens__id__isnull=False)
        in_use = await programs_in_use([feed.id for feed in replaced], now)
        await retire_feeds(
            [feed.id for feed in replaced], now, RetiredReason.RESET, leaves_notice=leaves_notice
        )
        # An address made now of a feed that shows nothing would come alive with access given later.
        showing = await showing_something(user.id)
        renewed = [feed for feed in replaced if feed.id in showing]
        await _renew(renewed, prepared, now, keys)
        await forget_retired(user.id, now, notice_days)
        reset = sorted(str(feed.id) for feed in replaced)
        await record_user(Action.FEEDS_RESET, by, user, now, feeds=reset)
    shown = visible_feeds(user.id).order_by("id")
    return Reset(
        feeds=await (shown if feed_ids is None else shown.filter(id__in=list(feed_ids))),
        replaced={feed.id: [row.program for row in in_use.get(feed.id, ())] for feed in replaced},
    )


async def reset_feeds_of(
    actor: Actor,
    user_id: UUID,
    now: datetime,
    *,
    keys: KeyRing,
    notice_days: int,
    leaves_notice: bool,
) -> list[FeedUse]:
    """Replaces all addresses of a user as an admin, who is shown none of them.

    Returns the feeds that had one, with the programs that were using it. Raises as `reset_feeds`
    does, Forbidden for others than admins, and NotFound for a user of another organization.
    """
    user = await colleague(actor.user, user_id, "userId")
    reset = await reset_feeds(
        user,
        None,
        now,
        keys=keys,
        by=actor,
        notice_days=notice_days,
        leaves_notice=leaves_notice,
    )
    return await uses(reset.replaced)


async def _check_all_found(user: User, feed_ids: Collection[UUID]) -> None:
    if not feed_ids:
        raise InvalidInput(
            "Name at least one feed, or leave feedIds out to reset all of them.", ("feedIds",)
        )
    if await visible_feeds(user.id).filter(id__in=list(feed_ids)).count() != len(set(feed_ids)):
        raise NotFound("There is no such feed among yours. Load your feeds again.", ("feedIds",))


async def _may_reset(by: Actor, user: User) -> Actor:
    """Who does it, as they are now; raises Forbidden for who may not reset this user's feeds."""
    await lock_organization(by.organization_id, alone=False)
    by = await as_now(by)
    if by.user.id != user.id:
        await colleague(by.user, user.id)
    return by


async def _renew(feeds: list[Feed], prepared: list[NewToken], now: datetime, keys: KeyRing) -> None:
    """Gives each feed a new token; more are made only if feeds were added meanwhile."""
    tokens = prepared + [new_token(keys.first) for _ in feeds[len(prepared) :]]
    rows = [token.for_feed(feed, now) for feed, token in zip(feeds, tokens, strict=False)]
    await FeedToken.bulk_create(rows)
