"""Columns that behave alike on SQLite and PostgreSQL: UTC instants and UUIDv7 keys."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from tortoise import Model
from tortoise.fields import DatetimeField
from uuid_utils.compat import uuid7

# The years that every engine, zone conversion and calendar program survives.
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9998, 12, 31, tzinfo=UTC)


def key(value: Any) -> UUID:
    """A key of what either engine returns for one; ValueError for what is none."""
    return UUID(str(value))


def new_id() -> UUID:
    """A new key (UUIDv7, RFC 9562): ordered by time of making, so that indexes grow at one end."""
    return uuid7()


def instant_text(moment: datetime) -> str:
    """An instant as SQLite stores it: UTC, fixed width, so that text order is time order.

    Raises ValueError for a datetime without a zone.
    """
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")


class InstantField(DatetimeField[Any]):
    """An instant: aware, in UTC, to the microsecond, in and out.

    Tortoise's own field compares as text in whatever zone it was given, and parses ten times
    slower than `fromisoformat`.
    """

    def to_db_value(
        self,
        value: Any,
        instance: type[Model] | Model,  # noqa: ARG002  (Tortoise's signature)
    ) -> Any:
        """The instant in UTC; ValueError for a datetime without a zone."""
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError(f"{self.model_field_name}: an instant needs a time zone")
        return value.astimezone(UTC)

    def to_python_value(self, value: Any) -> datetime | None:
        """The instant as an aware UTC datetime; ValueError for one without a zone."""
        return instant(value)


def stored_day(value: Any) -> date:
    """A date of what either engine returns for one."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def instant(value: Any) -> datetime | None:
    """An aware UTC datetime of what either engine returns for an instant, or for none."""
    return None if value is None else stored_instant(value)


def stored_instant(value: Any) -> datetime:
    """An aware UTC datetime of what either engine returns for an instant; TypeError for none.

    Raises ValueError for a datetime without a zone, which would be taken for local time.
    """
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        raise TypeError(f"not an instant: {type(value).__name__}")
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return moment.astimezone(UTC)
