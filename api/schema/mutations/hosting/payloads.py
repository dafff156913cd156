"""The answers to batches of the host application: each its own type, so that one can grow alone."""

from typing import Final, Self

import strawberry

from api.models.hosting.deleting import Deleted
from api.models.hosting.upserted import Outcome, Upserted
from api.schema.ids import encode_id
from api.schema.user_errors import UserError, no_errors

_WHOLE: Final = (
    "The batch is written as a whole or, when there are errors, not at all; sent again it changes "
    "nothing."
)


@strawberry.type(description="What an item of a batch is here.")
class UpsertedItem:
    """What an item of a batch is here."""

    external_id: str = strawberry.field(description="The host application's own id of it.")
    id: strawberry.ID = strawberry.field(description="Its id here.")


@strawberry.type
class _Upserted:
    """The answer to a batch."""

    created: int = strawberry.field(default=0, description="How many items are new.")
    updated: int = strawberry.field(default=0, description="How many were there and are changed.")
    unchanged: int = strawberry.field(
        default=0, description="How many were there already and are the same."
    )
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


@strawberry.type(description=f"The answer to `upsertUsers`. {_WHOLE}")
class UpsertUsersPayload(_Upserted):
    """The answer to `upsertUsers`."""


@strawberry.type(description=f"The answer to `upsertCalendars`. {_WHOLE}")
class UpsertCalendarsPayload(_Upserted):
    """The answer to `upsertCalendars`."""


@strawberry.type(description=f"The answer to `upsertEvents`. {_WHOLE}")
class UpsertEventsPayload(_Upserted):
    """The answer to `upsertEvents`."""


@strawberry.type(description=f"The answer to `upsertTasks`. {_WHOLE}")
class UpsertTasksPayload(_Upserted):
    """The answer to `upsertTasks`."""


@strawberry.type
class _Deleted:
    """What became of things that are removed by the host's own ids."""

    deleted: int = strawberry.field(default=0, description="How many are gone.")
    absent: int = strawberry.field(default=0, description="How many were not there.")
    errors: list[UserError] = no_errors()

    @classmethod
    def of(cls, deleted: Deleted) -> Self:
        """The answer when that was done."""
        return cls(deleted=deleted.deleted, absent=deleted.absent)


@strawberry.type(description="The answer to `deleteCalendars`.")
class DeleteCalendarsPayload(_Deleted):
    """The answer to `deleteCalendars`."""


@strawberry.type(description="The answer to `deleteEvents`.")
class DeleteEventsPayload(_Deleted):
    """The answer to `deleteEvents`."""


@strawberry.type(description="The answer to `deleteTasks`.")
class DeleteTasksPayload(_Deleted):
    """The answer to `deleteTasks`."""
