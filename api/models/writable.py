"""Which events and tasks a user may write: one question, asked before a transaction and in it."""

from typing import Final, TypeVar
from uuid import UUID

from api.errors import NotFound
from api.models.access import CalendarRole
from api.models.entry import Event, Task, is_shown
from api.models.roles import lock_calendar, refuse_host_managed, require_role
from api.models.user import User

_MISSING: Final[dict[type[Event | Task], str]] = {
    Event: "There is no such event, or you have no access to it. Load the events again.",
    Task: "There is no such task, or you have no access to it. Load the tasks again.",
}

Item = TypeVar("Item", Event, Task)


async def writable(user: User, model: type[Item], item_id: UUID) -> Item:
    """The item, its calendar locked, if the user may change it here.

    It is read under the lock, so that what another writer committed meanwhile is not lost, and so
    is the role: who took that away may have held the lock.
    """
    seen = await changeable(user, model, item_id)
    await lock_calendar(user, seen.calendar_id)
    return await changeable(user, model, item_id)


async def changeable(user: User, model: type[Item], item_id: UUID) -> Item:
    """The item as it is at this moment, nothing locked, if the user may change it here."""
    item = await model.visible_to(user.id).get_or_none(id=item_id)
    if item is None or not is_shown(item):
        raise NotFound(_MISSING[model], ("id",))
    await require_role(user, item.calendar_id, CalendarRole.WRITER)
    refuse_host_managed(item)
    return item
