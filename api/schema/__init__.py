"""The GraphQL door: the schema, and the route over which it is asked."""

from typing import Final

import strawberry
from strawberry.extensions import (
    DisableIntrospection,
    MaxTokensLimiter,
    ParserCache,
    ValidationCache,
)
from strawberry.schema.config import StrawberryConfig

from api.schema.mutations import Mutation
from api.schema.query import Query
from api.schema.scalars import SCALARS
from api.schema.types.calendar import Calendar
from api.schema.types.entry import Event, Task
from api.schema.types.feed import CalendarFeed
from api.schema.types.user import User

# How many different queries are kept parsed and checked. A front end has some dozens.
_KEPT_QUERIES: Final = 128
_LONGEST_QUERY: Final = 1_000  # tokens


def build_schema(*, introspection: bool) -> strawberry.Schema:
    """The schema; without introspection it does not tell what is in it."""
    return strawberry.Schema(
        Query,
        Mutation,
        types=[User, Calendar, CalendarFeed, Event, Task],
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=[
            # Before the caches: it sets what they key the query by.
            lambda: MaxTokensLimiter(max_token_count=_LONGEST_QUERY),
            lambda: ParserCache(maxsize=_KEPT_QUERIES),
            lambda: ValidationCache(maxsize=_KEPT_QUERIES),
            *([] if introspection else [DisableIntrospection]),
        ],
    )
