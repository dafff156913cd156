"""The owner's report on a feed in the schema."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from api.errors import BadRequest
from api.feeds.operations import reporting
from api.feeds.operations.entries import Skipped
from api.feeds.operations.reporting import FeedWarning
from api.schema.connections import LARGEST_PAGE
from api.schema.context import Info

First = Annotated[int, strawberry.argument(description="How many, at most 100.")]


@strawberry.type(description="An item that a feed leaves out because of what is wrong with it.")
class SkippedItem:
    """An item that a feed leaves out because of what is wrong with it."""

    title: str = strawberry.field(description="Its title; empty where the feed shows times only.")
    reason: str = strawberry.field(description="What is wrong with it, for a person.")

    @classmethod
    def of(cls, skipped: Skipped) -> Self:
        """The item as the schema shows it."""
        return cls(title=skipped.title, reason=skipped.reason)


@strawberry.type(description="An item as a calendar program shows it.")
class FeedPreviewItem:
    """An item as a calendar program shows it."""

    title: str = strawberry.field(description="What it is called there.")
    starts_at: datetime | None = strawberry.field(
        description="When it begins, 00:00 UTC for a date; null of a to-do."
    )
    ends_at: datetime = strawberry.field(
        description="When it ends, or a to-do is due; of an all-day event 00:00 UTC of the date "
        "after its last."
    )
    all_day: bool = strawberry.field(description="Whether its times are dates.")


@strawberry.type(description="What its owner should know of a feed.")
class FeedReport:
    """What its owner should know of a feed."""

    report: strawberry.Private[reporting.Report]
    item_count: int = strawberry.field(description="How many items it shows.")
    size_bytes: int = strawberry.field(description="Its size in UTF-8.")
    warnings: list[FeedWarning] = strawberry.field(
        description="What may keep people from seeing what they expect."
    )
    skipped_items: list[SkippedItem] = strawberry.field(
        description="Items that cannot be shown; the rest of the feed is."
    )
    later_items: int = strawberry.field(
        description="Events and tasks after its window, which it will show when their time comes; "
        "a series counts once."
    )

    @strawberry.field(description="The first items that are not over yet, as programs show them.")
    async def preview(self, info: Info, first: First = 10) -> list[FeedPreviewItem]:
        """Read back from the very bytes that the address serves."""
        info.context.once("preview")
        if not 0 <= first <= LARGEST_PAGE:
            raise BadRequest(f"Ask for 0 to {LARGEST_PAGE} items.")
        items = await reporting.preview(self.report, info.context.now, first)
        return [
            FeedPreviewItem(
                title=item.title,
                starts_at=item.starts_at,
                ends_at=item.ends_at,
                all_day=item.all_day,
            )
            for item in items
        ]

    @classmethod
    def of(cls, report: reporting.Report) -> Self:
        """The report as the schema shows it."""
        return cls(
            report=report,
            item_count=report.item_count,
            size_bytes=report.size_bytes,
            warnings=list(report.warnings),
            skipped_items=[SkippedItem.of(item) for item in report.skipped],
            later_items=report.later_items,
        )
