"""The GraphQL door: the schema, and the route over which it is asked."""

from collections.abc import Iterator
from functools import cache
from typing import Final

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import MaxTokensLimiter, ParserCache, SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.types import ExecutionContext
from strawberry.types.graphql import OperationType

from api.models.time_bound import keep_commits
from api.schema.mutations import Mutation
from api.schema.query import Query
from api.schema.scalars import SCALARS
from api.schema.types.api_token import ApiToken
from api.schema.types.calendar import Calendar
from api.schema.types.event import Event
from api.schema.types.feed import CalendarFeed
from api.schema.types.member import CalendarMember
from api.schema.types.task import Task
from api.schema.types.user import User
from api.schema.validation import WithoutSuggestions, validation

# How many different queries are kept parsed and checked. A front end has some dozens.
_KEPT_QUERIES: Final = 128
_LONGEST_QUERY: Final = 1_000  # tokens


class Schema(strawberry.Schema):
    """Strawberry's, without its log of errors."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Nothing: the log of faults is `http`'s.

        Strawberry's own has every error, a missing sign-in too, each with the line of the query
        that it happened on, and so the password in it.
        """


class Writing(SchemaExtension):
    """Lets a mutation come to its end once something of it has been committed."""

    def on_execute(self) -> Iterator[None]:
        """Looks at what is about to be executed."""
        if self.execution_context.operation_type is OperationType.MUTATION:
            keep_commits()
        yield


class OneOperation(SchemaExtension):
    """Refuses a query of several operations when the request does not name one.

    GraphQL says so (section 6.1, GetOperation); Strawberry would execute the first.
    """

    def on_parse(self) -> Iterator[None]:
        """Looks at what was parsed."""
        yield
        context = self.execution_context
        definitions = context.graphql_document.definitions if context.graphql_document else ()
        operations = [part for part in definitions if isinstance(part, OperationDefinitionNode)]
        named = context._provided_operation_name is not None  # noqa: SLF001  (told nowhere else)
        if len(operations) > 1 and not named:
            raise CannotGetOperationTypeError(None)


@cache
def build_schema(*, introspection: bool) -> Schema:
    """The schema; without introspection it does not tell what is in it."""
    return Schema(
        Query,
        Mutation,
        types=[User, Calendar, CalendarFeed, CalendarMember, Event, Task, ApiToken],
        config=StrawberryConfig(scalar_map=SCALARS),
        execution_context_class=None if introspection else WithoutSuggestions,
        extensions=[
            # Before the cache: it sets what that keys the query by.
            lambda: MaxTokensLimiter(max_token_count=_LONGEST_QUERY),
            lambda: ParserCache(maxsize=_KEPT_QUERIES),
            validation(introspection=introspection, kept=_KEPT_QUERIES),
            OneOperation,
            Writing,
        ],
    )
