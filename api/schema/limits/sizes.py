"""How many objects a value asks for, in the document or in a variable."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
)


def variable_sizes(
    operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> tuple[tuple[str, float], ...]:
    """The variables that can say how long a list is, and what they say."""
    sizes = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        if name in variables:
            size = size_of(variables[name])
        else:
            size = literal_size(definition.default_value, {})
        if size is not None:
            sizes.append((name, size))
    return tuple(sizes)


def size_of(value: object) -> float | None:
    """How many a variable's value asks for, None when it does not say: GraphQL takes 3.0 for 3.

    An input asks for as many as its longest list has.
    """
    if isinstance(value, list):
        return len(value)
    if isinstance(value, dict):
        return max((len(each) for each in value.values() if isinstance(each, list)), default=None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return None


def literal_size(node: ValueNode | None, sizes: Mapping[str, float]) -> float | None:
    """How many a value in the document asks for; None when it does not say."""
    if isinstance(node, VariableNode):
        return sizes.get(node.name.value)
    if isinstance(node, ListValueNode):
        return len(node.values)
    if isinstance(node, ObjectValueNode):
        fields = (literal_size(field.value, sizes) for field in node.fields)
        return max((size for size in fields if size is not None), default=None)
    # Ten digits are beyond every bound, and Python reads no integer of more than 4,300.
    return int(node.value[:10]) if isinstance(node, IntValueNode) else None
