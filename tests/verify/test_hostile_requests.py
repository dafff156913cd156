"""A hostile request is refused before it costs much: others wait for it."""

import time
from typing import Final

import pytest

from tests.factories import make_user
from tests.frontend.operations import OPERATIONS
from tests.schema.firm import signed_in
from tests.schema.hostile_requests import HOSTILE, asking
from tests.schema.requests import JSON
from tests.schema.shapes import COSTLY
from tests.service import Service

pytestmark = [pytest.mark.verify, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

# An ordinary query that was not asked before takes 10 ms, on a machine where the most is 100 ms.
TIMES: Final = 10
ORDINARY: Final = asking((OPERATIONS / "CalendarFeeds.graphql").read_text())
BODIES: Final = {case: body for case, (body, _) in HOSTILE.items()} | {
    case: asking(document) for case, document in COSTLY.items()
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_hostile_request_costs_no_more_than_ten_ordinary_ones(
    service: Service, body: bytes
) -> None:
    headers = {"content-type": JSON} | await signed_in(service, await make_user())
    spent: dict[bytes, list[float]] = {ORDINARY: [], body: []}

    for number in range(6):
        for asked, seconds in spent.items():
            # Another text each time, as far as it is JSON: what was remembered helps nobody.
            sent = asked.replace(b'{"query": "', b'{"query": "#' + b"x" * number + b"\\n", 1)
            before = time.process_time()
            await service.http.post("/graphql", content=sent, headers=headers)
            seconds.append(time.process_time() - before)

    # The first one starts what all later ones use.
    ordinary, hostile = (min(seconds[1:]) for seconds in spent.values())
    assert hostile < TIMES * ordinary, (hostile, ordinary)
