"""Scalars of the schema, written and read in one form each."""

from datetime import UTC, date, datetime
from typing import Final

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition


def _write_instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_instant(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise GraphQLError("Give a time with its offset, for example 2026-03-29T09:00:00Z.")
    return moment


def _read_date(text: object) -> date:
    try:
        if isinstance(text, str):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise GraphQLError("Give a date, for example 2026-03-29.")


INSTANT = strawberry.scalar(
    name="DateTime",
    description="An instant as in RFC 3339, answered in UTC: 2026-03-29T09:00:00Z.",
    specified_by_url="https://scalars.graphql.org/andimarek/date-time",
    serialize=_write_instant,
    parse_value=_read_instant,
)
DATE = strawberry.scalar(
    name="Date",
    description="A date as in RFC 3339: 2026-03-29.",
    specified_by_url="https://scalars.graphql.org/andimarek/local-date",
    serialize=date.isoformat,
    parse_value=_read_date,
)
SCALARS: Final[dict[object, ScalarDefinition]] = {datetime: INSTANT, date: DATE}
