"""The schema, read back from the database: what the models say is what it holds."""

import re
from importlib import import_module
from typing import Any

import pytest
from tortoise import Model

from api import models
from api.models.database import fetch_rows
from tests.models import catalog
from tests.models.catalog import ForeignKey, Index

INITIAL = import_module("api.models.migrations.0001_initial")
MODELS: list[type[Model]] = list(models.__models__)


def table(model: type[Model]) -> str:
    return str(model.describe(serializable=False)["table"])


def stored_fields(model: type[Model]) -> list[dict[str, Any]]:
    """The model's fields that have a column of their own."""
    described = model.describe(serializable=False)
    return [described["pk_field"], *described["data_fields"]]


def created_index(statement: str) -> tuple[str, Index]:
    """The index that a statement makes."""
    match = re.fullmatch(
        r"CREATE (UNIQUE )?INDEX (\w+) ON (\w+) \(([\w, ]+)\)(?: WHERE (.+))?", statement
    )
    assert match, statement
    unique, name, on, columns, condition = match.groups()
    return name, Index(on, tuple(columns.split(", ")), unique is not None, condition or "")


async def test_there_is_a_table_for_each_model_and_one_view(open_database: str) -> None:
    tables = {table(model) for model in MODELS}
    assert await catalog.relations() == tables | {"calendar_access", catalog.RECORD}


async def test_each_field_has_a_column_that_takes_null_if_and_only_if_the_field_does(
    open_database: str,
) -> None:
    for model in MODELS:
        expected = {field["db_column"]: field["nullable"] for field in stored_fields(model)}
        assert await catalog.columns(table(model)) == expected, model


async def test_the_indexes_are_those_that_the_migration_lists(open_database: str) -> None:
    made = dict(created_index(statement) for statement in INITIAL.INDEXES)
    found = await catalog.indexes()

    assert {name: found.get(name) for name in made} == made
    # What is left over belongs to primary keys and unique fields.
    others = [index for name, index in found.items() if name not in made]
    assert all(index.unique for index in others)
    assert all(len(index.columns) == 1 for index in others if index.table != catalog.RECORD)


async def test_each_unique_field_is_unique_in_the_database(open_database: str) -> None:
    expected = {
        (table(model), (field["db_column"],))
        for model in MODELS
        for field in stored_fields(model)
        if field["unique"]
    }
    found = {
        (index.table, index.columns)
        for index in (await catalog.indexes()).values()
        if index.unique and not index.condition
    }
    assert expected <= found, expected - found


async def test_each_foreign_key_is_there_with_what_happens_on_deletion(open_database: str) -> None:
    expected = {
        ForeignKey(
            table=table(model),
            column=key["raw_field"],
            target=table(key["python_type"]),
            on_delete=key["on_delete"],
        )
        for model in MODELS
        for key in model.describe(serializable=False)["fk_fields"]
    }
    assert expected
    assert await catalog.foreign_keys() == expected


async def test_each_foreign_key_column_leads_an_index_over_all_rows(open_database: str) -> None:
    leading = {
        (index.table, index.columns[0])
        for index in (await catalog.indexes()).values()
        if not index.condition
    }
    keys = {(key.table, key.column) for key in await catalog.foreign_keys()}
    assert keys <= leading, keys - leading


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_each_instant_is_stored_with_its_zone(open_database: str) -> None:
    """PostgreSQL would take a plain timestamp for a time in whatever zone the session has."""
    rows = await fetch_rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type LIKE 'timestamp without%'"
    )
    assert rows == []
