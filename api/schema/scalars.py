"""Scalars of the schema, written and read in one form each."""

import re
from datetime import UTC, date, datetime
from typing import Final

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

# Python reads more: dates by week, digits of other scripts, and what stands behind a NUL.
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME: Final = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_DATE_FORM: Final = re.compile(_DATE)
_INSTANT_FORM: Final = re.compile(f"{_DATE}[Tt ]{_TIME}")


def _write_instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_instant(text: object) -> datetime:
    try:
        if isinstance(text, str) and _INSTANT_FORM.fullmatch(text):
            return datetime.fromisoformat(text.upper())
    except ValueError:
        pass
    raise GraphQLError("Give a time with its offset, for example 2026-03-29T09:00:00Z.")


def _read_date(text: object) -> date:
    try:
        if isinstance(text, str) and _DATE_FORM.fullmatch(text):
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
