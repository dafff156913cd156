"""Operations made at random from the schema: mostly such as a client may send, some hostile."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from tests.schema.documents import MUTATIONS, QUERIES, SCHEMA

LEVELS: Final = [3, 2, 3, 4, 6, 8, 11]
ERRORS: Final = "errors { code message path }"

TEXTS: Final = [
    "Hearing", "", " ", "x" * 300, "x" * 20_000, "\0", "\ud800", "\u202e", "é", "🗓", "a\r\nB:c",
    "' OR 1=1 --", "%s{0}$1", "Europe/Paris", "#1a73e8", "https://firm.example/1",
    "FREQ=WEEKLY;BYDAY=MO", "FREQ=SECONDLY", "../../etc/passwd", "2026-03-18", "null",
]  # fmt: skip
NUMBERS: Final = [10, 0, 1, 2, 5, 10, 50, 100, 101, -1, 366, 2**31 - 1, -(2**31), 2**31, 10**30]
INSTANTS: Final = [
    "2026-03-18T09:00:00Z", "2026-03-29T01:30:00+01:00", "0001-01-01T00:00:00Z", "now", "",
    "9999-12-31T23:59:59-12:00", "2026-02-30T00:00:00Z", "2026-03-18T09:00:00",
]  # fmt: skip
DATES: Final = ["2026-03-18", "2026-03-29", "0001-01-01", "9999-12-31", "2026-02-30", "today"]
SCALARS: Final[dict[str, Sequence[Any]]] = {
    "String": TEXTS,
    "Int": NUMBERS,
    "Float": [0.5, -1e308],
    "Boolean": [True, False],
    "DateTime": INSTANTS,
    "Date": DATES,
}
ANYTHING: Final[list[Any]] = [None, True, 7, 0.5, "x", [], {}, [[]], {"id": None}]


@dataclass
class Operation:
    """A document with its variables, and the root fields in it."""

    document: str
    variables: dict[str, Any]
    roots: set[str]


@dataclass
class Generator:
    """Makes operations; `ids` are of objects that there are, the asker's or another's.

    A tame one asks as a client that has read the schema, with what is required and no more.
    """

    chance: Random
    ids: Sequence[str]
    tame: bool = False
    _declared: list[str] = field(default_factory=list)
    _variables: dict[str, Any] = field(default_factory=dict)

    def query(self, *roots: str) -> Operation:
        """A query of these root fields."""
        return self._operation("query", QUERIES, dict.fromkeys(roots))

    def mutation(self, root: str, input: dict[str, Any] | None) -> Operation:
        """A mutation with this input, with a part of it replaced, or with another altogether."""
        named = get_named_type(MUTATIONS[root].args["input"].type) if input is not None else None
        if isinstance(named, GraphQLInputObjectType) and input is not None:
            input = self._changed(named, input)
        return self._operation("mutation", MUTATIONS, {root: input})

    def _operation(
        self, kind: str, fields: dict[str, GraphQLField], roots: dict[str, dict[str, Any] | None]
    ) -> Operation:
        self._declared, self._variables = [], {}
        levels = self._one_of(LEVELS)
        selected = " ".join(
            self._field(name, fields[name], levels, given) for name, given in roots.items()
        )
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        return Operation(f"{kind} {declared} {{ {selected} }}", self._variables, set(roots))

    def _changed(self, type_: GraphQLInputObjectType, input: dict[str, Any]) -> dict[str, Any]:
        drawn = self.chance.random()
        if self.tame or drawn < 0.4:
            return input
        if drawn < 0.85:
            name = self.chance.choice(list(type_.fields))
            return input | {name: self._value(type_.fields[name].type)}
        made = self._value(GraphQLNonNull(type_))
        return made if isinstance(made, dict) else {}

    def _field(
        self, name: str, field: GraphQLField, levels: int, input: dict[str, Any] | None = None
    ) -> str:
        """A field with some of its arguments, and a selection of so many levels at most."""
        given = []
        for key, argument in field.args.items():
            if is_required_argument(argument) or self._happens(0.4):
                value = input if input is not None else self._value(argument.type)
                given.append(f"{key}: {self._variable(str(argument.type), value)}")
        arguments = f"({', '.join(given)})" if given else ""
        alias = f"a{self.chance.randrange(10**6)}: " if self._happens(0.05) else ""
        named = get_named_type(field.type)
        inner = "" if is_leaf_type(named) else self._selection(named, levels - 1)
        return f"{alias}{name}{arguments} {inner}"

    def _variable(self, type_: str, value: Any) -> str:
        name = f"v{len(self._declared)}"
        self._declared.append(f"${name}: {type_}")
        self._variables[name] = value
        return f"${name}"

    def _selection(self, type_: Any, levels: int) -> str:
        parts = ["__typename"]
        if isinstance(type_, GraphQLInterfaceType):
            some = self.chance.sample(SCHEMA.get_possible_types(type_), 2)
            parts += [f"... on {one.name} {self._selection(one, levels)}" for one in some]
        elif isinstance(type_, GraphQLObjectType):
            names = self.chance.sample(list(type_.fields), min(len(type_.fields), 4))
            for name in names:
                inner = type_.fields[name]
                if is_leaf_type(get_named_type(inner.type)) or levels > 1:
                    parts.append(self._field(name, inner, levels))
            if type_.name.endswith("Payload"):
                parts.append(ERRORS)
        return "{ " + " ".join(parts) + " }"

    def _value(self, type_: GraphQLInputType, levels: int = 4) -> Any:
        """A value of the type; now and then of no type that would do."""
        if self._happens(0.02):
            return self.chance.choice(ANYTHING)
        if is_non_null_type(type_):
            return self._value(type_.of_type, levels)
        return None if self._happens(0.1) else self._proper(type_, levels)

    def _proper(self, type_: Any, levels: int) -> Any:
        """A value of the form that the type takes, such as there is one."""
        if is_list_type(type_):
            count = self._one_of([1, 0, 1, 2, 3, 30])
            return [self._value(type_.of_type, levels - 1) for _ in range(count)]
        if isinstance(type_, GraphQLEnumType):
            return self._one_of([*type_.values, "NOTHING"])
        if isinstance(type_, GraphQLInputObjectType):
            return {
                name: self._value(inner.type, levels - 1)
                for name, inner in type_.fields.items()
                if is_required_input_field(inner) or self._happens(0.4)
            }
        if type_.name == "ID":
            return self._one_of([*self.ids, *self.ids, *TEXTS])
        return self._one_of(SCALARS[type_.name])

    def _happens(self, share: float) -> bool:
        return not self.tame and self.chance.random() < share

    def _one_of(self, values: Sequence[Any]) -> Any:
        """One of the values; the first is as it should be."""
        return values[0] if self.tame else self.chance.choice(values)
