"""Whom events and tasks concern."""

from collections.abc import Collection, Iterable
from typing import Any, Final
from uuid import UUID

from api.errors import NotFound
from api.models.entry import Event, EventAssignee, Task, TaskAssignee
from api.models.fields import key
from api.models.roles import NO_USER
from api.models.user import User

_ASSIGNEES: Final[dict[type[Event | Task], tuple[type[Any], str]]] = {
    Event: (EventAssignee, "event_id"),
    Task: (TaskAssignee, "task_id"),
}


def concerning_id(event: Event) -> UUID:
    """The key of the event that says whom this one concerns: an occurrence has it of its series."""
    return key(event.series_id or event.id)


async def assignees_of(
    model: type[Event | Task], item_ids: Collection[UUID]
) -> dict[UUID, list[User]]:
    """The users whom each of these events, or tasks, concerns, by name."""
    assignee_model, item_id = _ASSIGNEES[model]
    found: dict[UUID, list[User]] = {id_: [] for id_ in item_ids}
    assigned = assignee_model.filter(**{f"{item_id}__in": item_ids}).select_related("user")
    for row in await assigned.order_by("user__name", "user_id"):
        found[getattr(row, item_id)].append(row.user)
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
