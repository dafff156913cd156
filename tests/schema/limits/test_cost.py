"""What a query costs, and that one which costs too much is not executed."""

from pathlib import Path
from typing import Any, Final

import pytest
from graphql import GraphQLObjectType, get_introspection_query, parse

from api.errors import TooComplex
from api.schema import build_schema
from api.schema.limits import check_cost, check_extent, cost, extent, prices
from tests.factories import make_calendar, make_user
from tests.frontend.operations import FILES
from tests.schema.documents import SCHEMA, SCHEMA_FILE
from tests.schema.feeds import CALENDAR_FEEDS
from tests.schema.test_validation import PAGE
from tests.service import Service

# What is executed; the printed one has its default values in another form.
EXECUTED: Final = build_schema(introspection=True)._schema  # noqa: SLF001  (offered nowhere else)
SDL: Final = SCHEMA_FILE.read_text()
GUIDE: Final = Path(__file__).parents[3] / "docs" / "graphql.md"


def cost_of(document: str, monkeypatch: pytest.MonkeyPatch, **variables: Any) -> int:
    """What it costs to answer the document's only operation."""
    monkeypatch.setattr(cost, "MOST", -1)
    with pytest.raises(TooComplex) as refused:
        check_cost(1)(EXECUTED, parse(document), None, variables)
    return refused.value.numbers["cost"]


COSTS: Final = {
    "{ viewer { id name } }": 102,
    "{ viewer { ...P } } fragment P on User { id ... on Node { id } ... { __typename } }": 103,
    "{ a: viewer { id } b: viewer { id } }": 202,
    # A connection, with 100 for the database; its edges; in each a node with its id.
    "{ calendars(first: 10) { edges { node { id } } } }": 100 + 10 * 3,
    "{ calendars(last: 10) { edges { node { id } } } }": 100 + 10 * 3,
    "{ calendars { edges { node { id } } } }": 100 + 50 * 3,
    "{ calendars(first: null) { edges { node { id } } } }": 100 + 50 * 3,
    "{ calendars(first: 0) { edges { node { id } } } }": 100,
    "{ calendars(first: 10) { ...C } } fragment C on CalendarConnection { edges { cursor } }": 120,
    # More than may be asked for is refused where it is read, and priced as the most.
    "{ calendars(first: 2147483647) { edges { cursor } } }": 100 + 100 * 2,
    "{ calendars(first: -5) { edges { cursor } } }": 100,
    "{ calendars(first: 10) { totalCount pageInfo { endCursor } } }": 100 + 2_000 + 2,
    '{ users(first: 1, filter: {search: "x"}) { totalCount edges { cursor } } }': (
        100 + 2_500 + 2_500 + 2
    ),
    '{ nodes(ids: ["a", "b", "c"]) { id } }': 3 * 11,
    "{ calendarFeeds(first: 2) { edges { node { calendars { id } } } } }": 100 + 2 * (2 + 50 * 2),
    "{ calendarFeeds(first: 2) { edges { node { programs { fetchesPerDay { day } } } } } }": (
        100 + 2 * (2 + 10 * (1 + 30 * 2))
    ),
    "{ calendarFeeds(first: 2) { edges { node { networks(days: 1) { network } } } } }": (
        100 + 2 * (2 + 50 * 2)
    ),
    '{ node(id: "a") { ... on Event { assignees { name } } } }': 100 + 5 * 2,
    '{ node(id: "a") { ... on Task { assignees { name } } } }': 100 + 5 * 2,
    "{ calendarFeeds(first: 1) { edges { node { export { body } } } } }": 100 + 2 + 20_001,
    "mutation { signOut { errors { code } } }": 1_000 + 50 * 2,
    'mutation { deleteTasks(input: {externalIds: ["a", "b"]}) { absent } }': 1_000 + 2 * 5 + 1,
    'mutation { resetUserFeeds(input: {userId: "a"}) { replaced { programs { name } } } }': (
        10_000 + 100 * (1 + 10 * 2)
    ),
}


