"""No query of the permitted length keeps a core busy: everybody else would wait for it."""

import time
from itertools import count
from types import SimpleNamespace

import pytest

from api.schema import build_schema
from tests.schema.shapes import COSTLY

pytestmark = pytest.mark.verify

_padding = count(1)


@pytest.mark.parametrize("introspection", [True, False], ids=["development", "production"])
@pytest.mark.parametrize("document", COSTLY.values(), ids=COSTLY)
async def test_a_costly_query_is_answered_or_refused_at_once(
    document: str, introspection: bool
) -> None:
    schema = build_schema(introspection=introspection)
    nobody = SimpleNamespace(viewer=None)
    spent = []

    for _ in range(5):
        # Another text each time: nothing that was remembered helps.
        query = document + "\n#" + "x" * next(_padding)
        before = time.process_time()
        await schema.execute(query, context_value=nobody)
        spent.append(time.process_time() - before)

    assert min(spent) < 0.1
