"""Lists that each calendar has beside its agenda: its tasks, its members; and who sees members."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from tortoise.queryset import QuerySet

from api.ical.window import Window
from api.models.access import CalendarRole
from api.models.calendar import Member
from api.models.database import fetch_rows
from api.models.entry import Task
from api.models.fields import key
from api.models.pacing import paced
from api.models.paging import BATCH, Page, Values, all_of, columns_of, page_of, reach
from api.models.user import User, UserRole

# A list of a calendar as a SELECT that ends in a condition.
Source = Callable[[UUID, Values], str]

_SEES_MEMBERS: Final = [role for role in CalendarRole if role.sees_details]


class CalendarMember(NamedTuple):
    """A member: keys of membership and calendar, the role, whether the host gives it, the user."""

    id: UUID
    calendar_id: UUID
    role: CalendarRole
    of_host: bool
    user: User


def sees_members(user: User | None, role: CalendarRole | None) -> bool:
    """Whether a user with this role in a calendar, or none, sees who its members are.

    Whoever reads a calendar may know who else does; whoever sees its times only may not. Admins
    manage members. Without a user the host application reads, as a reader of all calendars.
    """
    return role in _SEES_MEMBERS or (user is not None and user.role is UserRole.ADMIN)


def visible_members(organization_id: UUID, user: User | None) -> QuerySet[Member]:
    """All memberships that `sees_members` shows, each with its user."""
    members = Member.filter(calendar__organization_id=organization_id).select_related("user")
    if user is None or user.role is UserRole.ADMIN:
        return members
    return members.filter(
        calendar__access__user_id=user.id, calendar__access__role__in=_SEES_MEMBERS
    )


async def tasks_in(
    calendar_ids: Sequence[UUID], window: Window, completed: bool | None, page: Page
) -> dict[UUID, list[Task]]:
    """The same page of each calendar's tasks that are due in the window, by due time and key.

    One more than the page has, if there is one; `completed` None takes open ones and done ones.
    """
    rows = await _pages(
        calendar_ids, _tasks(reach(window, page), completed), ("due_at", "id"), page
    )
    # The ORM's own way to make one of a row, which has no public name.
    return {
        id_: [Task._init_from_db(**row) for row in of]  # noqa: SLF001
        async for id_, of in paced(rows.items(), in_one_go=1)
    }


async def count_tasks(
    calendar_ids: Sequence[UUID], window: Window, completed: bool | None
) -> dict[UUID, int]:
    """How many such tasks each calendar has."""
    return await _counts(calendar_ids, _tasks(window, completed))


async def members_of(calendar_ids: Sequence[UUID], page: Page) -> dict[UUID, list[CalendarMember]]:
    """The same page of each calendar's members by name, and one more if there is one."""
    rows = await _pages(calendar_ids, _members, ("name", "member_id"), page)
    return {id_: [_member(row) for row in of] async for id_, of in paced(rows.items(), in_one_go=1)}


async def count_members(calendar_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many members each calendar has."""
    return await _counts(calendar_ids, _members)


def _tasks(window: Window, completed: bool | None) -> Source:
    state = {None: "", True: " AND completed_at IS NOT NULL", False: " AND completed_at IS NULL"}

    def source(calendar_id: UUID, values: Values) -> str:
        return (
            f"SELECT * FROM tasks WHERE calendar_id = {values.name(calendar_id)}"  # noqa: S608
            f" AND due_at >= {values.name(window.start)} AND due_at < {values.name(window.end)}"
            f"{state[completed]}"
        )

    return source


def _members(calendar_id: UUID, values: Values) -> str:
    user = ", ".join(f"u.{column}" for column in columns_of(User))
    members = (
        "SELECT m.calendar_id, m.id AS member_id, m.role AS member_role,"  # noqa: S608
        f" m.of_host AS member_of_host, {user}"
        f" FROM members m JOIN users u ON u.id = m.user_id"
        f" WHERE m.calendar_id = {values.name(calendar_id)}"
    )
    # So that the condition of a page can name what is selected.
    return f"SELECT * FROM ({members}) AS member WHERE TRUE"  # noqa: S608


def _member(row: dict[str, Any]) -> CalendarMember:
    user = User._init_from_db(**row)  # noqa: SLF001  (as above)
    role, of_host = CalendarRole(row["member_role"]), bool(row["member_of_host"])
    return CalendarMember(key(row["member_id"]), key(row["calendar_id"]), role, of_host, user)


async def _pages(
    calendar_ids: Sequence[UUID], source: Source, order: Sequence[str], page: Page
) -> dict[UUID, list[dict[str, Any]]]:
    """The rows of the same page of each calendar's list, in this order."""
    found: dict[UUID, list[dict[str, Any]]] = {id_: [] for id_ in calendar_ids}
    for start in range(0, len(calendar_ids), BATCH):
        values = Values()
        parts = [
            page_of(source(id_, values), order, page, values)
            for id_ in calendar_ids[start : start + BATCH]
        ]
        statement = f"{all_of(parts)} ORDER BY {', '.join(order)}"
        async for row in paced(await fetch_rows(statement, *values.listed())):
            found[key(row["calendar_id"])].append(row)
    return found


async def _counts(calendar_ids: Sequence[UUID], source: Source) -> dict[UUID, int]:
    counts = dict.fromkeys(calendar_ids, 0)
    for start in range(0, len(calendar_ids), BATCH):
        values = Values()
        parts = [
            f"SELECT calendar_id, COUNT(*) AS number FROM ({source(id_, values)}) AS list"  # noqa: S608
            " GROUP BY calendar_id"
            for id_ in calendar_ids[start : start + BATCH]
        ]
        for row in await fetch_rows(all_of(parts), *values.listed()):
            counts[key(row["calendar_id"])] = row["number"]
    return counts
