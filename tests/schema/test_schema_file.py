"""The printed schema: fresh, described, and all of it asked for by some test."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_introspection_type,
    is_specified_scalar_type,
    parse,
    validate,
    visit,
)

from api.schema import build_schema
from tests.schema.documents import MUTATIONS, QUERIES, SCHEMA, SCHEMA_FILE

OWN_TYPES = [
    named
    for named in SCHEMA.type_map.values()
    if not is_introspection_type(named) and not is_specified_scalar_type(named)
]


@pytest.mark.parametrize("introspection", [True, False])
def test_the_file_is_what_the_program_serves(introspection: bool) -> None:
    printed = build_schema(introspection=introspection).as_str()

    assert SCHEMA_FILE.read_text(encoding="utf-8").strip() == printed.strip()


def described(named: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Everything in a type that a reader of the schema meets, with its description."""
    yield named.name, named.description
    if isinstance(named, GraphQLEnumType):
        for name, value in named.values.items():
            yield f"{named.name}.{name}", value.description
    if isinstance(named, GraphQLInputObjectType):
        for name, input_field in named.fields.items():
            yield f"{named.name}.{name}", input_field.description
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        for name, output_field in named.fields.items():
            yield f"{named.name}.{name}", output_field.description
            for argument, definition in output_field.args.items():
                yield f"{named.name}.{name}({argument})", definition.description


def test_all_of_it_is_described() -> None:
    places = [place for named in OWN_TYPES for place in described(named)]

    assert len(places) > 200
    assert [place for place, description in places if not (description or "").strip()] == []


def test_descriptions_are_sentences() -> None:
    places = [place for named in OWN_TYPES for place in described(named)]

    assert [place for place, description in places if not (description or ".").endswith(".")] == []


def test_each_mutation_takes_one_input_and_answers_what_the_user_can_correct() -> None:
    for name, field in MUTATIONS.items():
        assert set(field.args) <= {"input"}, name
        # A payload of its own, which can grow alone.
        assert str(field.type) == f"{name[0].upper()}{name[1:]}Payload!"
        payload = SCHEMA.type_map[str(field.type).rstrip("!")]
        assert isinstance(payload, GraphQLObjectType)
        assert str(payload.fields["errors"].type) == "[UserError!]!", name


def test_one_fragment_asks_events_and_tasks_for_all_that_both_have() -> None:
    """GraphQL merges fields of one name only where both may be null, or neither."""
    event, task = SCHEMA.type_map["Event"], SCHEMA.type_map["Task"]
    assert isinstance(event, GraphQLObjectType)
    assert isinstance(task, GraphQLObjectType)
    names = {*event.fields} & {*task.fields}
    objects = {"assignees", "calendar"}
    both = " ".join(f"{name} {{ id }}" if name in objects else name for name in names)
    asked = f"... on Event {{ {both} }} ... on Task {{ {both} }}"

    assert "title" in both
    assert validate(SCHEMA, parse(f"query ($id: ID!) {{ node(id: $id) {{ {asked} }} }}")) == []


class _FieldsAskedFor(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.seen: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self.types.get_parent_type()
        if parent is not None:
            self.seen.add(f"{parent.name}.{node.name.value}")


def documents_of_tests() -> Iterator[DocumentNode]:
    """The documents that the test modules beside this one send.

    What tests make of the schema itself does not count: it has every new field at once.
    """
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f"tests.schema.{file.stem}")
        for name, value in vars(module).items():
            if (
                name.isupper()
                and isinstance(value, str)
                and value.startswith(("{", "query", "mut"))
            ):
                yield parse(value)


def test_every_document_of_the_tests_is_valid() -> None:
    assert [str(error) for each in documents_of_tests() for error in validate(SCHEMA, each)] == []


def test_every_field_is_asked_for_by_a_test() -> None:
    types = TypeInfo(SCHEMA)
    asked = _FieldsAskedFor(types)
    for document in documents_of_tests():
        visit(document, TypeInfoVisitor(types, asked))
    fields = {
        f"{named.name}.{field}"
        for named in OWN_TYPES
        if isinstance(named, GraphQLObjectType)
        for field in named.fields
    }

    assert sorted(fields - asked.seen) == []


def test_every_root_field_is_asked_for_by_a_test() -> None:
    roots = {
        selection.name.value
        for document in documents_of_tests()
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
        for selection in definition.selection_set.selections
        if isinstance(selection, FieldNode)
    }

    assert sorted({*QUERIES, *MUTATIONS} - roots) == []
