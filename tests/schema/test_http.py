"""GraphQL over HTTP: what a request must be like, and that every answer is JSON with a code."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import pytest

from api.schema.http import SESSION_COOKIE
from tests.factories import make_user, open_session
from tests.service import Service

JSON: Final = "application/json"
RESPONSE: Final = "application/graphql-response+json"
VIEWER: Final = "{ viewer { id } }"

NOT_VARIABLES: Final[list[Any]] = ["", "{}", 0, 7, False, True, [], [{}]]
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
        f"{value!r} for variables": json.dumps({"query": VIEWER, "variables": value}).encode()
        for value in NOT_VARIABLES
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
BAD_DOCUMENTS: Final[dict[str, tuple[str, Any]]] = {
    "not GraphQL": ("}{", None),
    "an unknown field": ("{ secrets }", None),
    "an unknown argument": ("{ viewer(id: 1) { id } }", None),
    "no selection": ("{ viewer }", None),
    "an unused fragment": ("{ viewer { id } } fragment F on User { id }", None),
    "a fragment of itself": (
        "{ viewer { ...F } } fragment F on User { ...F }",
        None,
    ),
    "a subscription": ("subscription { viewer { id } }", None),
    "defer": ("{ ... @defer { viewer { id } } }", None),
    "half of a pair": ('{ node(id: "\ud800") { id } }', None),
    "too many tokens": ("{ " + "viewer { id } " * 300 + "}", None),
    "too deep": ("{ a" * 300 + " }" * 300, None),
    "lists too deep": (f"{{ nodes(ids: {'[' * 300}{']' * 300}) {{ id }} }}", None),
    "a variable that is missing": ("query ($id: ID!) { node(id: $id) { id } }", {}),
    "null for a variable": ("query ($id: ID!) { node(id: $id) { id } }", {"id": None}),
    "an object for an id": ("query ($id: ID!) { node(id: $id) { id } }", {"id": {"id": 1}}),
    "a fraction for an id": ("query ($id: ID!) { node(id: $id) { id } }", {"id": 1.5}),
    "not a number for an id": (
        "query ($id: ID!) { node(id: $id) { id } }",
        {"id": float("nan")},
    ),
    "a number too large": (
        "query ($first: Int) { calendars(first: $first) { totalCount } }",
        {"first": 2**31},
    ),
    "a text for a number": (
        "query ($first: Int) { calendars(first: $first) { totalCount } }",
        {"first": "1"},
    ),
}


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
        assert set(error["extensions"]) == {"code"}
    return [error["extensions"]["code"] for error in answer["errors"]]


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
async def test_a_body_that_asks_nothing_is_refused(service: Service, accept: str) -> None:
    answers = {
        case: await post(service, body, {"accept": accept}) for case, body in BAD_BODIES.items()
    }

    got = {case: (response.status_code, told(response)) for case, response in answers.items()}
    assert got == {case: (400, ["BAD_REQUEST"]) for case in BAD_BODIES}
    types = {response.headers["content-type"] for response in answers.values()}
    assert types == {f"{accept}; charset=utf-8"}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (RESPONSE, 400)])
async def test_a_query_that_cannot_be_executed_is_explained(
    service: Service, accept: str, status: int
) -> None:
    got = {}
    for case, (query, variables) in BAD_DOCUMENTS.items():
        response = await post(service, {"query": query, "variables": variables}, {"accept": accept})
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        got[case] = (response.status_code, set(told(response)))

    assert got == {case: (status, {"GRAPHQL_VALIDATION_FAILED"}) for case in BAD_DOCUMENTS}


async def test_suggestions_and_messages_hold_nothing_of_the_program(service: Service) -> None:
    for query, variables in BAD_DOCUMENTS.values():
        response = await post(service, {"query": query, "variables": variables})
        for word in ("Traceback", "site-packages", "strawberry", ".py", "object at 0x"):
            assert word not in response.text


ACCEPTED: Final[dict[str | None, str]] = {
    None: JSON,
    "*/*": JSON,
    JSON: JSON,
    RESPONSE: RESPONSE,
    f"{RESPONSE}, {JSON};q=0.9": RESPONSE,
    f"{RESPONSE};charset=utf-8, {JSON};charset=utf-8": RESPONSE,
    "text/html": JSON,
    "": JSON,
}


async def test_the_answer_is_of_the_type_that_is_accepted(service: Service) -> None:
    got = {}
    for accept in ACCEPTED:
        headers = {} if accept is None else {"accept": accept}
        response = await post(service, {"query": VIEWER}, headers)
        assert response.status_code == 200
        assert response.json() == {"data": {"viewer": None}}
        got[accept] = response.headers["content-type"].removesuffix("; charset=utf-8")

    assert got == ACCEPTED


async def test_what_was_executed_is_200_with_data_whatever_the_errors(service: Service) -> None:
    partly = "{ viewer { id } node(id: 1) { id } }"
    not_at_all = "{ viewer { id } calendars { totalCount } }"

    for accept in (JSON, RESPONSE):
        first = await post(service, {"query": partly}, {"accept": accept})
        second = await post(service, {"query": not_at_all}, {"accept": accept})
        assert (first.status_code, second.status_code) == (200, 200)
        assert first.json()["data"] == {"viewer": None, "node": None}
        assert second.json()["data"] is None
        (error,) = second.json()["errors"]
        assert error["path"] == ["calendars"]
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}
        assert error["message"] == "Sign in first."


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
        assert (response.status_code, told(response)) == (400, ["BAD_REQUEST"]), content_type
        assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


async def test_json_is_json_with_parameters_and_in_any_case(service: Service) -> None:
    for content_type in ("application/json; charset=utf-8", "Application/JSON"):
        response = await post(service, {"query": VIEWER}, {"content-type": content_type})
        assert response.json() == {"data": {"viewer": None}}


async def test_other_methods_are_refused_in_json(service: Service) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
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

    assert (most.response.status_code, most.codes) == (200, ["BAD_REQUEST"])
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


async def test_every_answer_has_a_request_id_of_its_own_or_the_given_one(service: Service) -> None:
    answers = [
        await post(service, {"query": VIEWER}),
        await post(service, b"{"),
        await service.http.get("/graphql"),
        await post(service, {"query": VIEWER}, {"content-type": "text/plain"}),
    ]
    given = await post(service, {"query": VIEWER}, {"x-request-id": "abc-1.2_3"})
    forged = await post(service, {"query": VIEWER}, {"x-request-id": "a b" * 40})

    ids = [response.headers["x-request-id"] for response in answers]
    assert len(set(ids)) == len(answers)
    assert given.headers["x-request-id"] == "abc-1.2_3"
    assert len(forged.headers["x-request-id"]) == 32


async def test_no_answer_is_kept_by_a_cache(service: Service) -> None:
    for response in (
        await post(service, {"query": VIEWER}),
        await post(service, b"{"),
        await service.http.get("/graphql"),
    ):
        assert response.headers["cache-control"] == "no-store"


async def test_the_address_is_exactly_graphql(service: Service) -> None:
    for path in ("/graphql/", "/GraphQL", "/graphql/x"):
        response = await service.http.post(path, json={"query": VIEWER})
        assert response.status_code == 404, path
