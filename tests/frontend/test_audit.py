"""GraphQL over HTTP, as the audit suite of graphql-http checks it."""

import json
from typing import Final

import pytest

from tests.frontend.tools import FOLDER, needs_tools, run_beside
from tests.service import Service

# Three things that a server may do with GET, which is not answered here: a query must be no link.
ABOUT_GET: Final = {"5A70", "D6D5", "6A70"}


@needs_tools
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_audit_suite_misses_nothing_but_get(service: Service) -> None:
    found = json.loads(await run_beside(FOLDER / "audit.mjs", service.address_here("/graphql")))
    for id_, name, status, reason in found:
        print(f"{status:7} {id_} {name}{reason and f': {reason}'}")  # noqa: T201  (for make audit)

    assert len(found) > 50
    missed = {(id_, status) for id_, _, status, _ in found if status != "ok"}
    assert missed == {(id_, "notice") for id_ in ABOUT_GET}
