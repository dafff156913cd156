"""Cursors: where in a list a row lies, as an opaque text.

They hold nothing but the list's name and the values by which it is ordered, which whoever got the
cursor was shown; where some of these are not shown, the cursor is sealed.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise import Model
from tortoise.exceptions import ValidationError

from api.errors import BadRequest
from api.models.fields import EARLIEST, LATEST
from api.models.paging import Place
from api.schema.sealing import seal, unseal
from api.tokens import KeyRing


@dataclass(frozen=True, slots=True)
class Order:
    """A list's name, and the columns by which it is ordered, the last of them unique.

    With `keys` its cursors are sealed with them.
    """

    list_name: str
    columns: Sequence[tuple[type[Model], str]]
    descending: bool = False
    keys: KeyRing | None = None

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [name for _, name in self.columns]

    def place_of(self, row: object) -> Place:
        """Where a row lies that has all the columns."""
        return tuple(getattr(row, name) for name in self.names)


def cursor_of(order: Order, place: Place) -> str:
    """The cursor of a row at this place."""
    values = json.dumps([order.list_name, *map(str, place)]).encode()
    if order.keys is not None:
        values = seal(order.keys, values)
    return base64.urlsafe_b64encode(values).decode().rstrip("=")


def place_at(order: Order, cursor: str) -> Place:
    """The place that a cursor names; raises BadRequest for one that is not of this list."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        if order.keys is not None:
            raw = unseal(order.keys, raw) or b""
        texts = json.loads(raw)
        pairs = zip(order.columns, _of_list(order, texts), strict=True)
        return tuple(_value(model, column, text) for (model, column), text in pairs)
    except (ValueError, OverflowError, RecursionError, ValidationError):
        raise BadRequest(
            "This cursor is not of this list. Begin again with its first page."
        ) from None


def _of_list(order: Order, texts: object) -> list[object]:
    """What a cursor of this list holds beside its name; ValueError for another list's."""
    if not isinstance(texts, list) or texts[:1] != [order.list_name]:
        raise ValueError(order.list_name)
    return texts[1:]


def _value(model: type[Model], column: str, text: object) -> Any:
    """The column's value that a cursor names; ValueError for what the column cannot hold."""
    if not isinstance(text, str) or "\0" in text:
        raise ValueError(column)
    text.encode()  # half of a surrogate pair has no UTF-8 form
    field = model._meta.fields_map[column]  # noqa: SLF001  (Tortoise has no other name for it)
    value = field.to_python_value(text)
    field.validate(value)
    if isinstance(value, datetime) and not EARLIEST <= value <= LATEST:
        raise ValueError(column)
    return value
