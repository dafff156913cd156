"""What it costs to answer an operation, computed before anything of it is executed.

Each field costs 1 or what `prices` says, and in a list once for each object of it.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from api.errors import TooComplex
from api.schema.limits.prices import (
    BATCHES,
    MOST,
    MUTATION,
    PRICES,
    QUERY,
    SIZED_BY,
    SIZES,
    USUAL,
    WITH,
)
from api.schema.limits.sizes import literal_size, size_of, variable_sizes

CostCheck = Callable[[GraphQLSchema, DocumentNode, str | None, Mapping[str, Any]], None]

_NAMELESS: Final = ""


def check_cost(kept: int) -> CostCheck:
    """Raises TooComplex for an operation that costs too much.

    Takes a document that is valid, the operation's name and the variables as they were sent;
    remembers what the latest so many came to.
    """
    priced = lru_cache(maxsize=kept)(_cost)

    def check(
        schema: GraphQLSchema,
        document: DocumentNode,
        name: str | None,
        variables: Mapping[str, Any],
    ) -> None:
        operation = _operation(document, name)
        if operation is not None:
            _check(priced(schema, document, operation, variable_sizes(operation, variables)))

    return check


def _check(cost: int) -> None:
    if cost > MOST:
        raise TooComplex(
            f"This query costs {cost:,}, and at most {MOST:,} is taken. Ask for smaller pages with "
            "`first`, for fewer fields in lists, or in several requests.",
            {"cost": cost, "bound": MOST},
        )


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """The operation that is to be executed; None when there is none of this name."""
    for part in document.definitions:
        if isinstance(part, OperationDefinitionNode) and (
            name is None or (part.name.value if part.name else _NAMELESS) == name
        ):
            return part
    return None


def _cost(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    sizes: tuple[tuple[str, float], ...],
) -> int:
    root = schema.get_root_type(operation.operation)
    if root is None:
        return 0  # executing it says that there is no such root
    return _Pricing(schema, document, dict(sizes)).selection(root, operation.selection_set, USUAL)


class _Pricing:
    """Prices one operation; a fragment once for each size of the list that it is spread in."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, sizes: Mapping[str, float]
    ) -> None:
        self._schema = schema
        self._sizes = sizes
        self._fragments = {
            part.name.value: part
            for part in document.definitions
            if isinstance(part, FragmentDefinitionNode)
        }
        self._priced: dict[tuple[str, int], int] = {}

    def selection(
        self, parent: GraphQLCompositeType, selection_set: SelectionSetNode, page: int
    ) -> int:
        """What is selected of one object, whose own lists have a page of so many."""
        cost = 0
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                cost += self._field(parent, node, page)
            elif isinstance(node, FragmentSpreadNode):
                cost += self._fragment(node.name.value, page)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                type_ = self._type(condition.name.value) if condition else parent
                cost += self.selection(type_, node.selection_set, page)
        return cost

    def _fragment(self, name: str, page: int) -> int:
        if (name, page) not in self._priced:
            fragment = self._fragments[name]
            type_ = self._type(fragment.type_condition.name.value)
            self._priced[name, page] = self.selection(type_, fragment.selection_set, page)
        return self._priced[name, page]

    def _field(self, parent: GraphQLCompositeType, node: FieldNode, page: int) -> int:
        field = self._schema.get_field(parent, node.name.value)
        name = f"{parent.name}.{node.name.value}"
        cost = PRICES.get(name) or PRICES.get(node.name.value) or self._usual(parent)
        cost += self._batch(name, node)
        cost += sum(WITH.get(f"{name}({given.name.value})", 0) for given in node.arguments or ())
        if field is None or node.selection_set is None:
            return cost
        asked = self._asked(field, node)
        inner = self._type(get_named_type(field.type).name)
        cost += self.selection(inner, node.selection_set, USUAL if asked is None else asked)
        if not is_list_type(get_nullable_type(field.type)):
            return cost
        return cost * SIZES.get(name, page if asked is None else asked)

    def _usual(self, parent: GraphQLCompositeType) -> int:
        """What a field of this type costs that has no price of its own."""
        if parent is self._schema.query_type:
            return QUERY
        return MUTATION if parent is self._schema.mutation_type else 1

    def _batch(self, name: str, node: FieldNode) -> int:
        """What the items cost that are sent to this field; too many are refused when it is read."""
        units, most = BATCHES.get(name, (0, 0))
        sizes = [literal_size(argument.value, self._sizes) for argument in node.arguments or ()]
        return units * int(min(max((size or 0 for size in sizes), default=0), most))

    def _asked(self, field: GraphQLField, node: FieldNode) -> int | None:
        """How many objects the arguments ask for; None when none of them says it."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        asked = []
        for name in field.args.keys() & SIZED_BY.keys():
            size = literal_size(given.get(name), self._sizes)
            default = field.args[name].default_value
            if size is None and default is not Undefined:
                size = size_of(default)
            if size is not None:
                asked.append(int(min(max(size, 0), SIZED_BY[name])))
        return max(asked, default=None)

    def _type(self, name: str) -> Any:
        return self._schema.type_map[name]
