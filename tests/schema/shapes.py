"""Documents that are short and costly: each of at most 1,000 tokens."""

from collections.abc import Callable
from typing import Final


def each(count: int, text: str) -> str:
    """The text so many times, `#` being the number."""
    return " ".join(text.replace("#", str(number)) for number in range(count))


def _fragments(count: int, body: Callable[[int], str]) -> str:
    return " ".join(f"fragment F{number} on Query {{ {body(number)} }}" for number in range(count))


# What has to be compared with each other is refused.
ALIKE: Final = {
    "a field again and again": "{" + "viewer { id } " * 245 + "}",
    "a leaf again and again": "{" + "__typename " * 990 + "}",
    "lists side by side": "{" + "calendars { edges { node { id name } } } " * 75 + "}",
    "lists in lists": ("{" + ("calendars { edges {" + "node { id } " * 14 + "} } ") * 12 + "}"),
    "arguments": "{" + "node(id: 1) { id } " * 100 + "}",
    "inline fragments": "{" + "... { viewer { id } } " * 120 + "}",
    "types of an interface": (
        "{ node(id: 1) {" + "... on User { name } ... on Calendar { name } " * 60 + "} }"
    ),
    "fragments side by side": "{"
    + each(80, "...F#")
    + "}"
    + _fragments(80, lambda _: "viewer {id}"),
    "fragments in a chain": (
        "{ ...F0 }"
        + _fragments(79, lambda number: f"viewer {{ id }} ...F{number + 1}")
        + "fragment F79 on Query { viewer { id } }"
    ),
    "fragments of all before": (
        "{"
        + each(20, "...F#")
        + "}"
        + _fragments(20, lambda n: each(n, "...F#") + " viewer { id }")
    ),
}
# What is read in one go is answered or refused, as it is right or wrong.
COSTLY: Final = ALIKE | {
    "one alias for two fields": "{" + "a: viewer { id } a: serverInfo { version } " * 75 + "}",
    "a fragment again and again": "{" + "...F " * 480 + "} fragment F on Query { viewer { id } }",
    "fragments that double": (
        "{ ...F0 }"
        + _fragments(90, lambda number: f"...F{number + 1} ...F{number + 1}")
        + "fragment F90 on Query { __typename }"
    ),
    "fragments in a circle": "{ ...F0 }"
    + _fragments(80, lambda number: f"viewer {{ id }} ...F{(number + 1) % 80}"),
    "fragments that nobody spreads": "{ __typename }" + _fragments(120, lambda _: "__typename"),
    "aliases": "{" + each(160, "a#: viewer { id }") + "}",
    "unknown fields": "{" + each(980, "calendarx#") + "}",
    "long unknown fields": "{" + each(100, "b#" + "calendar" * 70) + "}",
    "unknown fields of an input": (
        "mutation { signIn(input: {" + each(320, "a#: 1") + "}) { errors { code } } }"
    ),
    "a long text in an input with many unknown fields": (
        'mutation { signIn(input: {email: """'
        + "x" * 60_000
        + '""" '
        + each(300, "a#: 1")
        + "}) { errors { code } } }"
    ),
    "an argument again and again": "{ node(" + "id: 1 " * 320 + ") { id } }",
    "unknown arguments": "{ node(" + each(320, "a#: 1") + ") { id } }",
    "a long list": "{ nodes(ids: [" + "1 " * 980 + "]) { id } }",
    "unknown types": "query (" + each(240, "$a#: CalendarX#") + ") { __typename }",
    "unknown variables": "{ nodes(ids: [" + each(480, "$a#") + "]) { id } }",
    "directives": "{ __typename " + "@skip(if: false) " * 140 + "}",
    "fields deep down": "{ viewer" * 190 + "}" * 190,
    "a long comment": "#" + "x" * 60_000 + "\n{ __typename }",
}
