"""Connections: pages by keyset, right while rows come and go."""

from typing import Any

from api.models import Calendar, Feed, User
from api.schema.ids import encode_id, key_of
from tests.factories import make_calendar, make_user
from tests.schema.paging import PAGE, PAGE_OF_FEEDS, ids_of, in_order, page, user_with_calendars
from tests.service import Service


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
