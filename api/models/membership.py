"""The members of a calendar: who gets which role, and what follows from it."""

from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.errors import HostManaged, InvalidInput, LimitReached, NotFound
from api.models.access import CalendarRole
from api.models.acting import transaction_by
from api.models.audit import Action, Actor, record_calendar
from api.models.batches.stored import placeholders
from api.models.calendar import Calendar, Member
from api.models.database import fetch_rows
from api.models.fields import key
from api.models.retiring import lock_user, lock_users, retire_empty
from api.models.roles import managed_calendar, own_calendar, require_colleague
from api.models.stamps import mark_feeds_of_users

# Keys of a calendar and of a user.
Pair = tuple[UUID, UUID]

# Each is one more in its owner's feed of all calendars, and in that of whoever is made a member.
MOST_OWNED: Final = 500


async def set_member(
    actor: Actor, now: datetime, *, calendar_id: UUID, user_id: UUID, role: CalendarRole
) -> Calendar:
    """Gives a user of the organization this role in the calendar, whatever the role was before.

    Raises LimitReached when it makes the owner of very many calendars own one more.
    """
    async with transaction_by(actor) as by:
        calendar = await managed_calendar(by.user, calendar_id)
        await require_colleague(by.user, user_id)
        await _check_is_own(calendar, user_id)
        if role is CalendarRole.OWNER:
            await require_room_to_own(user_id, calendar.id, ("userId",))
        else:
            await _keep_an_owner(calendar, without=user_id)
        async with following_access(calendar.organization_id, {(calendar.id, user_id)}, now):
            member = Member.filter(calendar_id=calendar.id, user_id=user_id)
            if not await member.update(role=role):
                await Member.create(
                    calendar_id=calendar.id, user_id=user_id, role=role, created_at=now
                )
        await record_calendar(
            Action.MEMBER_SET, by, calendar, now, user_id=str(user_id), role=role.value
        )
    return calendar


async def remove_member(
    actor: Actor, now: datetime, *, calendar_id: UUID, user_id: UUID
) -> Calendar:
    """Takes the user's membership away; NotFound when there is none.

    Everybody may end their own: what others put into one's feeds one can put out again.
    """
    async with transaction_by(actor) as by:
        if user_id == by.user.id:
            calendar = await own_calendar(by.user, calendar_id)
        else:
            calendar = await managed_calendar(by.user, calendar_id)
        await require_colleague(by.user, user_id)
        await _check_is_own(calendar, user_id)
        await _keep_an_owner(calendar, without=user_id)
        async with following_access(calendar.organization_id, {(calendar.id, user_id)}, now):
            removed = await Member.filter(calendar_id=calendar.id, user_id=user_id).delete()
            if not removed:
                raise NotFound(
                    "This user is not a member of the calendar. Load its members again.",
                    ("userId",),
                )
        await record_calendar(Action.MEMBER_REMOVED, by, calendar, now, user_id=str(user_id))
    return calendar


async def require_room_to_own(user_id: UUID, calendar_id: UUID, path: tuple[str, ...] = ()) -> None:
    """Raises LimitReached unless the user may own this calendar beside those that they own already.

    Asked wherever users make somebody an owner, the user locked until the transaction ends. What
    the host application gives counts for nothing: its calendars are as many as the firm has.
    """
    await lock_user(user_id)
    owned = Member.filter(user_id=user_id, role=CalendarRole.OWNER, of_host=False)
    if await owned.exclude(calendar_id=calendar_id).count() >= MOST_OWNED:
        raise LimitReached(
            f"A user owns at most {MOST_OWNED} calendars. Delete one of them, or make somebody "
            "else its owner instead.",
            path,
        )


async def _check_is_own(calendar: Calendar, user_id: UUID) -> None:
    if await Member.exists(calendar_id=calendar.id, user_id=user_id, of_host=True):
        raise HostManaged(
            "This membership comes from the host application; change it there.", ("userId",)
        )


async def _keep_an_owner(calendar: Calendar, *, without: UUID) -> None:
    if calendar.external_id is not None:
        return  # the host application looks after it
    rows: Any = Member.filter(calendar_id=calendar.id, role=CalendarRole.OWNER)
    owners = dict(await rows.values_list("user_id", "user__active"))
    # Who was let go looks after nothing; where nobody else is left, they are still somebody to ask.
    left = {user_id for user_id, active in owners.items() if active} or owners.keys()
    if left == {without}:
        raise InvalidInput(
            "Nobody else who is active owns this calendar. Make somebody else an owner first.",
            ("userId",),
        )


@asynccontextmanager
async def following_access(
    organization_id: UUID, pairs: AbstractSet[Pair], now: datetime
) -> AsyncIterator[None]:
    """Lets feeds and addresses follow what the block does with the membership of these users.

    To be used in the transaction of the change, which holds the locks of the calendars.
    """
    users = sorted({user_id for _, user_id in pairs})
    await lock_users(users)
    before = await _sights(pairs)
    # Whatever was made while there was nothing to show must not come alive with this.
    await retire_empty(sorted({pair[1] for pair in pairs - before.keys()}), now)
    yield
    after = await _sights(pairs)
    changed = [pair for pair in before if before[pair] != after.get(pair)]
    await mark_feeds_of_users(organization_id, changed, now)
    await retire_empty(sorted({pair[1] for pair in before.keys() - after.keys()}), now)


async def _sights(pairs: AbstractSet[Pair]) -> dict[Pair, tuple[str, bool]]:
    """The most that feeds of these users may show of these calendars, and whether of times alone.

    The latter is the role's: a ceiling may leave times only to others, who see whom they concern.
    A pair without access is left out. One statement for each user or each calendar, whichever are
    fewer, with values of both: neither engine pushes a joined column into the view.
    """
    users: dict[UUID, list[UUID]] = {}
    calendars: dict[UUID, list[UUID]] = {}
    for calendar_id, user_id in pairs:
        calendars.setdefault(user_id, []).append(calendar_id)
        users.setdefault(calendar_id, []).append(user_id)
    fewer = len(users) < len(calendars)
    one, several, groups = (
        ("calendar_id", "user_id", users) if fewer else ("user_id", "calendar_id", calendars)
    )
    sights: dict[Pair, tuple[str, bool]] = {}
    for value, values in groups.items():
        places = placeholders(len(values), after=1)
        rows = await fetch_rows(
            "SELECT user_id, calendar_id, role, detail FROM calendar_access"  # noqa: S608  (names of our own)
            f" WHERE {one} = $1 AND {several} IN ({places})",
            value,
            *values,
        )
        for row in rows:
            pair = key(row["calendar_id"]), key(row["user_id"])
            sights[pair] = row["detail"], not CalendarRole(row["role"]).sees_details
    return sights
