"""Feeds that a user adds, and the settings of all of them."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api.errors import InvalidInput, LimitReached, NotFound, Unavailable
from api.feeds.operations.listing import visible_feeds
from api.ical import limits
from api.models import validation
from api.models.acting import as_now
from api.models.audit import Action, Actor, record_by
from api.models.calendar import Calendar
from api.models.database import transaction
from api.models.feed import Feed, FeedCalendar, FeedKind, RetiredReason
from api.models.retiring import lock_user, retire_empty, retire_feeds
from api.models.roles import NO_CALENDAR
from api.models.stamps import mark_feed
from api.models.user import User

# More programs and devices than a person has.
MOST_ADDED: Final = 50
MOST_CALENDARS: Final = 500
_MOST_AHEAD: Final = timedelta(minutes=10)

# What changes how an item reads, as opposed to the feed's name, calendars and end.
SETTINGS: Final = frozenset(
    {
        "detail",
        "task_format",
        "cancelled",
        "completed_tasks",
        "only_assigned_to_me",
        "calendar_name",
    }
)


async def create_feed(
    actor: Actor, now: datetime, *, calendar_ids: Collection[UUID] | None, fields: Mapping[str, Any]
) -> Feed:
    """A new feed for one program or device, over these calendars, or with None over all.

    `fields` are columns of Feed: `label`, `expires_at` and SETTINGS. Raises InvalidInput or
    NotFound, which name the field, and LimitReached.
    """
    user = actor.user
    feed = Feed(
        organization_id=user.organization_id,
        user_id=user.id,
        kind=FeedKind.ADDITIONAL,
        all_calendars=calendar_ids is None,
        created_at=now,
        **_checked(fields, now),
    )
    async with _transaction_of(actor):
        if await Feed.filter(user_id=user.id, kind=FeedKind.ADDITIONAL).count() >= MOST_ADDED:
            raise LimitReached(f"You have {MOST_ADDED} added feeds. Delete one that is not used.")
        await feed.save(force_create=True)
        await _choose(user, feed, calendar_ids)
        await _record(Action.FEED_CREATED, actor, feed, now)
    return feed


async def update_feed(
    actor: Actor,
    now: datetime,
    *,
    feed_id: UUID,
    fields: Mapping[str, Any],
    calendar_ids: Collection[UUID] | None = None,
    all_calendars: bool = False,
) -> Feed:
    """Changes the given columns of one of the actor's feeds; what is not given stays.

    An added feed can get other calendars too: these, or all of them.
    """
    chooses = calendar_ids is not None or all_calendars
    async with _transaction_of(actor):
        feed = await _own(actor.user, feed_id)
        _check_not_ahead(feed, now)
        if feed.expires_at is not None and feed.expires_at <= now:
            # What has ended stays so: whoever had the address was told.
            await retire_feeds([feed.id], feed.expires_at, RetiredReason.EXPIRED)
        checked = _checked(fields, now)
        changed = {name: value for name, value in checked.items() if value != getattr(feed, name)}
        if feed.kind is not FeedKind.ADDITIONAL and (changed.keys() - SETTINGS or chooses):
            raise InvalidInput(
                "Only a feed that you added has a label, an end and calendars of its choice. "
                "Change the settings of this one, or add a feed."
            )
        if chooses:
            changed["all_calendars"] = all_calendars
            await _choose(actor.user, feed, None if all_calendars else calendar_ids)
        if changed:
            await _change(actor, now, feed, changed)
        await feed.refresh_from_db()
    return feed


async def _change(actor: Actor, now: datetime, feed: Feed, changed: Mapping[str, Any]) -> None:
    """Writes these columns, and lets what programs are told of the feed follow."""
    await feed.update_from_dict(dict(changed)).save(update_fields=[*changed])
    await _record(Action.FEED_UPDATED, actor, feed, now, changed=sorted(changed))
    if changed.keys() & (SETTINGS | {"all_calendars"}):
        await mark_feed(actor.user.organization_id, feed.id, now)
    if "all_calendars" in changed:
        await retire_empty([actor.user.id], now)


async def delete_feed(actor: Actor, now: datetime, *, feed_id: UUID) -> None:
    """Removes a feed that the actor added; its address says so for some days."""
    async with _transaction_of(actor):
        feed = await _own(actor.user, feed_id)
        if feed.kind is not FeedKind.ADDITIONAL:
            raise InvalidInput("Everyone has this feed. Reset it to replace its address.", ("id",))
        await retire_feeds([feed.id], now, RetiredReason.DELETED)
        await _record(Action.FEED_DELETED, actor, feed, now)
        await feed.delete()


@asynccontextmanager
async def _transaction_of(actor: Actor) -> AsyncIterator[None]:
    """A transaction of a user about their own feeds, one by one: the limit holds.

    Raises Unauthenticated for who was let go since the request came in: nothing that could be
    theirs is to be made of somebody who was erased meanwhile.
    """
    async with transaction():
        await lock_user(actor.user.id)
        await as_now(actor)
        yield


def _check_not_ahead(feed: Feed, now: datetime) -> None:
    """Each change is a second later than the one before: too many would run into the future."""
    if feed.changed_at is not None and feed.changed_at - now > _MOST_AHEAD:
        raise Unavailable("This feed was changed very often just now. Try again later.", 60)


async def _own(user: User, feed_id: UUID) -> Feed:
    feed = await visible_feeds(user.id).get_or_none(id=feed_id)
    if feed is None:
        raise NotFound("There is no such feed among yours. Load your feeds again.", ("id",))
    return feed


def _checked(fields: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    values = dict(fields)
    if "label" in values:
        values["label"] = validation.line(
            values["label"], "label", length=limits.NAME_LENGTH, required=True
        )
    if values.get("expires_at") is not None:
        validation.instant(values["expires_at"], "expiresAt")
        if values["expires_at"] <= now:
            raise InvalidInput("Give a time that is still to come.", ("expiresAt",))
    return values


async def _choose(user: User, feed: Feed, calendar_ids: Collection[UUID] | None) -> None:
    """Makes these the calendars of the feed; with None it lists none, as it is over all."""
    await FeedCalendar.filter(feed_id=feed.id).delete()
    if calendar_ids is None:
        return
    wanted = sorted(set(calendar_ids))
    if not wanted:
        raise InvalidInput(
            "Name at least one calendar, or leave calendarIds out for all of them.",
            ("calendarIds",),
        )
    if len(wanted) > MOST_CALENDARS:
        raise InvalidInput(
            f"Name at most {MOST_CALENDARS} calendars, or leave calendarIds out for all of them.",
            ("calendarIds",),
        )
    if await Calendar.visible_to(user.id).filter(id__in=wanted).count() != len(wanted):
        raise NotFound(NO_CALENDAR, ("calendarIds",))
    await FeedCalendar.bulk_create(FeedCalendar(feed_id=feed.id, calendar_id=id_) for id_ in wanted)


async def _record(
    action: Action, actor: Actor, feed: Feed, now: datetime, **details: object
) -> None:
    await record_by(action, actor, now, feed.id, **details)
