"""Who reads a feed, told with what puts an end to its address."""

from collections.abc import Iterable
from typing import Self

import strawberry

from api.feeds.programs import described
from api.models import feed as models
from api.schema.context import Info
from api.schema.types.feed import CalendarFeed
from api.schema.types.programs import CalendarProgram


@strawberry.type(description="A feed, and the programs that were using its address.")
class FeedUse:
    """A feed, and the programs that were using its address."""

    feed: CalendarFeed = strawberry.field(description="The feed.")
    programs: list[CalendarProgram] = strawberry.field(
        description="The programs that fetched the address in the last 30 days, the one that came "
        "last first, at most 10. Fetches of the last seconds may be missing."
    )

    @classmethod
    def of(cls, feed: models.Feed, programs: Iterable[str], info: Info) -> Self:
        """The feed and the programs with these keys as the schema shows them."""
        return cls(
            feed=CalendarFeed.of(feed, info),
            programs=[CalendarProgram.of(described(program)) for program in programs],
        )
