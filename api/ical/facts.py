"""What is known of an item when it is rendered: plain facts, without a database behind them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class EventStatus(StrEnum):
    """The STATUS of a VEVENT (RFC 5545 section 3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What events and tasks have in common. Every datetime is aware and in UTC.

    `all_day` says that the item's times are dates: they count as 00:00 UTC of that date.
    `sequence` rises with every write of the item, `updated_at` is the latest write.
    """

    id: UUID
    title: str
    description: str
    url: str
    categories: tuple[str, ...]
    all_day: bool
    sequence: int
    created_at: datetime
    updated_at: datetime
    calendar_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts(ItemFacts):
    """One event, or one occurrence of a series; `ends_at` is exclusive, also for dates.

    `original_start` is where the rule of its series places an occurrence, wherever it was moved:
    with it the occurrence keeps its UID. It is None for an event of its own. A `transparent` event
    takes no time of the person who has it.
    """

    starts_at: datetime
    ends_at: datetime
    location: str
    status: EventStatus
    transparent: bool
    original_start: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts(ItemFacts):
    """One task; `completed_at` is None while it is open.

    `priority` is 0 for none and 1 (highest) to 9 (lowest), RFC 5545 section 3.8.1.9.
    """

    due_at: datetime
    completed_at: datetime | None
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """How a change of the feed itself reaches programs that look at an item's stamps only.

    `changed_at` (UTC) is when what the feed may show last changed: its settings, the role, the
    ceiling, the renderer. `generation` rises with each such change and is added to each SEQUENCE.
    """

    changed_at: datetime | None
    generation: int

    def and_of(self, other: "Stamp") -> "Stamp":
        """The stamp of what both say: the later moment, and every change of either."""
        moments = [stamp.changed_at for stamp in (self, other) if stamp.changed_at is not None]
        return Stamp(
            changed_at=max(moments, default=None), generation=self.generation + other.generation
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What the operator sets for all feeds: the characters of a description, how often to fetch."""

    description_length: int = 2000
    refresh_interval: timedelta = timedelta(hours=1)
