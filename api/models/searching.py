"""Searching lists by a part of a text that a person types."""

from typing import Any, Final, TypeVar

from tortoise import Model
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from api.errors import BadRequest
from api.ical.limits import NAME_LENGTH
from api.ical.text import InvalidText, clean_text

Row = TypeVar("Row", bound=Model)

# No name that could be found is longer.
SEARCH_LENGTH: Final = NAME_LENGTH


def matching(rows: QuerySet[Row], search: str, *columns: str) -> QuerySet[Row]:
    """The rows of which one of these columns has the text in it, in any case.

    Raises BadRequest for what no column can have: engines fail on some of it, each in its own way.
    """
    if len(search) > SEARCH_LENGTH:
        raise BadRequest(
            f"`search` has {len(search):,} characters; at most {SEARCH_LENGTH} are taken. "
            "Shorten it."
        )
    try:
        text = clean_text(search)
    except InvalidText as invalid:
        raise BadRequest(f"`search` has what no name has: {invalid}. Leave it out.") from None
    has_it: list[Any] = [Q(**{f"{column}__icontains": text}) for column in columns]
    return rows.filter(Q(*has_it, join_type=Q.OR))
