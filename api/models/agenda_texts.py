"""The events of an agenda's page: what its rows say of times, with texts read for these alone.

Who sees times only gets the times, and no text is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.ical.recurrence import Occurrence
from api.models.agenda_rows import Placed, Row
from api.models.database import fetch_rows
from api.models.entry import Event
from api.models.fields import key
from api.models.pacing import paced
from api.models.paging import Values, columns_of

# What an occurrence does not have, and whole rows of series have much of.
_NO_SERIES: Final[Mapping[str, Any]] = {
    "rrule": None,
    "rdates": [],
    "exdates": [],
    "last_starts_at": None,
    "series_ends_at": None,
}
_VERSION: Final = ("sequence", "updated_at")


@dataclass(frozen=True, slots=True)
class Texts:
    """Rows of events and series, with all columns but those of a recurrence.

    By their keys as the engine returns them: those of 10,000 rows take long to be read.
    """

    rows: Mapping[Any, Row]

    async def are_of(self, rows: Iterable[Row]) -> bool:
        """Whether none of these has been written since it was read."""
        async for row in paced(rows):
            now = self.rows.get(row["id"])
            if now is None or _version(row) != _version(now):
                return False
        return True


async def read_texts(rows: Sequence[Row]) -> Texts:
    """All columns of these rows, by one statement.

    A page of 200 calendars has 20,200 rows at most; each engine takes 32,000 values.
    """
    if not rows:
        return Texts({})
    values = Values()
    columns = ", ".join(column for column in columns_of(Event) if column not in _NO_SERIES)
    ids = values.names({row["id"] for row in rows})
    statement = f"SELECT {columns} FROM events WHERE id IN ({ids})"  # noqa: S608  (our own)
    found = await fetch_rows(statement, *values.listed())
    return Texts({row["id"]: row for row in found})


def made_of(placed: Placed, texts: Texts | None) -> Event:
    """The event at a place; without texts all but its times is empty.

    Its times are those of its row, whatever the texts were read with: a page that ends with an
    event is continued from where it was found, not from where it was moved to meanwhile.
    """
    now = {} if texts is None else texts.rows.get(placed.row["id"], {})
    columns = {**dict.fromkeys(columns_of(Event)), **now, **placed.row}
    if placed.occurrence is None:
        return _of_row({**columns, **_NO_SERIES})
    return occurrence_event(columns, placed.occurrence)


def occurrence_event(series: Row, occurrence: Occurrence) -> Event:
    """An occurrence that is as its series says: the override that would say so, never stored."""
    return _of_row(
        {
            **series,
            **_NO_SERIES,
            "starts_at": occurrence.starts_at,
            "ends_at": occurrence.ends_at,
            "series_id": key(series["id"]),
            "original_start": occurrence.original_start,
        }
    )


def _version(row: Row) -> tuple[Any, ...]:
    return tuple(row[column] for column in _VERSION)


def _of_row(row: Row) -> Event:
    # The ORM's own way to make one of a row, which has no public name.
    return Event._init_from_db(**row)  # noqa: SLF001
