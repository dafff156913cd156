"""Connections: pages by keyset, right while rows come and go, and cursors that are not believed."""

import base64
import json
from typing import Any, Final
from uuid import UUID

import pytest

from api.models import Calendar, Feed, Member, User
from api.models.access import CalendarRole
from api.models.fields import new_id
from api.schema.ids import encode_id, key_of
from tests.clock import NOON
from tests.factories import make_calendar, make_user
from tests.service import Service

PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  page: calendars(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { id name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""[1:]
PAGE_OF_FEEDS = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  page: calendarFeeds(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""[1:]
NAMES: Final = [
    "Same",
    "same",
    "Ärger",
    "日本語",
    "עברית",
    "👩‍💻 Team",  # joined by U+200D
    "No\N{NO-BREAK SPACE}break",
    "Left\N{LEFT-TO-RIGHT MARK}",
    '"quoted", \\back',
    "%_*?",
]


async def user_with_calendars(count: int = 120) -> User:
    """A user with calendars, many of which have the same name."""
    user = await make_user()
    calendars = [
        Calendar(
            id=new_id(),
            organization_id=user.organization_id,
            name=NAMES[number * 7 % len(NAMES)],
            color="#1a73e8",
            time_zone="UTC",
            created_at=NOON,
            updated_at=NOON,
        )
        for number in range(count)
    ]
    await Calendar.bulk_create(calendars)
    await Member.bulk_create(
        [
            Member(
                calendar_id=calendar.id, user_id=user.id, role=CalendarRole.OWNER, created_at=NOON
            )
            for calendar in calendars
        ]
    )
    return user


async def in_order(user: User) -> list[str]:
    """Ids of the user's calendars as the whole list has them."""
    calendars = await Calendar.visible_to(user.id).order_by("name", "id")
    return [encode_id("Calendar", calendar.id) for calendar in calendars]


async def page(service: Service, user: User, document: str = PAGE, **arguments: Any) -> Any:
    return (await service.ask(document, user=user, **arguments))["page"]


def ids_of(*pages: Any) -> list[str]:
    return [edge["node"]["id"] for shown in pages for edge in shown["edges"]]


async def walk_forwards(service: Service, user: User, size: int, document: str = PAGE) -> list[Any]:
    pages = [await page(service, user, document, first=size)]
    while pages[-1]["pageInfo"]["hasNextPage"]:
        after = pages[-1]["pageInfo"]["endCursor"]
        pages.append(await page(service, user, document, first=size, after=after))
    return pages


async def walk_backwards(
    service: Service, user: User, size: int, document: str = PAGE
) -> list[Any]:
    pages = [await page(service, user, document, last=size)]
    while pages[0]["pageInfo"]["hasPreviousPage"]:
        before = pages[0]["pageInfo"]["startCursor"]
        pages.insert(0, await page(service, user, document, last=size, before=before))
    return pages


async def test_pages_forwards_and_backwards_show_every_row_once_in_order(service: Service) -> None:
    user = await user_with_calendars()
    expected = await in_order(user)

    for size in (7, 40, 100):
        forwards = await walk_forwards(service, user, size)
        backwards = await walk_backwards(service, user, size)
        assert ids_of(*forwards) == expected, size
        assert ids_of(*backwards) == expected, size
        assert {shown["totalCount"] for shown in forwards + backwards} == {120}

    forwards = await walk_forwards(service, user, 40)
    assert [len(shown["edges"]) for shown in forwards] == [40, 40, 40]
    assert [shown["pageInfo"]["hasPreviousPage"] for shown in forwards] == [False, True, True]
    for shown in forwards:
        assert shown["pageInfo"]["startCursor"] == shown["edges"][0]["cursor"]
        assert shown["pageInfo"]["endCursor"] == shown["edges"][-1]["cursor"]


async def test_pages_of_feeds_show_every_feed_once(service: Service) -> None:
    user = await user_with_calendars()

    forwards = await walk_forwards(service, user, 50, PAGE_OF_FEEDS)
    backwards = await walk_backwards(service, user, 50, PAGE_OF_FEEDS)

    feeds = [
        encode_id("CalendarFeed", feed.id)
        for feed in await Feed.filter(user_id=user.id).order_by("id")
    ]
    assert len(feeds) == 121
    assert ids_of(*forwards) == ids_of(*backwards) == feeds
    assert {shown["totalCount"] for shown in forwards} == {121}


async def test_a_page_has_fifty_unless_said(service: Service) -> None:
    user = await user_with_calendars(51)

    shown = await page(service, user)

    assert (len(shown["edges"]), shown["pageInfo"]["hasNextPage"]) == (50, True)


async def test_an_empty_list_is_an_empty_page(service: Service) -> None:
    assert await page(service, await make_user()) == {
        "totalCount": 0,
        "edges": [],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
    }


async def test_a_page_of_nothing_says_whether_there_is_more(service: Service) -> None:
    user = await user_with_calendars(3)

    shown = await page(service, user, first=0)

    assert (shown["edges"], shown["totalCount"]) == ([], 3)
    assert shown["pageInfo"]["hasNextPage"] is True


async def test_a_page_can_lie_between_two_cursors(service: Service) -> None:
    user = await user_with_calendars(20)
    cursors = [edge["cursor"] for edge in (await page(service, user))["edges"]]
    expected = (await in_order(user))[5:15]

    sizes: list[dict[str, Any]] = [{"first": 100}, {"last": 100}]
    for arguments in sizes:
        shown = await page(service, user, after=cursors[4], before=cursors[15], **arguments)
        assert ids_of(shown) == expected
    shown = await page(service, user, after=cursors[15], before=cursors[4], first=100)
    assert ids_of(shown) == []


async def test_rows_that_come_and_go_between_pages_move_no_other_row(service: Service) -> None:
    user = await user_with_calendars()
    expected = await in_order(user)
    first = await page(service, user, first=40)
    at_the_cursor = key_of(ids_of(first)[-1], "Calendar")

    # One row is put before everything, one after; of those shown the last goes, at which the
    # cursor stands, and one that was not shown yet goes too.
    await make_calendar(user, name="!")
    await make_calendar(user, name="\N{GRINNING FACE}")
    await Calendar.filter(id=at_the_cursor).delete()
    gone = expected[60]
    await Calendar.filter(id=key_of(gone, "Calendar")).delete()
    second = await page(service, user, first=100, after=first["pageInfo"]["endCursor"])

    shown = ids_of(first) + ids_of(second)
    assert len(shown) == len(set(shown))
    assert [id_ for id_ in shown if id_ in expected] == [id_ for id_ in expected if id_ != gone]
    assert second["totalCount"] == 120


async def test_a_row_that_was_renamed_between_pages_is_not_shown_twice(service: Service) -> None:
    user = await user_with_calendars(20)
    first = await page(service, user, first=10)
    expected = await in_order(user)
    renamed = key_of(expected[15], "Calendar")

    await Calendar.filter(id=renamed).update(name="!")
    second = await page(service, user, first=10, after=first["pageInfo"]["endCursor"])

    assert ids_of(second) == expected[10:15] + expected[16:]


async def test_sizes_that_are_no_page_are_refused(service: Service) -> None:
    user = await user_with_calendars(2)
    wrong: list[dict[str, Any]] = [
        {"first": -1},
        {"last": -1},
        {"first": 101},
        {"last": 101},
        {"first": 2**31 - 1},
        {"last": -(2**31)},
        {"first": 1, "last": 1},
        {"first": 0, "last": 0},
    ]

    for document in (PAGE, PAGE_OF_FEEDS):
        for arguments in wrong:
            answer = await service.graphql(document, user=user, **arguments)
            assert answer.codes == ["BAD_REQUEST"], arguments
        assert len((await page(service, user, document, first=100, last=None))["edges"]) >= 2


def packed(value: object) -> str:
    """A cursor in form: what the list's own are made like."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def foreign_cursors(own: str, key: str) -> dict[str, str]:
    """Cursors that no page of calendars has given, whatever their form."""
    deep = base64.urlsafe_b64encode(b"[" * 30_000).decode()
    return {
        "empty": "",
        "a word": "x",
        "a sentence": "not a cursor",
        "not ASCII": "ä",
        "half of a pair": "\ud800",
        "NUL": "\0",
        "cut": own[:-9],
        "with a tail": own + own,
        "a line break in it": own[:8] + "\n" + own[8:],
        "of one column": packed([key]),
        "of three columns": packed(["Same", key, key]),
        "of no column": packed([]),
        "an object": packed({"name": "Same", "id": key}),
        "a text": packed("Same"),
        "two letters": packed("ab"),
        "a number": packed(5),
        "null": packed(None),
        "numbers": packed([1, 2]),
        "nulls": packed([None, None]),
        "lists": packed([["Same"], [key]]),
        "true": packed([True, key]),
        "no key": packed(["Same", "x"]),
        "an empty key": packed(["Same", ""]),
        "a number for a key": packed(["Same", 5]),
        "a key too short": packed(["Same", key[:-1]]),
        "a key too long": packed(["Same", key + "0"]),
        "SQL for a key": packed(["Same", f"{key}' OR '1'='1"]),
        "NUL in the name": packed(["Sa\0me", key]),
        "half of a pair in the name": packed(["\ud800", key]),
        "a name that no calendar can have": packed(["x" * 201, key]),
        "a megabyte of name": packed(["x" * 1_000_000, key]),
        "not a number": packed([float("nan"), key]),
        "not JSON": base64.urlsafe_b64encode(b"Same").decode(),
        "not UTF-8": base64.urlsafe_b64encode(b'["\xff\xff", "x"]').decode(),
        "deep": deep,
    }


@pytest.mark.parametrize("argument", ["after", "before"])
async def test_a_cursor_that_is_not_of_the_list_is_refused(service: Service, argument: str) -> None:
    user = await user_with_calendars(2)
    calendars, feeds = await page(service, user), await page(service, user, PAGE_OF_FEEDS)
    of_calendars, of_feeds = calendars["edges"][0]["cursor"], feeds["edges"][0]["cursor"]
    key = str((await Calendar.all())[0].id)
    for_calendars = foreign_cursors(of_calendars, key) | {"of the other list": of_feeds}
    for_feeds = {
        "of the other list": of_calendars,
        "no key": packed(["x"]),
        "NUL": packed(["\0"]),
        "a number": packed([5]),
        "a text": packed(key),
        "empty": "",
    }

    outcomes = {}
    asked = {"calendars": (PAGE, for_calendars), "feeds": (PAGE_OF_FEEDS, for_feeds)}
    for name, (document, cursors) in asked.items():
        for description, cursor in cursors.items():
            answer = await service.graphql(document, user=user, **{argument: cursor})
            outcomes[name, description] = (answer.codes, answer.data)

    wrong = {case: got for case, got in outcomes.items() if got != (["BAD_REQUEST"], None)}
    assert wrong == {}
    assert len(outcomes) == len(for_calendars) + len(for_feeds)


async def test_a_cursor_says_nothing_that_its_reader_did_not_see(service: Service) -> None:
    user = await user_with_calendars(1)
    (edge,) = (await page(service, user))["edges"]

    raw = base64.urlsafe_b64decode(edge["cursor"] + "=" * (-len(edge["cursor"]) % 4))

    assert json.loads(raw) == [edge["node"]["name"], str((await Calendar.get()).id)]


async def test_a_cursor_of_my_own_making_shows_only_what_is_mine(service: Service) -> None:
    user, other = await user_with_calendars(3), await user_with_calendars(3)

    shown = await page(service, user, after=packed(["", str(UUID(int=0))]))

    assert ids_of(shown) == await in_order(user)
    assert not {*ids_of(shown)} & {*await in_order(other)}
