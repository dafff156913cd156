"""Bodies that are sent to hurt, each with the code of the error that it is refused with."""

import json
from typing import Any, Final

from tests.schema.shapes import each


def asking(query: str, **variables: Any) -> bytes:
    """The body of this request."""
    return json.dumps({"query": query, "variables": variables}).encode()


def _doubling(count: int, last: str) -> str:
    spread = (f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count))
    return "{ ...F0 } " + " ".join(spread) + f" fragment F{count} on Query {{ {last} }}"


_NODE: Final = "query ($id: ID!) { node(id: $id) { id } }"
_FEEDS: Final = "calendarFeeds(first: 100) { edges { node { calendars { id name color } } } }"

HOSTILE: Final[dict[str, tuple[bytes, str]]] = {
    "fragments that double an alias": (asking(_doubling(90, "a: __typename")), "TOO_COMPLEX"),
    "fragments that double a directive": (
        asking(_doubling(90, "__typename @skip(if: true)")),
        "TOO_COMPLEX",
    ),
    "fragments that double a list": (
        asking(_doubling(20, "calendars { edges { cursor } }")),
        "TOO_COMPLEX",
    ),
    "a circle of two fragments": (
        asking("{ ...A } fragment A on Query { ...B a: __typename } fragment B on Query { ...A }"),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "fragments that all spread all": (
        asking("{ ...F0 } " + each(25, "fragment F# on Query { " + each(25, "...F#") + " }")),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "10,000 aliases": (asking("{" + each(10_000, "a#:a") + "}"), "TOO_LARGE"),
    "4,000 aliases": (asking("{" + each(4_000, "a#: viewer") + "}"), "GRAPHQL_VALIDATION_FAILED"),
    "200 aliases": (asking("{" + each(200, "a#: __typename") + "}"), "TOO_COMPLEX"),
    "large lists under few aliases": (
        asking("{" + each(15, f"a#: {_FEEDS}") + "}"),
        "TOO_COMPLEX",
    ),
    "large lists by a variable": (
        asking(
            "query ($n: Int) {" + each(15, f"a#: {_FEEDS}".replace("100", "$n")) + "}",
            n=100,
        ),
        "TOO_COMPLEX",
    ),
    "every feed's export": (
        asking("{ calendarFeeds { edges { node { export { body } } } } }"),
        "TOO_COMPLEX",
    ),
    "fifteen resets": (
        asking(
            "mutation {" + each(15, "a#: resetCalendarFeeds(input: {}) { errors { code } }") + "}"
        ),
        "TOO_COMPLEX",
    ),
    "a schema within a schema": (
        asking(
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
        ),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "inline fragments deep down": (
        asking("{" + "... {" * 190 + "__typename" + "}" * 191),
        "",
    ),
    "types within types": (
        asking('{ __type(name: "Query") {' + "ofType {" * 150 + "name" + "}" * 152),
        "",
    ),
    "100,000 brackets for a body": (b"[" * 100_000, "BAD_REQUEST"),
    "100,000 brackets for a query": (asking("[" * 100_000), "TOO_LARGE"),
    "60,000 brackets for a query": (asking("[" * 60_000), "GRAPHQL_VALIDATION_FAILED"),
    "60,000 braces for a query": (asking("{a" * 30_000), "GRAPHQL_VALIDATION_FAILED"),
    "a text": (b'"x"', "BAD_REQUEST"),
    "bad UTF-8": (b'{"query": "{ viewer { \xff\xfe } }"}', "BAD_REQUEST"),
    "a batch": (b"[" + asking("{ viewer { id } }") + b"]", "BAD_REQUEST"),
    "an integer of 5,000 digits": (
        asking(f"{{ calendars(first: {'9' * 5_000}) {{ totalCount }} }}"),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "an integer of 5,000 digits in the variables": (
        asking("query ($n: Int) { calendars(first: $n) { totalCount } }", n=0).replace(
            b": 0}", b": " + b"9" * 5_000 + b"}"
        ),
        "BAD_REQUEST",
    ),
    "variables 100,000 deep": (
        b'{"query": "{ viewer { id } }", "variables": {"a": ' + b"[" * 100_000 + b"}}",
        "BAD_REQUEST",
    ),
    "variables 900 deep": (
        asking(_NODE, id=json.loads('{"a":' * 900 + "1" + "}" * 900)),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "variables of 200,000 values": (asking(_NODE, id=[1] * 200_000), "TOO_LARGE"),
    "a list of 90,000 ids": (
        asking("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 90_000),
        "TOO_COMPLEX",
    ),
    "a text of 60,000 spaces": (asking(" " * 60_000 + "{"), "GRAPHQL_VALIDATION_FAILED"),
}
"""With an empty code: answered or refused, as long as it is soon."""
