"""Relay connections with keyset cursors: pages stay right while rows come and go."""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Generic, TypeVar

import strawberry
from tortoise import Model
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from api.errors import BadRequest

PAGE: Final = 50
LARGEST_PAGE: Final = 100

Node = TypeVar("Node")
Row = TypeVar("Row", bound=Model)


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(
        description="Whether there is more before this page."
    )
    start_cursor: str | None = strawberry.field(description="Cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last edge.")


@strawberry.type(description="One object in a list.")
class Edge(Generic[Node]):
    """One object in a list."""

    cursor: str = strawberry.field(description="Where the object lies; for `after` and `before`.")
    node: Node = strawberry.field(description="The object.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    """A page of a list."""

    page_info: PageInfo = strawberry.field(description="Where the page lies in the list.")
    edges: list[Edge[Node]] = strawberry.field(description="The objects of the page.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many objects the whole list has.")
    async def total_count(self) -> int:
        """Counted only when it is asked for."""
        return await self.count()


async def paginate(
    rows: QuerySet[Row],
    order: Sequence[str],
    node: Callable[[Row], Any],
    *,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Any]:
    """A page of the rows in ascending order of these columns, the last of them unique.

    Raises BadRequest for a cursor that is not of this list and for sizes outside 0 to 100.
    """
    size, backwards = _size(first, last)
    page = rows
    if after is not None:
        page = page.filter(_beyond(order, _values(after, order), "gt"))
    if before is not None:
        page = page.filter(_beyond(order, _values(before, order), "lt"))
    direction = [f"-{column}" for column in order] if backwards else list(order)
    found = await page.order_by(*direction).limit(size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    edges = [Edge(cursor=_cursor(row, order), node=node(row)) for row in found]
    return Connection(
        page_info=PageInfo(
            has_next_page=before is not None if backwards else more,
            has_previous_page=more if backwards else after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        edges=edges,
        count=rows.count,
    )


def _size(first: int | None, last: int | None) -> tuple[int, bool]:
    if first is not None and last is not None:
        raise BadRequest("Give either first or last.")
    size = first if first is not None else last if last is not None else PAGE
    if not 0 <= size <= LARGEST_PAGE:
        raise BadRequest(f"A page has 0 to {LARGEST_PAGE} objects.")
    return size, last is not None


def _cursor(row: Model, order: Sequence[str]) -> str:
    values = json.dumps([str(getattr(row, column)) for column in order])
    return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")


def _values(cursor: str, order: Sequence[str]) -> list[str]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != len(order) or not _plain(values):
        raise BadRequest("This cursor is not of this list.")
    return values


def _plain(values: list[Any]) -> bool:
    return all(isinstance(value, str) and value.isprintable() for value in values)


def _beyond(order: Sequence[str], values: Sequence[str], comparison: str) -> Q:
    """Rows behind (`gt`) or in front of (`lt`) these values, compared column by column."""
    condition = Q(**{f"{order[-1]}__{comparison}": values[-1]})
    for column, value in reversed(list(zip(order[:-1], values[:-1], strict=True))):
        condition = Q(**{f"{column}__{comparison}": value}) | (Q(**{column: value}) & condition)
    return condition
