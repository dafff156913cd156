"""Whom events and tasks concern."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from api.models.entry import Event, EventAssignee, Task, TaskAssignee
from api.models.fields import key
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
