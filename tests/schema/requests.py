"""GraphQL over HTTP by hand."""

import json
from typing import Any, Final

import httpx

from tests.service import Service

JSON: Final = "application/json"
RESPONSE: Final = "application/graphql-response+json"
# What an error of a query that asks for too much has besides.
MEASURED: Final = {"depth", "aliases", "directives", "cost", "bound"}
VIEWER: Final = "{ viewer { id } }"


async def post(
    service: Service,
    body: Any,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Sends these bytes, or this as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body)
    return await service.http.post(
        "/graphql", content=content, headers={"content-type": JSON} | (headers or {})
    )


def told(response: httpx.Response) -> list[str]:
    """The codes of an answer that is nothing but errors, each as errors are."""
    answer = response.json()
    assert "data" not in answer, answer
    for error in answer["errors"]:
        assert error["message"], answer
        assert set(error) <= {"message", "locations", "path", "extensions"}
        assert set(error["extensions"]) - MEASURED == {"code", "requestId"}
        assert error["extensions"]["requestId"] == response.headers["x-request-id"]
    return [error["extensions"]["code"] for error in answer["errors"]]
