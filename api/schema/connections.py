"""Relay connections with keyset cursors: pages stay right while rows come and go."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

import strawberry
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from api.errors import BadRequest
from api.models.paging import Page, Place
from api.schema.cursors import Order, cursor_of, place_at

PAGE: Final = 50
LARGEST_PAGE: Final = 100

Node = TypeVar("Node")
Row = TypeVar("Row", bound=Any)

First = Annotated[
    int | None,
    strawberry.argument(description="How many from the start: 50 unless said, at most 100."),
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, at most 100.")]
Before = Annotated[
    str | None, strawberry.argument(description="Only what comes before this cursor.")
]


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


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is asked for."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None

    def of(self, order: Order) -> Page:
        """The page of the list in this order.

        Raises BadRequest for a cursor that is not of this list and for sizes outside 0 to 100.
        """
        if self.first is not None and self.last is not None:
            raise BadRequest("Give either `first` or `last`.")
        sizes = [size for size in (self.first, self.last) if size is not None]
        size = sizes[0] if sizes else PAGE
        if not 0 <= size <= LARGEST_PAGE:
            raise BadRequest(f"Ask for a page of 0 to {LARGEST_PAGE} objects.")
        return Page(
            size,
            backwards=self.last is not None,
            after=None if self.after is None else place_at(order, self.after),
            before=None if self.before is None else place_at(order, self.before),
        )


async def paginate(
    rows: QuerySet[Row], order: Order, paging: Paging, node: Callable[[Row], Any]
) -> Connection[Any]:
    """A page of these rows."""
    page = paging.of(order)
    part = rows
    for place, forwards in ((page.after, True), (page.before, False)):
        if place is not None:
            comparison = "gt" if forwards is not order.descending else "lt"
            part = part.filter(_beyond(order.names, place, comparison))
    sign = "-" if page.backwards is not order.descending else ""
    found = await part.order_by(*(sign + name for name in order.names)).limit(page.size + 1)
    if page.backwards:
        found.reverse()
    return connection_of(found, order, page, node, rows.count)


def connection_of(
    found: Sequence[Row],
    order: Order,
    page: Page,
    node: Callable[[Row], Any],
    count: Callable[[], Awaitable[int]],
    place_of: Callable[[Row], Place] | None = None,
) -> Connection[Any]:
    """The connection of a page's rows in their order, among them the one behind it if there is one.

    `place_of` says where a row lies that does not have the order's columns itself.
    """
    more = len(found) > page.size
    shown = found[more:] if page.backwards else found[: page.size]
    place_of = place_of or order.place_of
    edges = [Edge(cursor=cursor_of(order, place_of(row)), node=node(row)) for row in shown]
    return Connection(
        page_info=PageInfo(
            has_next_page=page.before is not None if page.backwards else more,
            has_previous_page=more if page.backwards else page.after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        edges=edges,
        count=count,
    )


def _beyond(order: Sequence[str], values: Place, comparison: str) -> Q:
    """Rows behind (`gt`) or in front of (`lt`) these values, compared column by column.

    Said so that engines find in an index where the page begins: the column is not on the wrong side
    of its value, and it or what follows it is beyond.
    """
    condition = Q(**{f"{order[-1]}__{comparison}": values[-1]})
    for column, value in reversed(list(zip(order[:-1], values[:-1], strict=True))):
        beyond = Q(**{f"{column}__{comparison}": value}) | condition
        condition = Q(**{f"{column}__{comparison}e": value}) & beyond
    return condition
