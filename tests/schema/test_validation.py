"""The check of a document: GraphQL's rules, with bounded work."""

from typing import Final

import pytest

from tests.factories import make_calendar, make_user
from tests.schema.shapes import ALIKE, COSTLY
from tests.service import Service

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

PAGE: Final = """
query Page {
  viewer { ...Person }
  serverInfo { windowPastDays windowFutureDays version }
  calendars(first: 100) { totalCount edges { node { ...Diary } } }
  calendarFeeds {
    edges { node { id kind label settings { ...Settings } calendars { ...Diary } links { url } } }
  }
  all: calendarFeeds { edges { node { ...Feed } } }
}
fragment Person on User { id name email role }
fragment Diary on Calendar { id name color timeZone viewerRole ...Named }
fragment Named on Calendar { id name }
fragment Settings on CalendarFeedSettings { detail taskFormat cancelled completedTasks }
fragment Feed on CalendarFeed {
  id kind label settings { ...Settings } calendars { ...Diary ...Named } links { url webcal }
}
"""[1:]


async def test_a_query_that_asks_for_the_same_again_and_again_is_refused(service: Service) -> None:
    for case, document in ALIKE.items():
        answer = await service.graphql(document)
        assert answer.data is None, case
        assert answer.codes[-1] == "GRAPHQL_VALIDATION_FAILED", case
        assert answer.errors[-1]["message"] == (
            "Too many fields and fragments of this query have to be compared with each other. "
            "Ask for each field once, or in several queries."
        ), case


async def test_what_is_wrong_with_a_query_is_said_ten_times_and_not_more(service: Service) -> None:
    for case, document in COSTLY.items():
        answer = await service.graphql(document)
        assert len(answer.errors) <= 11, case
        refused = {"GRAPHQL_VALIDATION_FAILED", "TOO_COMPLEX", "BAD_REQUEST", "UNAUTHENTICATED"}
        assert set(answer.codes) <= refused, case
    answer = await service.graphql(COSTLY["unknown fields"])
    assert answer.errors[-1]["message"].startswith("Too many validation errors")


async def test_a_page_may_ask_for_all_that_it_shows_through_fragments(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    page = await service.ask(PAGE, user=user)

    assert page["calendars"]["totalCount"] == 1


async def test_fields_that_cannot_be_one_are_named(service: Service) -> None:
    answer = await service.graphql("{ a: viewer { id } a: serverInfo { version } }")

    (error,) = answer.errors
    assert "conflict" in error["message"]
