"""Whom events and tasks concern: up to a thousand people each, and up to a bound in a request."""

from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

from api.errors import BadRequest, NotFound
from api.ical.recurrence import Steps, TooManySteps
from api.models.database import fetch_rows
from api.models.entry import Event, EventAssignee, Task, TaskAssignee
from api.models.fields import key
from api.models.paging import Values
from api.models.roles import NO_USER
from api.models.user import User

_ASSIGNEES: Final[dict[type[Event | Task], tuple[type[Any], str]]] = {
    Event: (EventAssignee, "event_id"),
    Task: (TaskAssignee, "task_id"),
}
# A page of 100 events that concern 200 people each.
_MOST_ASSIGNED: Final = 20_000
_TOO_MANY: Final = (
    f"These concern more than {_MOST_ASSIGNED:,} people, each counted as often as something "
    "concerns them. Ask for smaller pages, or for `assignees` of fewer."
)


def assignments_of_request() -> Steps:
    """How many assignees one request may tell, each counted as often as something concerns them."""
    return Steps(_MOST_ASSIGNED, _TOO_MANY)


def concerning_id(event: Event) -> UUID:
    """The key of the event that says whom this one concerns: an occurrence has it of its series."""
    return key(event.series_id or event.id)


async def assignees_of(
    model: type[Event | Task], item_ids: Collection[UUID], assignments: Steps
) -> dict[UUID, list[User]]:
    """The users whom each of these events, or tasks, concerns, by name.

    `assignments` are those of the request. Raises BadRequest when there are more.
    """
    assignee_model, item_id = _ASSIGNEES[model]
    values = Values()
    statement = (
        f"SELECT a.{item_id} AS item_id, a.user_id FROM {assignee_model.Meta.table} a"  # noqa: S608  (names of our own)
        f" JOIN users u ON u.id = a.user_id WHERE a.{item_id} IN ({values.names(item_ids)})"
        f" ORDER BY u.name, u.id LIMIT {assignments.most + 1}"
    )
    rows = await fetch_rows(statement, *values.listed())
    try:
        assignments.take(len(rows))
    except TooManySteps as error:
        raise BadRequest(str(error)) from None
    users = {user.id: user for user in await User.filter(id__in={row["user_id"] for row in rows})}
    found: dict[UUID, list[User]] = {id_: [] for id_ in item_ids}
    for row in rows:
        found[key(row["item_id"])].append(users[key(row["user_id"])])
    return found


async def are_assigned(item: Event | Task, user_ids: Iterable[UUID] | None) -> bool:
    """Whether the item concerns these users already, and nobody else; true of None."""
    if user_ids is None:
        return True
    assignee_model, item_id = _ASSIGNEES[type(item)]
    assigned = await assignee_model.filter(**{item_id: item.id}).values_list("user_id", flat=True)
    return set(assigned) == set(user_ids)


async def assign(user: User, item: Event | Task, user_ids: Iterable[UUID] | None) -> None:
    """Makes the item concern these colleagues of the user, and nobody else; None changes nothing.

    Raises NotFound, which names `assigneeIds`, unless all of them are of the organization.
    """
    if user_ids is None:
        return
    wanted = set(user_ids)
    colleagues = User.filter(organization_id=user.organization_id, erased_at__isnull=True)
    if await colleagues.filter(id__in=wanted).count() != len(wanted):
        raise NotFound(NO_USER, ("assigneeIds",))
    assignee_model, item_id = _ASSIGNEES[type(item)]
    await assignee_model.filter(**{item_id: item.id}).delete()
    await assignee_model.bulk_create(
        [assignee_model(**{item_id: item.id, "user_id": user_id}) for user_id in sorted(wanted)]
    )
