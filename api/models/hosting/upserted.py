"""What became of a batch."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    """What became of one item."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"


@dataclass(slots=True)
class Upserted:
    """The keys of what the items of a batch are, by external id, and how many of each outcome."""

    keys: dict[str, UUID] = field(default_factory=dict)
    counts: Counter[Outcome] = field(default_factory=Counter)

    def add(self, external_id: str, key: UUID, outcome: Outcome) -> None:
        """Notes what became of an item."""
        self.keys[external_id] = key
        self.counts[outcome] += 1

    @property
    def is_change(self) -> bool:
        """Whether anything has to be written."""
        return self.counts.total() > self.counts[Outcome.UNCHANGED]
