"""Bounds on depth, aliases and directives."""

from typing import Final

import pytest
from graphql import get_introspection_query

from tests.factories import make_calendar, make_user
from tests.schema.shapes import each
from tests.service import Service

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

# The deepest that the page asks.
DEEP: Final = """
{ calendarFeeds { edges { node { programs { program fetchesPerDay(days: 7) { day count } } } } } }
"""[1:]


def inside(levels: int) -> str:
    """A document so many fields deep."""
    return "{ x " * levels + "}" * levels


TOO_FAR: Final[dict[str, tuple[str, dict[str, int]]]] = {
    "eleven fields deep": (inside(11), {"depth": 11, "bound": 10}),
    "deep through fragments": (
        "{ ...A } fragment A on Query { viewer { ...B } } fragment B on User "
        + "{ x " * 10
        + "}" * 10,
        {"depth": 11, "bound": 10},
    ),
    "sixteen aliases": (
        "{" + each(16, "a#: __typename") + "}",
        {"aliases": 16, "bound": 15},
    ),
    "ten aliases in a fragment that is spread twice": (
        "{ ...A ...A } fragment A on Query {" + each(10, "a#: __typename") + "}",
        {"aliases": 20, "bound": 15},
    ),
    "directives": (
        "{ __typename " + "@skip(if: false) " * 51 + "}",
        {"directives": 51, "bound": 50},
    ),
    "directives of fragments and variables": (
        "query ($x: Int @a) @b { ...F @c ...F @c } fragment F on Query @d { __typename "
        + "@skip(if: false) " * 24
        + "}",
        {"directives": 54, "bound": 50},
    ),
}


@pytest.mark.parametrize(("document", "measured"), TOO_FAR.values(), ids=TOO_FAR)
async def test_a_query_that_goes_too_far_is_told_how_far(
    service: Service, document: str, measured: dict[str, int]
) -> None:
    answer = await service.graphql(document)

    (error,) = answer.errors
    assert error["extensions"].items() >= ({"code": "TOO_COMPLEX"} | measured).items()
    assert str(measured["bound"]) in error["message"]
    assert answer.data is None


async def test_fragments_that_double_are_counted_as_often_as_they_are_spread(
    service: Service,
) -> None:
    doubling = " ".join(
        f"fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} }}"
        for number in range(90)
    )
    answer = await service.graphql(
        "{ ...F0 }" + doubling + "fragment F90 on Query { a: __typename }"
    )

    assert answer.errors[0]["extensions"]["aliases"] == 2**90


async def test_fragments_in_a_circle_are_refused_by_the_rule_about_them(service: Service) -> None:
    answer = await service.graphql(
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A a: __typename }"
    )

    assert answer.codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert "itself" in answer.errors[0]["message"]


async def test_what_the_bounds_allow_is_answered(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    await service.ask(DEEP, user=user)
    await service.ask("{" + each(15, "a#: __typename") + "}")
    await service.ask("{ " + "viewer @include(if: true) { id } " * 50 + "}")


async def test_tools_may_ask_for_the_whole_schema(service: Service) -> None:
    whole = get_introspection_query(
        specified_by_url=True,
        schema_description=True,
        directive_is_repeatable=True,
        input_value_deprecation=True,
    )

    schema = await service.ask(whole)

    assert schema["__schema"]["queryType"]["name"] == "Query"
