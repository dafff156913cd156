"""A client in TypeScript, made by GraphQL Code Generator, works against a running service."""

import json
import shutil
from pathlib import Path

import pytest

from tests.factories import make_calendar, make_event, make_user
from tests.frontend.operations import FILES
from tests.frontend.tools import FOLDER, MODULES, needs_tools, run_beside
from tests.nodejs import run_node
from tests.schema.documents import SCHEMA_FILE
from tests.schema.firm import PASSWORD, QUICK_HASHES
from tests.service import Service


def build(folder: Path) -> None:
    """The client, generated and compiled in this folder; what has no type is an error."""
    shutil.copytree(FOLDER / "client", folder)
    (folder / "node_modules").symlink_to(MODULES)
    (folder / "package.json").write_text('{"type": "module"}')
    run_node(FOLDER / "generate.mjs", SCHEMA_FILE, folder / "generated", *FILES)
    run_node(MODULES / "typescript" / "bin" / "tsc", "--project", folder)


@needs_tools
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_generated_client_signs_in_reads_a_feed_and_resets_it(
    service: Service, tmp_path: Path
) -> None:
    owner = await make_user(name="Siân Prydderch", password_hash=QUICK_HASHES.hash(PASSWORD))
    await make_event(await make_calendar(owner, name="Court diary"), title="Hearing")
    build(tmp_path / "client")

    seen = json.loads(
        await run_beside(
            tmp_path / "client" / "story.mjs",
            service.address_here("/graphql"),
            service.settings.base_url,
            owner.email,
            PASSWORD,
        )
    )

    assert "The e-mail address or the password is wrong." in seen["refused"]
    assert seen["name"] == "Siân Prydderch"
    assert sorted(seen["feeds"]) == [["ALL", ["Court diary"]], ["CALENDAR", ["Court diary"]]]
    assert seen["before"] == seen["preview"] == seen["renewed"] == ["Hearing"]
    [notice] = seen["old"]  # the first line of it, as it is folded
    assert notice.startswith("This calendar address was replaced.")
