"""The operations in the documents are valid, and named as Relay wants it."""

from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse, validate

from tests.frontend.operations import FILES, OPERATIONS
from tests.schema.documents import SCHEMA

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@each_file
def test_an_operation_is_valid(file: Path) -> None:
    assert validate(SCHEMA, parse(file.read_text())) == []


@each_file
def test_an_operation_is_alone_in_its_file_and_named_after_it(file: Path) -> None:
    [operation] = parse(file.read_text()).definitions

    assert isinstance(operation, OperationDefinitionNode)
    assert operation.name is not None
    assert operation.name.value == file.stem + operation.operation.value.title()


def test_every_operation_is_listed() -> None:
    text = (OPERATIONS / "README.md").read_text()

    assert [file.name for file in FILES if f"]({file.name})" not in text] == []
    assert len(FILES) > 10
