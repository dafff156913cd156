"""What makes an event a series, in the schema.

A series has up to 2,000 added starts and as many excepted ones, and a query may ask for those of a
hundred series many times over. So they are read when they are asked for, and counted among the
steps of the request.
"""

from datetime import datetime
from typing import Self

import strawberry

from api.ical.recurrence.stored import read_exdates, read_rdates
from api.ical.window import midnight
from api.models import entry as models
from api.models.expanding import take_dates
from api.schema.context import Info


@strawberry.type(description="What makes an event a series.")
class Recurrence:
    """What makes an event a series."""

    series: strawberry.Private[models.Event]
    rule: str = strawberry.field(
        description="The recurrence rule (RFC 5545 section 3.3.10); empty for a series of its "
        "extra starts alone."
    )

    @strawberry.field(description="Starts of occurrences beside the rule (RDATE).")
    def extra_starts(self, info: Info) -> list[datetime]:
        """In their order."""
        take_dates(self.series.rdates, info.context.steps)
        return [extra.starts_at for extra in read_rdates(self.series.rdates)]

    @strawberry.field(
        description="Starts of occurrences that are left out (EXDATE); 00:00 UTC for a whole date."
    )
    def excepted_starts(self, info: Info) -> list[datetime]:
        """In their order."""
        take_dates(self.series.exdates, info.context.steps)
        days = read_exdates(self.series.exdates)
        return sorted(day if isinstance(day, datetime) else midnight(day) for day in days)

    ends_at: datetime | None = strawberry.field(
        description="When the last occurrence ends; null when there is always another one."
    )

    @classmethod
    def of(cls, series: models.Event) -> Self:
        """The recurrence of a series."""
        return cls(series=series, rule=series.rrule, ends_at=series.series_ends_at)