@pytest.mark.parametrize(("document", "expected"), COSTS.items())
def test_each_field_costs_one_and_in_a_list_once_for_each_object(
    document: str, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cost_of(document, monkeypatch) == expected


PAGED: Final = "query ($n: Int = 7) { calendars(first: $n) { edges { cursor } } }"
LISTED: Final = "query ($n: [ID!]!) { nodes(ids: $n) { id } }"
BATCH: Final = "mutation ($i: UpsertEventsInput!) { upsertEvents(input: $i) { created } }"
IN_PLACE: Final = (
    "mutation ($n: [String!]!) { deleteCalendars(input: {externalIds: $n}) { deleted } }"
)
VARIABLES: Final[tuple[tuple[str, dict[str, Any], int], ...]] = (
    (PAGED, {}, 100 + 7 * 2),
    (PAGED, {"n": 9}, 100 + 9 * 2),
    (PAGED, {"n": 9.0}, 100 + 9 * 2),
    (PAGED, {"n": None}, 100 + 50 * 2),
    (PAGED, {"n": 10**4000}, 100 + 100 * 2),
    (PAGED, {"n": float("inf")}, 100 + 100 * 2),
    (PAGED, {"n": "many"}, 100 + 50 * 2),
    (LISTED, {"n": ["a"] * 4}, 4 * 11),
    (LISTED, {"n": ["a"] * 5_000}, 5_000 * 11),
    (BATCH, {"i": {"calendarExternalId": "1", "events": [{}] * 7}}, 1_000 + 7 * 50 + 1),
    (BATCH, {"i": {"events": [{}] * 1_001}}, 1_000 + 1_000 * 50 + 1),
    (BATCH, {"i": {}}, 1_000 + 1),
    (BATCH, {"i": {"events": "many"}}, 1_000 + 1),
    (IN_PLACE, {"n": ["a"] * 3}, 1_000 + 3 * 500 + 1),
)


@pytest.mark.parametrize(("document", "variables", "expected"), VARIABLES)
def test_variables_say_how_long_a_list_is(
    document: str, variables: dict[str, Any], expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cost_of(document, monkeypatch, **variables) == expected


async def test_a_query_that_costs_too_much_is_told_its_cost_and_the_bound(
    service: Service,
) -> None:
    user = await make_user()
    await make_calendar(user)

    answer = await service.graphql(
        "query ($n: Int) { calendarFeeds(first: $n) { edges { node { export { body } } } } }",
        user=user,
        n=5,
    )

    assert answer.data is None
    (error,) = answer.errors
    assert error["extensions"]["code"] == "TOO_COMPLEX"
    assert error["extensions"]["cost"] == 100 + 5 * 20_003
    assert error["extensions"]["bound"] == prices.MOST
    assert "100,115" in error["message"]
    assert "100,000" in error["message"]


def test_only_the_operation_that_is_named_is_priced() -> None:
    document = parse(
        "query A { calendarFeeds { edges { node { export { body } } } } } query B { __typename }"
    )
    check = check_cost(1)

    check(EXECUTED, document, "B", {})
    with pytest.raises(TooComplex):
        check(EXECUTED, document, "A", {})


@pytest.mark.parametrize("document", [PAGE, CALENDAR_FEEDS], ids=["all", "feeds"])
def test_a_page_costs_about_half_of_the_bound_at_most(
    document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cost_of(document, monkeypatch, first=50) < 0.6 * prices.MOST


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_the_documents_ask_is_far_below_the_bounds(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_extent(parse(file.read_text()))
    assert cost_of(file.read_text(), monkeypatch) < 0.5 * prices.MOST


def test_a_tool_may_ask_for_the_whole_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cost_of(get_introspection_query(), monkeypatch) < 0.6 * prices.MOST


def test_every_price_is_of_a_field_that_there_is() -> None:
    tables = (prices.PRICES, prices.BATCHES, prices.SIZES, prices.WITH)
    for name in {name for table in tables for name in table}:
        if "." not in name:
            assert any(f"{name}:" in line for line in SDL.splitlines()), name
            continue
        type_name, field = name.split("(")[0].split(".")
        type_ = SCHEMA.type_map[type_name]
        assert isinstance(type_, GraphQLObjectType), name
        assert field in type_.fields, name


def test_the_guide_names_the_bounds() -> None:
    guide = GUIDE.read_text()
    for bound in (
        extent.DEEPEST,
        extent.MOST_ALIASES,
        extent.MOST_DIRECTIVES,
        f"{prices.MOST:,}",
        prices.USUAL,
        f"{prices.QUERY:,}",
        f"{prices.MUTATION:,}",
    ):
        assert f"**{bound}**" in guide, bound
    batches = {name: units for name, (units, _) in prices.BATCHES.items()}
    for name, units in (prices.PRICES | batches | prices.WITH).items():
        price = f"{units:,}"
        field = name.split(".")[-1].split("(")[-1].rstrip(")")
        (row,) = [line for line in guide.splitlines() if f"`{field}`" in line and "| " in line]
        assert price in row, name
