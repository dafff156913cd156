"""Relay connections with keyset cursors: pages stay right while rows come and go."""

import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Generic, TypeVar

import strawberry
from tortoise import Model
from tortoise.exceptions import ValidationError
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
        page = page.filter(_beyond(order, _values(after, rows.model, order), "gt"))
    if before is not None:
        page = page.filter(_beyond(order, _values(before, rows.model, order), "lt"))
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


def _values(cursor: str, model: type[Model], order: Sequence[str]) -> list[Any]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        texts = json.loads(raw)
        pairs = zip(order, texts if isinstance(texts, list) else [], strict=True)
        return [_value(model, column, text) for column, text in pairs]
    except (ValueError, RecursionError, ValidationError):
        raise BadRequest("This cursor is not of this list.") from None


def _value(model: type[Model], column: str, text: object) -> Any:
    """The column's value that a cursor names; ValueError for what the column cannot hold."""
    if not isinstance(text, str) or "\0" in text:
        raise ValueError(column)
    text.encode()  # half of a surrogate pair has no UTF-8 form
    field = model._meta.fields_map[column]  # noqa: SLF001  (Tortoise has no other name for it)
    value = field.to_python_value(text)
    field.validate(value)
    return value


def _beyond(order: Sequence[str], values: Sequence[Any], comparison: str) -> Q:
    """Rows behind (`gt`) or in front of (`lt`) these values, compared column by column."""
    condition = Q(**{f"{order[-1]}__{comparison}": values[-1]})
    for column, value in reversed(list(zip(order[:-1], values[:-1], strict=True))):
        condition = Q(**{f"{column}__{comparison}": value}) | (Q(**{column: value}) & condition)
    return condition
