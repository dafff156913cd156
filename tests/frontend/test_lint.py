"""graphql-eslint's rules, and what is accepted of what they find."""

import re
from typing import Final

from graphql import GraphQLObjectType

from tests.frontend.tools import FOLDER, MODULES, needs_tools
from tests.nodejs import ROOT, run_node
from tests.schema.documents import SCHEMA

ESLINT: Final = MODULES / "eslint" / "bin" / "eslint.js"
CONFIG: Final = FOLDER / "eslint.config.js"
ADR: Final = ROOT / "docs" / "adr" / "0009-front-end-tools.md"


@needs_tools
def test_the_rules_for_schemas_and_for_relay_find_nothing_that_is_not_accepted() -> None:
    assert run_node(ESLINT, "--config", CONFIG, "--max-warnings=0", "schema.graphql") == ""


def test_what_is_accepted_is_accepted_by_name_in_the_decision() -> None:
    rows = re.findall(r"^\| `strict-id-in-types` \| ([^|]*)", ADR.read_text(), re.MULTILINE)
    decided = [name for row in rows for name in re.findall(r"`\*?([A-Z]\w*)`", row)]
    configured = re.findall(r'"([A-Z]\w*)"', CONFIG.read_text())

    assert len(decided) > 15
    assert sorted(decided) == sorted(configured)


def test_every_type_that_is_accepted_without_an_id_exists_and_has_none() -> None:
    for name in re.findall(r'^    "([A-Z]\w*)"', CONFIG.read_text(), re.MULTILINE):
        named = SCHEMA.type_map[name]
        assert isinstance(named, GraphQLObjectType)
        assert "id" not in named.fields, name
