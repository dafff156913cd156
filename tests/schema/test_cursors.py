"""Cursors: what the lists gave is believed, and nothing else."""

import base64
import json
from typing import Any
from uuid import UUID

import pytest

from api.models import Calendar
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_user
from tests.schema.agendas import AGENDA
from tests.schema.paging import PAGE, PAGE_OF_FEEDS, ids_of, in_order, page, user_with_calendars
from tests.service import Service


def packed(value: object) -> str:
    """A cursor in form: what the list's own are made like."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def of_calendars(*values: object) -> str:
    return packed(["calendars", *values])


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
        "of one column": of_calendars(key),
        "of three columns": of_calendars("Same", key, key),
        "of no column": of_calendars(),
        "of no list": packed(["Same", key]),
        "of another list": packed(["users", "Same", key]),
        "nothing": packed([]),
        "an object": packed({"name": "Same", "id": key}),
        "a text": packed("Same"),
        "two letters": packed("ab"),
        "a number": packed(5),
        "null": packed(None),
        "numbers": packed([1, 2]),
        "nulls": packed([None, None]),
        "lists": of_calendars(["Same"], [key]),
        "true": of_calendars(True, key),
        "no key": of_calendars("Same", "x"),
        "an empty key": of_calendars("Same", ""),
        "a number for a key": of_calendars("Same", 5),
        "a key too short": of_calendars("Same", key[:-1]),
        "a key too long": of_calendars("Same", key + "0"),
        "SQL for a key": of_calendars("Same", f"{key}' OR '1'='1"),
        "NUL in the name": of_calendars("Sa\0me", key),
        "half of a pair in the name": of_calendars("\ud800", key),
        "a name that no calendar can have": of_calendars("x" * 201, key),
        "a megabyte of name": of_calendars("x" * 1_000_000, key),
        "not a number": of_calendars(float("nan"), key),
        "not JSON": base64.urlsafe_b64encode(b"Same").decode(),
        "not UTF-8": base64.urlsafe_b64encode(b'["\xff\xff", "x"]').decode(),
        "deep": deep,
    }


@pytest.mark.parametrize("argument", ["after", "before"])
async def test_a_cursor_that_is_not_of_the_list_is_refused(service: Service, argument: str) -> None:
    user = await user_with_calendars(2)
    calendars, feeds = await page(service, user), await page(service, user, PAGE_OF_FEEDS)
    of_calendar, of_feed = calendars["edges"][0]["cursor"], feeds["edges"][0]["cursor"]
    key = str((await Calendar.all())[0].id)
    for_calendars = foreign_cursors(of_calendar, key) | {"of the other list": of_feed}
    for_feeds = {
        "of the other list": of_calendar,
        "no key": packed(["calendarFeeds", "x"]),
        "NUL": packed(["calendarFeeds", "\0"]),
        "a number": packed(["calendarFeeds", 5]),
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

    assert json.loads(raw) == ["calendars", edge["node"]["name"], str((await Calendar.get()).id)]


async def test_a_cursor_of_my_own_making_shows_only_what_is_mine(service: Service) -> None:
    user, other = await user_with_calendars(3), await user_with_calendars(3)

    shown = await page(service, user, after=of_calendars("", str(UUID(int=0))))

    assert ids_of(shown) == await in_order(user)
    assert not {*ids_of(shown)} & {*await in_order(other)}


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize("start", ["9999-12-31T23:59:59.999999+00:00", "0001-01-01T00:00:00+00:00"])
async def test_a_cursor_of_events_at_the_end_of_time_is_told(
    service: Service, argument: str, start: str
) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    cursor = packed(["Calendar.events", start, str(UUID(int=0)), start])

    asked: dict[str, Any] = {"id": encode_id("Calendar", calendar.id), argument: cursor}
    answer = await service.graphql(AGENDA, user=user, **asked)

    assert answer.codes == ["BAD_REQUEST"]
