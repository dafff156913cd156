"""The members that the host application gives its calendars."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.errors import InvalidInput, NotFound
from api.models import validation
from api.models.access import CalendarRole
from api.models.audit import Action, AuditEntry, HostActor, entry_by
from api.models.calendar import Member
from api.models.database import execute_many
from api.models.hosting.finding import NO_SUCH_USER, users_called
from api.models.hosting.refusals import Refusals
from api.models.membership import Pair, following_access

# The roles that the host gives, by user.
Members = Mapping[UUID, CalendarRole]
# Of all calendars of a batch together: a second or two of the database's time.
_MOST: Final = 1_000
_SET_ROLE: Final = "UPDATE members SET role = $1, of_host = TRUE WHERE id = $2"


@dataclass(frozen=True, slots=True)
class MemberName:
    """A member as the host names them, by its own id or by e-mail address, and the role."""

    role: CalendarRole
    external_id: str | None = None
    email: str | None = None


async def wanted_members(
    organization_id: UUID, items: Mapping[int, Mapping[str, Any]], refusals: Refusals
) -> dict[int, Members]:
    """The members of those items that say them; notes those that name a user who is not there."""
    names = {index: fields["members"] for index, fields in items.items() if "members" in fields}
    everyone = [name for listed in names.values() for name in listed]
    if len(everyone) > _MOST:
        raise InvalidInput(
            f"Send at most {_MOST:,} members at once; these calendars have {len(everyone):,}.",
            ("calendars",),
        )
    called = await users_called(organization_id, {each.external_id or "" for each in everyone})
    addressed = await users_called(organization_id, {_address(each) for each in everyone}, "email")
    wanted: dict[int, Members] = {}
    for index, listed in names.items():
        with refusals.of(index):
            wanted[index] = _members(listed, called, addressed)
    return wanted


def _members(
    listed: Collection[MemberName], called: Mapping[str, UUID], addressed: Mapping[str, UUID]
) -> Members:
    members: dict[UUID, CalendarRole] = {}
    for number, name in enumerate(listed):
        path = ("members", str(number))
        if (name.external_id is None) == (name.email is None):
            raise InvalidInput("Name the user either by external id or by e-mail address.", path)
        by_id = name.external_id is not None
        user_id = called.get(name.external_id or "") if by_id else addressed.get(_address(name))
        if user_id is None:
            raise NotFound(NO_SUCH_USER, (*path, "userExternalId" if by_id else "email"))
        if user_id in members:
            raise InvalidInput("This user is in the list twice. Leave one of them out.", path)
        members[user_id] = name.role
    return members


def _address(name: MemberName) -> str:
    folded = validation.fold_email(name.email or "")
    return folded or ""


async def set_members(actor: HostActor, now: datetime, lists: Mapping[UUID, Members]) -> set[UUID]:
    """Gives calendars, whose locks are held, just these members of the host.

    Returns those that it changed.
    """
    stored = await Member.filter(calendar_id__in=list(lists))
    rows = {(row.calendar_id, row.user_id): row for row in stored}
    wanted = {
        (calendar_id, user_id): role
        for calendar_id, members in lists.items()
        for user_id, role in members.items()
    }
    set_pairs = {
        pair: role
        for pair, role in wanted.items()
        if pair not in rows or (rows[pair].role, rows[pair].of_host) != (role, True)
    }
    gone = {pair for pair, row in rows.items() if row.of_host and pair not in wanted}
    if not set_pairs and not gone:
        return set()
    async with following_access(actor.organization_id, set_pairs.keys() | gone, now):
        await _store(rows, set_pairs, gone, now)
    await AuditEntry.bulk_create(_entries(actor, now, set_pairs, gone))
    return {calendar_id for calendar_id, _ in (*set_pairs, *gone)}


async def _store(
    rows: Mapping[Pair, Member],
    set_pairs: Mapping[Pair, CalendarRole],
    gone: Collection[Pair],
    now: datetime,
) -> None:
    known = [[role.value, rows[pair].id] for pair, role in set_pairs.items() if pair in rows]
    await execute_many(_SET_ROLE, known)
    await Member.bulk_create(
        Member(calendar_id=pair[0], user_id=pair[1], role=role, of_host=True, created_at=now)
        for pair, role in set_pairs.items()
        if pair not in rows
    )
    await Member.filter(id__in=[rows[pair].id for pair in gone]).delete()


def _entries(
    actor: HostActor,
    now: datetime,
    set_pairs: Mapping[Pair, CalendarRole],
    gone: Collection[Pair],
) -> list[AuditEntry]:
    entries = [
        entry_by(Action.MEMBER_SET, actor, now, calendar_id, user_id=str(user_id), role=role.value)
        for (calendar_id, user_id), role in set_pairs.items()
    ]
    return entries + [
        entry_by(Action.MEMBER_REMOVED, actor, now, calendar_id, user_id=str(user_id))
        for calendar_id, user_id in gone
    ]
