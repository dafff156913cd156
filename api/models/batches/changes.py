"""What has to be written of one kind of items: values as they are bound, row by row."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from api.models.batches import stored
from api.models.batches.kinds import Kind
from api.models.fields import new_id


class Stamp(NamedTuple):
    """What a write gives an item, so that calendar programs take it."""

    sequence: int
    updated_at: datetime


@dataclass(slots=True)
class Changes:
    """What a batch changes of one kind of items, and how many of its items that are.

    `created_rows` are in the order of the kind's `created_columns`, `updated_rows` in that of
    `updated_columns` and then the id, assignments as id, item and user, or as item and user.
    """

    kind: Kind
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    created_rows: list[list[object]] = field(default_factory=list)
    updated_rows: list[list[object]] = field(default_factory=list)
    deleted: list[list[object]] = field(default_factory=list)
    assigned: list[list[object]] = field(default_factory=list)
    unassigned: list[list[object]] = field(default_factory=list)

    def create(self, row: Mapping[str, Any], users: AbstractSet[UUID]) -> None:
        """Notes a new row, which concerns these users."""
        self.created += 1
        self.created_rows.append(stored.bound(row.values()))
        self.assign(row["id"], users, set())

    def write(self, row_id: object, columns: Mapping[str, Any], stamp: Stamp) -> None:
        """Notes what a row holds from now on."""
        self.updated_rows.append(stored.bound((*columns.values(), *stamp, row_id)))

    def assign(self, item_id: object, wanted: AbstractSet[UUID], before: AbstractSet[UUID]) -> None:
        """Notes whom an item concerns from now on."""
        self.assigned.extend([new_id(), item_id, user] for user in sorted(wanted - before))
        self.unassigned.extend([item_id, user] for user in sorted(before - wanted))
