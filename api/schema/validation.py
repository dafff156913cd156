"""What is checked before anything is executed: the document by GraphQL's rules, the variables.

The work is bounded. Where introspection is off, no message names what the asker nearly guessed.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, Final

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    ValuesOfCorrectTypeRule,
    specified_rules,
    validate,
)
from graphql.execution import Executor
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api.schema.limits import CostCheck, check_cost, check_extent

Check = Callable[[GraphQLSchema, DocumentNode], list[GraphQLError]]

# A page's queries take about 35.
_MOST_COMPARISONS: Final = 10_000
# As many as anybody reads. Each repeats the value of the query that it is about, however long.
_MOST_ERRORS: Final = 5


class OverlappingFields(OverlappingFieldsCanBeMergedRule):
    """GraphQL's rule that two fields of one name are the same field, with bounded work.

    It compares each of them with each other one, at every depth and through every fragment: a
    field that is written 245 times took a third of a second.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = _MOST_COMPARISONS

    def enter_selection_set(self, *visited: Any) -> None:
        """Compares the fields of a selection; ends the validation when there are too many."""
        try:
            super().enter_selection_set(*visited)
        except ValidationAbortedError:
            if self.rule_context.remaining_complexity_budget >= 0:
                raise  # for another reason: too many errors
            raise ValidationAbortedError(
                "Too many fields and fragments of this query have to be compared with each other. "
                "Ask for each field once, or in several queries."
            ) from None


class ValuesOfCorrectType(ValuesOfCorrectTypeRule):
    """GraphQL's rule that a value is of the type that its place takes, for long numbers too."""

    def report_error(self, error: GraphQLError) -> None:
        """Says what is wrong with a value."""
        if isinstance(error.original_error, ValueError):
            # Python reads no integer of more than 4,300 digits, and says so to programmers.
            error = GraphQLError(
                "A number of the query has too many digits. Give a shorter one.", error.nodes
            )
        super().report_error(error)


_OURS: Final[dict[type[ASTValidationRule], type[ASTValidationRule]]] = {
    OverlappingFieldsCanBeMergedRule: OverlappingFields,
    ValuesOfCorrectTypeRule: ValuesOfCorrectType,
}
_RULES: Final = (
    *(_OURS.get(rule, rule) for rule in specified_rules),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)


class Validation(SchemaExtension):
    """Checks the document, in the place of what Strawberry does, and what it costs to answer."""

    def __init__(self, check: Check, check_cost: CostCheck) -> None:
        super().__init__()
        self._check = check
        self._check_cost = check_cost

    def on_validate(self) -> Iterator[None]:
        """Finds what is wrong with the document before anything of it is executed."""
        context = self.execution_context
        schema = context.schema._schema  # noqa: SLF001  (graphql-core's own, offered nowhere else)
        document = context.graphql_document
        if document is not None:
            errors = self._check(schema, document)
            if not errors:
                self._check_cost(schema, document, context.operation_name, context.variables or {})
            context.pre_execution_errors = errors
        yield


class WithoutSuggestions(StrawberryGraphQLCoreExecutionContext):
    """Takes variables without saying which name would have been right."""

    @classmethod
    def build(cls, *args: Any, **options: Any) -> list[GraphQLError] | Executor[Any]:
        """Makes the executor, or says what is wrong with the variables."""
        return super().build(*args, **options | {"hide_suggestions": True})


def validation(*, introspection: bool, kept: int) -> Callable[[], Validation]:
    """An extension that checks documents, and remembers what came of the latest so many."""
    rules = _RULES if introspection else (*_RULES, NoSchemaIntrospectionCustomRule)
    by_rules = partial(
        validate, rules=rules, max_errors=_MOST_ERRORS, hide_suggestions=not introspection
    )

    @lru_cache(maxsize=kept)
    def check(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        check_extent(document)
        return by_rules(schema, document)

    cost = check_cost(kept)
    return lambda: Validation(check, cost)
