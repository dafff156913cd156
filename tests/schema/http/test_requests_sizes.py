"""GraphQL over HTTP: how much may be sent, and what breaks off."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.schema.http import SESSION_COOKIE
from tests.factories import make_user, open_session
from tests.schema.requests import JSON, VIEWER, post, told
from tests.service import Service


def sized(size: int) -> bytes:
    """A right request of this many bytes."""
    start, end = b'{"query": "{ viewer { id } }", "padding": "', b'"}'
    return start + b"x" * (size - len(start) - len(end)) + end


async def in_parts(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "chunked"])
async def test_a_body_has_64_kb_signed_out_and_10_mb_signed_in(
    service: Service, declared: bool
) -> None:
    user = await make_user()
    cookie = {"cookie": f"{SESSION_COOKIE}={await open_session(user, service.clock.now)}"}
    statuses = {}

    for size in (64_000, 64_001, 10_000_000, 10_000_001):
        for who, headers in (("signed out", {}), ("signed in", cookie)):
            body: Any = sized(size) if declared else in_parts(sized(size))
            response = await service.http.post(
                "/graphql", content=body, headers={"content-type": JSON} | headers
            )
            statuses[size, who] = response.status_code
            if response.status_code != 200:
                assert told(response) == ["TOO_LARGE"]
                assert "x-request-id" in response.headers

    assert statuses == {
        (64_000, "signed out"): 200,
        (64_000, "signed in"): 200,
        (64_001, "signed out"): 413,
        (64_001, "signed in"): 200,
        (10_000_000, "signed out"): 413,
        (10_000_000, "signed in"): 200,
        (10_000_001, "signed out"): 413,
        (10_000_001, "signed in"): 413,
    }


async def test_a_stale_cookie_allows_no_large_body(service: Service) -> None:
    user = await make_user()
    cookie = {"cookie": f"{SESSION_COOKIE}={await open_session(user, service.clock.now)}"}
    service.clock.advance(days=15)

    response = await post(service, sized(64_001), cookie)

    assert response.status_code == 413


async def test_a_query_is_not_larger_than_a_query_gets(service: Service) -> None:
    user = await make_user()
    query = "#" * 64_000 + "\n" + VIEWER

    answer = await service.graphql(query, user=user)

    assert answer.response.status_code == 413
    assert answer.codes == ["TOO_LARGE"]


async def test_variables_have_so_many_values_and_no_more(service: Service) -> None:
    user = await make_user()
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    nested = [{"id": [1] * 9}] * 10_000

    # The object, the list in it, and the ids.
    most = await service.graphql(query, user=user, ids=[""] * 99_998)
    too_many = await service.graphql(query, user=user, ids=[""] * 99_999)
    too_many_deep = await service.graphql(query, user=user, ids=nested)

    assert (most.response.status_code, most.codes) == (200, ["TOO_COMPLEX"])
    for answer in (too_many, too_many_deep):
        assert (answer.response.status_code, answer.codes) == (413, ["TOO_LARGE"])


async def test_a_client_that_goes_away_while_it_sends_is_no_fault(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    port = service.http.base_url.port
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 100\r\n\r\n{"
    )
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    # Answered after the other was given up: the server has one loop.
    for _ in range(5):
        assert (await post(service, {"query": VIEWER})).status_code == 200

    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
