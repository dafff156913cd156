"""What batches have in common: how they are read, and the answer to them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Self, TypeVar

import strawberry

from api.models.audit import HostActor
from api.models.hosting.finding import CalendarName
from api.models.hosting.refusals import MOST_ITEMS, Refusals, check_size
from api.models.hosting.upserted import Outcome, Upserted
from api.models.session import Scope
from api.models.time_bound import extend_time
from api.schema.context import Info
from api.schema.ids import encode_id, key_of
from api.schema.user_errors import UserError, no_errors

Item = TypeVar("Item")

# Ten times what the largest takes, for a machine that is busy; below what the host waits for.
_BATCH_SECONDS: Final = 30


@strawberry.type(description="What an item of a batch is here.")
class UpsertedItem:
    """What an item of a batch is here."""

    external_id: str = strawberry.field(description="The host application's own id of it.")
    id: strawberry.ID = strawberry.field(description="Its id here.")


@strawberry.type(
    description="The answer to a batch. It is written as a whole or, when there are errors, not "
    "at all; sent again it changes nothing."
)
class UpsertPayload:
    """The answer to a batch."""

    created: int = strawberry.field(default=0, description="How many items are new.")
    updated: int = strawberry.field(default=0, description="How many are otherwise than before.")
    unchanged: int = strawberry.field(default=0, description="How many were just so before.")
    items: list[UpsertedItem] = strawberry.field(
        default_factory=list, description="The items of the batch, in its order."
    )
    errors: list[UserError] = no_errors()

    @classmethod
    def of(cls, upserted: Upserted, kind: str) -> Self:
        """The answer about items of this type."""
        return cls(
            created=upserted.counts[Outcome.CREATED],
            updated=upserted.counts[Outcome.UPDATED],
            unchanged=upserted.counts[Outcome.UNCHANGED],
            items=[
                UpsertedItem(external_id=name, id=encode_id(kind, key))
                for name, key in upserted.keys.items()
            ],
        )


@strawberry.input
class InCalendar:
    """In which calendar: one of the two fields."""

    calendar_id: strawberry.ID | None = strawberry.field(
        default=None, description="In which calendar, by its id here; or else by the other field."
    )
    calendar_external_id: str | None = strawberry.field(
        default=None, description="In which calendar, by the host application's own id of it."
    )

    def calendar_name(self) -> CalendarName:
        """How the calendar is named."""
        key = None if self.calendar_id is None else key_of(self.calendar_id, "Calendar")
        return CalendarName(key, self.calendar_external_id)


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
) -> tuple[dict[int, Mapping[str, Any]], Refusals]:
    """The items of a batch as columns, by index, and what cannot be taken of the others."""
    check_size(sent, field, most=most)
    items, refusals = {}, Refusals(field)
    for index, item in enumerate(sent):
        with refusals.of(index):
            items[index] = columns(item)
    return items, refusals
