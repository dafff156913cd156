"""relay-compiler builds what a front end with Relay needs."""

import json
from pathlib import Path

from tests.frontend.operations import FILES, write_modules
from tests.frontend.tools import MODULES, needs_tools
from tests.nodejs import run_node
from tests.schema.documents import SCHEMA_FILE


@needs_tools
def test_relay_compiler_builds_every_operation(tmp_path: Path) -> None:
    write_modules(tmp_path / "src")
    (tmp_path / "schema.graphql").write_text(SCHEMA_FILE.read_text())
    config = {
        "src": "src",
        "schema": "schema.graphql",
        "language": "typescript",
        "artifactDirectory": "built",
        "customScalarTypes": {"Date": "string", "DateTime": "string"},
    }
    (tmp_path / "relay.config.json").write_text(json.dumps(config))
    (tmp_path / "built").mkdir()

    run_node(MODULES / "relay-compiler" / "cli.js", "relay.config.json", cwd=tmp_path)

    built = {file.name for file in (tmp_path / "built").glob("*.graphql.ts")}
    assert len(built) == len(FILES)
    item = (tmp_path / "built" / "ItemQuery.graphql.ts").read_text()
    assert "readonly title?: string | null | undefined" in item
