"""Ranges of days that are asked for."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import strawberry

from api.errors import BadRequest
from api.ical.window import Window, window_on
from api.schema.context import Context

_MOST_DAYS: Final = 400
# Before and after a range is looked for what runs into it.
_EARLIEST: Final = datetime(3, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9997, 12, 31, tzinfo=UTC)

From = Annotated[
    datetime | None,
    strawberry.argument(
        name="from",
        description="Begin of the range; left out, that of the days that feeds show "
        "(`serverInfo`).",
    ),
]
To = Annotated[
    datetime | None,
    strawberry.argument(
        description="End of the range, not in it; left out, that of the days that feeds show. The "
        "range has at most 400 days."
    ),
]


def range_of(context: Context, start: datetime | None, end: datetime | None) -> Window:
    """The range in UTC; what is not given is as in the window of feeds now.

    Raises BadRequest for one that ends before it begins, is too long, or in no year of ours.
    """
    settings = context.settings
    feeds = window_on(context.now.date(), settings.window_past_days, settings.window_future_days)
    start, end = start or feeds.start, end or feeds.end
    start, end = utc(start), utc(end)
    if end < start:
        raise BadRequest("The range ends before it begins: give `from` and a later `to`.")
    longest = max(timedelta(days=_MOST_DAYS), feeds.end - feeds.start)
    if end - start > longest:
        raise BadRequest(f"Ask for at most {longest.days} days at once.")
    return Window(start, end)


def utc(moment: datetime) -> datetime:
    """The moment in UTC; raises BadRequest for one in no year of ours."""
    if not _EARLIEST <= moment <= _LATEST:
        raise BadRequest("Give times between the years 3 and 9997.")
    return moment.astimezone(UTC)
