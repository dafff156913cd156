"""Requests that are sent to hurt are refused over HTTP, and the next one is answered."""

import pytest

from tests.factories import make_user
from tests.schema.firm import signed_in
from tests.schema.hostile_requests import HOSTILE
from tests.schema.requests import JSON
from tests.service import Service

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_hostile_requests_are_refused_and_the_server_goes_on_serving(
    service: Service,
) -> None:
    headers = {"content-type": JSON} | await signed_in(service, await make_user())
    refused = {}

    for case, (body, code) in HOSTILE.items():
        response = await service.http.post("/graphql", content=body, headers=headers)
        codes = {error["extensions"]["code"] for error in response.json().get("errors", [])}
        assert "INTERNAL" not in codes, case
        assert len(response.content) < 1_000_000, case
        if code:
            refused[case] = codes

    assert refused == {case: {code} for case, (_, code) in HOSTILE.items() if code}
    assert (await service.ask("{ viewer { id } }"))["viewer"] is None
