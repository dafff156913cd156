"""A page of a long list by the places of its rows, so that it is right while rows come and go.

A row's place are the values by which the list is ordered, the last of them unique. One statement
reads the same page of a list that each of many calendars has.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final, TypeVar

from tortoise import Model

from api.ical.window import Window

Place = tuple[Any, ...]
Row = TypeVar("Row")

_INSTANT: Final = timedelta(microseconds=1)
# Calendars of one statement. SQLite takes 500 parts with one, and a calendar may have two.
BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Page:
    """At most `size` rows behind `after` and in front of `before`: the first, or the last ones."""

    size: int
    backwards: bool = False
    after: Place | None = None
    before: Place | None = None

    def holds(self, place: Place) -> bool:
        """Whether a place lies between the two."""
        return (self.after is None or place > self.after) and (
            self.before is None or place < self.before
        )

    def cut(self, rows: Iterable[Row], place_of: Callable[[Row], Place]) -> list[Row]:
        """Of all rows between the two, in any order, those to read: one more than the page has."""
        in_order = sorted(rows, key=place_of)
        more = self.size + 1
        return in_order[-more:] if self.backwards else in_order[:more]


def reach(window: Window, page: Page) -> Window:
    """The part of a window in which a row of the page starts, where places begin with the start.

    An index serves this; it does not serve the comparison of whole places.
    """
    start = window.start if page.after is None else max(window.start, page.after[0])
    end = window.end if page.before is None else min(window.end, page.before[0] + _INSTANT)
    return Window(start, max(start, end))


@cache
def columns_of(model: type[Model]) -> tuple[str, ...]:
    """The columns of a model's table, known once the database is open."""
    return tuple(sorted(model._meta.db_fields))  # noqa: SLF001  (named nowhere else)


class Values:
    """The values that a statement names by their numbers, each once."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def name(self, value: object) -> str:
        """How the statement names this value."""
        return f"${self._numbers.setdefault(value, len(self._numbers) + 1)}"

    def names(self, values: Iterable[object]) -> str:
        """How the statement names these, for a list in brackets."""
        return ", ".join(self.name(value) for value in values)

    def listed(self) -> list[object]:
        """All of them by number."""
        return list(self._numbers)


def page_of(source: str, order: Sequence[str], page: Page, values: Values) -> str:
    """A statement that reads a page, and the row behind it, of a SELECT that ends in a condition.

    `order` are expressions of SQL for a row's place.
    """
    columns = ", ".join(order)
    for place, comparison in ((page.after, ">"), (page.before, "<")):
        if place is not None:
            source += f" AND ({columns}) {comparison} ({values.names(place)})"
    if page.backwards:
        columns = ", ".join(f"{column} DESC" for column in order)
    # Of statements of our own: values have numbers in them.
    return f"SELECT * FROM ({source} ORDER BY {columns} LIMIT {page.size + 1}) AS page"  # noqa: S608


def all_of(parts: Iterable[str]) -> str:
    """One statement that reads the rows of all these, as of one moment."""
    return " UNION ALL ".join(parts)
