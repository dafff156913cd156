"""The members of a calendar: who gets which role, and what follows from it."""

from datetime import datetime
from uuid import UUID

from api.errors import InvalidInput, NotFound
from api.ical.feed_settings import Detail
from api.models.access import CalendarAccess, CalendarRole
from api.models.audit import Action, Actor, record_calendar
from api.models.calendar import Calendar, Member
from api.models.database import transaction
from api.models.retiring import lock_user, retire_empty
from api.models.roles import managed_calendar, own_calendar, require_colleague
from api.models.stamps import mark_feeds_of_user


async def set_member(
    actor: Actor, now: datetime, *, calendar_id: UUID, user_id: UUID, role: CalendarRole
) -> Calendar:
    """Gives a user of the organization this role in the calendar, whatever the role was before."""
    async with transaction():
        calendar = await managed_calendar(actor.user, calendar_id)
        await require_colleague(actor.user, user_id)
        await lock_user(user_id)
        if role is not CalendarRole.OWNER:
            await _keep_an_owner(calendar, without=user_id)
        before = await _sight(user_id, calendar.id)
        # Whatever was made while there was nothing to show must not come alive with this.
        await retire_empty([user_id], now)
        member = Member.filter(calendar_id=calendar.id, user_id=user_id)
        if not await member.update(role=role):
            await Member.create(calendar_id=calendar.id, user_id=user_id, role=role, created_at=now)
        await _follow_access(calendar, user_id, before, now)
        await record_calendar(
            Action.MEMBER_SET, actor, calendar, now, user_id=str(user_id), role=role.value
        )
    return calendar


async def remove_member(
    actor: Actor, now: datetime, *, calendar_id: UUID, user_id: UUID
) -> Calendar:
    """Takes the user's membership away; NotFound when there is none.

    Everybody may end their own: what others put into one's feeds one can put out again.
    """
    async with transaction():
        if user_id == actor.user.id:
            calendar = await own_calendar(actor.user, calendar_id)
        else:
            calendar = await managed_calendar(actor.user, calendar_id)
        await require_colleague(actor.user, user_id)
        await lock_user(user_id)
        await _keep_an_owner(calendar, without=user_id)
        before = await _sight(user_id, calendar.id)
        removed = await Member.filter(calendar_id=calendar.id, user_id=user_id).delete()
        if not removed:
            raise NotFound("This user is not a member of the calendar.", ("userId",))
        await _follow_access(calendar, user_id, before, now)
        await record_calendar(Action.MEMBER_REMOVED, actor, calendar, now, user_id=str(user_id))
    return calendar


async def _keep_an_owner(calendar: Calendar, *, without: UUID) -> None:
    owners = Member.filter(calendar_id=calendar.id, role=CalendarRole.OWNER)
    if await owners.filter(user_id=without).exists() and await owners.count() == 1:
        raise InvalidInput(
            "This is the calendar's only owner. Make somebody else an owner first.", ("userId",)
        )


async def _sight(user_id: UUID, calendar_id: UUID) -> tuple[Detail, bool] | None:
    """The most that a feed of the user may show of the calendar, and whether of times alone.

    The latter is the role's: a ceiling may leave times only to others, who see whom they concern.
    None without access.
    """
    access = await CalendarAccess.get_or_none(user_id=user_id, calendar_id=calendar_id)
    return (access.detail, access.role is CalendarRole.FREE_BUSY_READER) if access else None


async def _follow_access(
    calendar: Calendar, user_id: UUID, before: tuple[Detail, bool] | None, now: datetime
) -> None:
    """Lets the user's feeds and addresses follow a change of what they may show."""
    after = await _sight(user_id, calendar.id)
    if before not in {None, after}:
        await mark_feeds_of_user(calendar.organization_id, user_id, calendar.id, now)
        await retire_empty([user_id], now)
