"""GraphQL over HTTP: every answer is JSON, of the type that was asked for, with codes and an id."""

from typing import Any, Final

import pytest

from tests.schema.requests import JSON, RESPONSE, VIEWER, post, told
from tests.service import Service

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
    "a number too long to read": (f"{{ calendars(first: {'1' * 60_000}) {{ totalCount }} }}", None),
    "such a number for a default": (
        f"query ($first: Int = -{'1' * 5_000}) {{ calendars(first: $first) {{ totalCount }} }}",
        None,
    ),
    "such a number in an input": (
        """mutation { createTask(input: {calendarId: "", title: "", priority: 1}) { task { id } } }
        """.replace("1", "1" * 5_000),
        None,
    ),
    "a number beyond all": ("{ calendars(first: 1e999) { totalCount } }", None),
    "lists too deep": (f"{{ nodes(ids: {'[' * 300}{']' * 300}) {{ id }} }}", None),
    "a variable that is missing": ("query ($id: ID!) { node(id: $id) { id } }", {}),
    "null for a variable": ("query ($id: ID!) { node(id: $id) { id } }", {"id": None}),
    "an object for an id": ("query ($id: ID!) { node(id: $id) { id } }", {"id": {"id": 1}}),
    "a fraction for an id": ("query ($id: ID!) { node(id: $id) { id } }", {"id": 1.5}),
    "a number too large": (
        "query ($first: Int) { calendars(first: $first) { totalCount } }",
        {"first": 2**31},
    ),
    "a text for a number": (
        "query ($first: Int) { calendars(first: $first) { totalCount } }",
        {"first": "1"},
    ),
}


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


async def test_a_number_of_many_digits_is_said_to_have_too_many(service: Service) -> None:
    query, _ = BAD_DOCUMENTS["a number too long to read"]

    in_query = await post(service, {"query": query})
    in_body = await post(service, b'{"query": "{ viewer { id } }", "variables": {"x": 1e999}}')
    beyond_all = await post(
        service,
        b'{"query": "query ($first: Int) { calendars(first: $first) { totalCount } }",'
        b' "variables": {"first": 1e999}}',
    )

    assert in_query.json()["errors"][0]["message"] == (
        "A number of the query has too many digits. Give a shorter one."
    )
    assert in_body.json() == {"data": {"viewer": None}}
    assert told(beyond_all) == ["GRAPHQL_VALIDATION_FAILED"]


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
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
        assert error["message"] == "Sign in first."


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
