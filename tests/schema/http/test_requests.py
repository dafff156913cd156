"""GraphQL over HTTP: what a request must be like."""

import json
from typing import Any, Final

import pytest

from api.models.session import Scope
from tests.factories import make_user, open_api_token, open_user_token
from tests.schema.firm import signed_in
from tests.schema.requests import JSON, RESPONSE, VIEWER, post, told
from tests.service import Service

NOT_OBJECTS: Final[list[Any]] = ["", "{}", 0, 7, False, True, [], [{}]]
NOT_NAMES: Final[list[Any]] = ["", "Other", 0, 7, False, True, [], {}]
BAD_BODIES: Final[dict[str, bytes]] = {
    "nothing": b"",
    "spaces": b"  ",
    "not JSON": b"{",
    "a query without JSON": VIEWER.encode(),
    "a form": b"query=%7Bviewer%7Bid%7D%7D",
    "a text": b'"x"',
    "a number": b"3",
    "null": b"null",
    "true": b"true",
    "not a number": b"NaN",
    "a number too long to read": b'{"query": ' + b"1" * 5_000 + b"}",
    "such a number in the variables": (
        json.dumps({"query": VIEWER, "variables": {"id": 1}}).replace("1", "1" * 60_000).encode()
    ),
    **{
        f"{value} in the variables": json.dumps(
            {"query": VIEWER, "variables": {"id": value}}
        ).encode()
        for value in (float("nan"), float("inf"), float("-inf"))
    },
    "deep lists": b"[" * 50_000,
    "deep objects": b'{"a":' * 10_000,
    "not UTF-8": b'{"query": "\xff"}',
    "a batch": json.dumps([{"query": VIEWER}]).encode(),
    "an empty batch": b"[]",
    "no query": b"{}",
    "an empty query": b'{"query": ""}',
    "a blank query": b'{"query": " \\n "}',
    "null for a query": b'{"query": null}',
    "a number for a query": b'{"query": 3}',
    "a list for a query": json.dumps({"query": [VIEWER]}).encode(),
    "an object for a query": json.dumps({"query": {"query": VIEWER}}).encode(),
    **{
        f"{value!r} for {member}": json.dumps({"query": VIEWER, member: value}).encode()
        for member in ("variables", "extensions")
        for value in NOT_OBJECTS
    },
    **{
        f"{value!r} for operationName": json.dumps(
            {"query": VIEWER, "operationName": value}
        ).encode()
        for value in NOT_NAMES
    },
    "several operations, none named": json.dumps(
        {"query": "query A { viewer { id } } query B { serverInfo { version } }"}
    ).encode(),
    "no operation": json.dumps({"query": "fragment F on User { id }"}).encode(),
}


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_a_body_that_asks_nothing_is_refused(service: Service, accept: str) -> None:
    answers = {
        case: await post(service, body, {"accept": accept}) for case, body in BAD_BODIES.items()
    }

    got = {case: (response.status_code, told(response)) for case, response in answers.items()}
    assert got == {case: (400, ["BAD_REQUEST"]) for case in BAD_BODIES}
    types = {response.headers["content-type"] for response in answers.values()}
    assert types == {f"{accept}; charset=utf-8"}


NOT_JSON: Final = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/graphql",
    "application/jsonp",
    "text/json",
    "application/json, text/plain",
    "text/plain; application/json",
    "",
]


async def test_a_content_type_that_a_form_can_send_is_refused(service: Service) -> None:
    for content_type in NOT_JSON:
        response = await post(service, {"query": VIEWER}, {"content-type": content_type})
        assert (response.status_code, told(response)) == (
            415,
            ["UNSUPPORTED_MEDIA_TYPE"],
        ), content_type
        assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


async def test_json_is_json_with_parameters_and_in_any_case(service: Service) -> None:
    for content_type in ("application/json; charset=utf-8", "Application/JSON"):
        response = await post(service, {"query": VIEWER}, {"content-type": content_type})
        assert response.json() == {"data": {"viewer": None}}


async def test_other_methods_are_refused_in_json(service: Service) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "PURGE"):
        response = await service.http.request(method, "/graphql?query={viewer{id}}")
        assert (response.status_code, response.headers["allow"]) == (405, "POST"), method
        assert told(response) == ["BAD_REQUEST"]
        assert response.headers["content-type"] == f"{JSON}; charset=utf-8"
    head = await service.http.head("/graphql")
    assert (head.status_code, head.content) == (405, b"")


async def test_the_named_operation_is_executed(service: Service) -> None:
    query = "query A { viewer { id } } query B { serverInfo { windowPastDays } }"

    for name, data in (("A", {"viewer": None}), ("B", {"serverInfo": {"windowPastDays": 45}})):
        response = await post(service, {"query": query, "operationName": name})
        assert response.json() == {"data": data}
    response = await post(service, {"query": VIEWER, "operationName": None, "variables": None})
    assert response.json() == {"data": {"viewer": None}}


async def test_members_that_are_not_of_graphql_are_ignored(service: Service) -> None:
    response = await post(service, {"query": VIEWER, "extensions": {"x": 1}, "id": 7, "": []})

    assert response.json() == {"data": {"viewer": None}}


async def test_the_address_is_exactly_graphql(service: Service) -> None:
    assert (await service.http.post("/GraphQL", json={"query": VIEWER})).status_code == 404
    for path in ("/graphql/", "/graphql/x", "/graphql//"):
        for method in ("POST", "GET", "PURGE"):
            response = await service.http.request(method, path, json={"query": VIEWER})
            assert (response.status_code, told(response)) == (404, ["NO_SUCH_ADDRESS"]), path


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("first", ["Basic eDp5", "Bearer TOKEN"])
async def test_of_two_authorization_headers_none_is_believed(service: Service, first: str) -> None:
    """Of Basic and Bearer the cookie was believed, as if no token had been sent."""
    user = await make_user()
    token = await open_user_token(user, await open_api_token(await user.organization, Scope.READ))
    headers = [
        ("content-type", JSON),
        *(await signed_in(service, user)).items(),
        ("authorization", first.replace("TOKEN", str(token))),
        ("authorization", f"Bearer {token}"),
    ]

    response = await service.http.post("/graphql", json={"query": VIEWER}, headers=headers)

    assert (response.status_code, told(response)) == (400, ["BAD_REQUEST"])
