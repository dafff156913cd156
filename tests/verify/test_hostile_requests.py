"""A hostile request is refused before it costs much: others wait for it."""

import time
from typing import Final

import pytest

from tests.factories import make_user
from tests.schema.firm import signed_in
from tests.schema.hostile_requests import HOSTILE, asking
from tests.schema.requests import JSON
from tests.schema.shapes import COSTLY
from tests.service import Service

pytestmark = [pytest.mark.verify, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

SECONDS: Final = 0.1
BODIES: Final = {case: body for case, (body, _) in HOSTILE.items()} | {
    case: asking(document) for case, document in COSTLY.items()
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_hostile_request_is_refused_in_a_tenth_of_a_second(
    service: Service, body: bytes
) -> None:
    headers = {"content-type": JSON} | await signed_in(service, await make_user())
    spent = []

    for number in range(4):
        # Another text each time, as far as it is JSON: what was remembered helps nobody.
        sent = body.replace(b'{"query": "', b'{"query": "#' + b"x" * number + b"\\n", 1)
        before = time.process_time()
        await service.http.post("/graphql", content=sent, headers=headers)
        spent.append(time.process_time() - before)

    # The first one starts what all later ones use.
    assert min(spent[1:]) < SECONDS, spent
