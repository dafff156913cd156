"""Calendar programs in the schema, and what they fetched."""

from datetime import date, datetime
from typing import Annotated, Final, Self

import strawberry

from api.errors import BadRequest
from api.feeds import programs
from api.feeds.operations.programs import ProgramStatus, missed_change, status_of
from api.models import fetch as models
from api.models.fetch import FetchResult
from api.schema.context import Info

_MOST_DAYS: Final = 366

Days = Annotated[
    int,
    strawberry.argument(
        description="Of how many days, today (UTC) included: 1 to 366. The server keeps fewer "
        "where its settings say so."
    ),
]


def check_days(days: int) -> int:
    """A number of days that may be asked for; raises BadRequest."""
    if not 1 <= days <= _MOST_DAYS:
        raise BadRequest(f"Ask for 1 to {_MOST_DAYS} days.")
    return days


@strawberry.type(description="A calendar program.")
class CalendarProgram:
    """A calendar program."""

    program: str = strawberry.field(
        description="Its key: small letters, digits and hyphens. Programs that are not known go by "
        "the first word that they say of themselves; further ones of a feed with very many are "
        "`other`."
    )
    label: str = strawberry.field(description="Its name for people.")
    reported_interval: str | None = strawberry.field(
        description="How often it fetches, in words, as makers and users report it; it is neither "
        "measured nor promised. Null for a program that is not known."
    )

    @classmethod
    def of(cls, program: programs.Program) -> Self:
        """The program as the schema shows it."""
        return cls(
            program=program.key, label=program.label, reported_interval=program.reported_interval
        )


@strawberry.type(description="How often a program fetched a feed on one day.")
class FetchesOfDay:
    """How often a program fetched a feed on one day."""

    day: date = strawberry.field(description="The day, in UTC.")
    count: int = strawberry.field(description="How many fetches, whatever they were answered.")


@strawberry.type(description="A program that fetches a feed, and whether it has the latest text.")
class FeedProgram:
    """A program that fetches a feed."""

    row: strawberry.Private[models.FeedProgram]
    program: str = strawberry.field(description="The program's key, as in `serverInfo`.")
    label: str = strawberry.field(description="Its name for people.")
    last_fetch_at: datetime = strawberry.field(description="When it fetched last.")
    last_result: FetchResult = strawberry.field(description="What it was answered then.")
    status: ProgramStatus = strawberry.field(description="Whether it has the latest text.")
    latest_change_at: datetime | None = strawberry.field(
        description="When the text last changed, if it has not fetched it since; null otherwise, "
        "and for a program that does not know the present address."
    )

    @strawberry.field(description="Its fetches on each day that had any, the earliest first.")
    async def fetches_per_day(self, info: Info, days: Days = 30) -> list[FetchesOfDay]:
        """One load for all programs of all feeds of a list."""
        rows = await info.context.fetches.days.load((self.row.feed_id, check_days(days)))
        return [
            FetchesOfDay(day=row.day, count=row.count)
            for row in rows
            if row.program == self.row.program
        ]

    @classmethod
    def of(
        cls,
        row: models.FeedProgram,
        *,
        selector: str | None,
        changed_at: datetime | None,
        now: datetime,
    ) -> Self:
        """The program as the schema shows it; `selector` is that of the feed's live token."""
        known = programs.described(row.program)
        status = status_of(row, selector, changed_at, now)
        return cls(
            row=row,
            program=row.program,
            label=known.label,
            last_fetch_at=row.last_fetch_at,
            last_result=row.last_result,
            status=status,
            latest_change_at=missed_change(row, status, changed_at),
        )


@strawberry.type(description="A network from which a feed was fetched.")
class FeedNetwork:
    """A network from which a feed was fetched."""

    network: str = strawberry.field(
        description="Its address: /24, or /48 for IPv6; never that of a single machine."
    )
    last_seen_at: datetime = strawberry.field(description="When it fetched last.")

    @classmethod
    def of(cls, row: models.FeedNetwork) -> Self:
        """The network as the schema shows it."""
        return cls(network=row.network, last_seen_at=row.last_seen_at)
