"""What batches have in common: whose they are, where they go, and how they are read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import strawberry

from api.models.audit import HostActor
from api.models.hosting.finding import CalendarRef
from api.models.hosting.refusals import MOST_ITEMS, Refusals, check_size
from api.models.session import Scope
from api.models.time_bound import extend_time
from api.schema.context import Info
from api.schema.ids import key_of

Item = TypeVar("Item")
# Items as columns, by index, and what cannot be taken of the others.
Batch = tuple[dict[int, Mapping[str, Any]], Refusals]

# Ten times what the largest takes, for a machine that is busy; below what the host waits for.
_BATCH_SECONDS: Final = 30


@strawberry.input
class InCalendar:
    """In which calendar: one of the two fields."""

    calendar_id: strawberry.ID | None = strawberry.field(
        default=None, description="In which calendar, by its id here; or else by the other field."
    )
    calendar_external_id: str | None = strawberry.field(
        default=None, description="In which calendar, by the host application's own id of it."
    )

    def calendar_ref(self) -> CalendarRef:
        """Which calendar the two fields mean."""
        key = None if self.calendar_id is None else key_of(self.calendar_id, "Calendar")
        return CalendarRef(key, self.calendar_external_id)


def sender(info: Info) -> HostActor:
    """The host application, if its token may write; its batch has longer than other operations."""
    actor = info.context.require_host(Scope.WRITE)
    extend_time(_BATCH_SECONDS)
    return actor


def read_batch(
    sent: Sequence[Item],
    columns: Callable[[Item], Mapping[str, Any]],
    field: str,
    *,
    most: int = MOST_ITEMS,
) -> Batch:
    """The batch that these items are; raises InvalidInput for too many."""
    check_size(sent, field, most=most)
    items: dict[int, Mapping[str, Any]] = {}
    refusals = Refusals(field)
    for index, item in enumerate(sent):
        with refusals.of(index):
            items[index] = columns(item)
    return items, refusals
