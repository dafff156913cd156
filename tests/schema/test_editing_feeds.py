"""createCalendarFeed, updateCalendarFeed, deleteCalendarFeed: feeds of one's own choice."""

import re
from datetime import timedelta
from typing import Any

import pytest

from api.feeds.operations.editing import MOST_ADDED
from api.models import AuditEntry, Calendar, Feed, User
from api.models.access import CalendarRole
from api.models.feed import FeedKind
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import (
    add_member,
    assign,
    make_added_feeds,
    make_calendar,
    make_event,
    make_task,
    make_user,
)
from tests.feeds.publishing import UNAVAILABLE, summaries
from tests.service import Service

CREATE = """
mutation ($input: CreateCalendarFeedInput!) {
  createCalendarFeed(input: $input) {
    feed {
      id kind label allCalendars expiresAt links { url } calendars { name }
      settings { detail taskFormat cancelled completedTasks onlyAssignedToMe calendarName }
    }
    errors { code message path }
  }
}
"""[1:]
UPDATE = """
mutation ($input: UpdateCalendarFeedInput!) {
  updateCalendarFeed(input: $input) {
    feed { id label expiresAt calendars { name } settings { detail taskFormat } links { url } }
    errors { code message path }
  }
}
"""[1:]
DELETE = """
mutation ($input: DeleteCalendarFeedInput!) {
  deleteCalendarFeed(input: $input) { deletedId errors { code message path } }
}
"""[1:]


async def create(service: Service, user: User, **input: Any) -> Any:
    data = await service.ask(CREATE, user=user, input={"label": "Phone"} | input)
    return data["createCalendarFeed"]


async def update(service: Service, user: User, **input: Any) -> Any:
    return (await service.ask(UPDATE, user=user, input=input))["updateCalendarFeed"]


async def delete(service: Service, user: User, id_: str) -> Any:
    return (await service.ask(DELETE, user=user, input={"id": id_}))["deleteCalendarFeed"]


def id_of(calendar: Calendar) -> str:
    return encode_id("Calendar", calendar.id)


async def test_a_new_feed_has_the_defaults_and_an_address_of_its_own(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user, name="Court diary")
    await make_event(calendar, title="Hearing")

    payload = await create(service, user, calendarIds=[id_of(calendar)])

    feed = payload["feed"]
    assert payload["errors"] == []
    assert feed["allCalendars"] is False
    assert (feed["kind"], feed["label"], feed["expiresAt"]) == ("ADDITIONAL", "Phone", None)
    assert feed["calendars"] == [{"name": "Court diary"}]
    assert feed["settings"] == {
        "detail": "FULL",
        "taskFormat": "EVENT",
        "cancelled": "OMIT",
        "completedTasks": "SHOW",
        "onlyAssignedToMe": False,
        "calendarName": "CATEGORY",
    }
    assert summaries(await service.fetch(feed["links"]["url"])) == ["Hearing"]
    assert (await AuditEntry.get(action="FEED_CREATED")).actor_id == user.id


async def test_a_feed_over_all_calendars_takes_in_those_to_come(service: Service) -> None:
    user = await make_user()
    await make_event(await make_calendar(user), title="Hearing")
    feed = (await create(service, user))["feed"]
    assert feed["allCalendars"] is True
    url = feed["links"]["url"]
    assert summaries(await service.fetch(url)) == ["Hearing"]
    await make_event(await make_calendar(user), title="Lunch", starts_at=NOON + timedelta(hours=1))
    assert summaries(await service.fetch(url)) == ["Hearing", "Lunch"]


async def test_a_feed_shows_what_its_settings_say(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    await make_event(calendar, title="Hearing", description="Bring the file")
    await make_task(calendar, title="File the claim")
    feed = (await create(service, user, settings={"detail": "TITLE", "taskFormat": "NONE"}))["feed"]
    text = (await service.fetch(feed["links"]["url"])).text
    assert "SUMMARY:Hearing\r\n" in text
    assert "Bring the file" not in text
    assert "File the claim" not in text


async def test_a_change_of_settings_keeps_the_address_and_raises_every_stamp(
    service: Service,
) -> None:
    user = await make_user()
    await make_event(await make_calendar(user), title="Hearing")
    feed = (await create(service, user))["feed"]
    before = (await service.fetch(feed["links"]["url"])).text
    assert "SEQUENCE:0\r\n" in before
    assert "LAST-MODIFIED:20260318T120000Z\r\n" in before

    payload = await update(service, user, id=feed["id"], settings={"detail": "BUSY"})

    assert payload["errors"] == []
    assert payload["feed"]["links"] == feed["links"]
    after = (await service.fetch(feed["links"]["url"])).text
    assert "SUMMARY:Busy\r\n" in after
    assert "SEQUENCE:1\r\n" in after
    assert "LAST-MODIFIED:20260318T120001Z\r\n" in after


async def test_a_change_that_changes_nothing_leaves_the_text_alone(service: Service) -> None:
    user = await make_user()
    await make_event(await make_calendar(user))
    feed = (await create(service, user, expiresAt="2027-01-01T00:00:00Z"))["feed"]
    before = await service.fetch(feed["links"]["url"])
    same = {"label": "Phone", "settings": {"detail": "FULL"}, "expiresAt": "2027-01-01T00:00:00Z"}
    assert (await update(service, user, id=feed["id"], **same))["errors"] == []
    assert (await service.fetch(feed["links"]["url"])).headers["etag"] == before.headers["etag"]
    assert not await AuditEntry.filter(action="FEED_UPDATED").exists()


async def test_a_feed_gets_other_calendars_a_label_and_an_end(service: Service) -> None:
    user = await make_user()
    first, second = await make_calendar(user, name="First"), await make_calendar(user, name="Other")
    feed = (await create(service, user, calendarIds=[id_of(first)]))["feed"]

    changed = await update(
        service,
        user,
        id=feed["id"],
        calendarIds=[id_of(second)],
        label="Tablet",
        expiresAt="2027-01-01T00:00:00Z",
    )
    assert changed["feed"]["calendars"] == [{"name": "Other"}]
    assert (changed["feed"]["label"], changed["feed"]["expiresAt"]) == (
        "Tablet",
        "2027-01-01T00:00:00Z",
    )
    changed = await update(service, user, id=feed["id"], calendarIds=None, expiresAt=None)
    assert changed["feed"]["calendars"] == [{"name": "First"}, {"name": "Other"}]
    assert changed["feed"]["expiresAt"] is None


async def test_everybodys_feeds_have_settings_and_nothing_else(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    await service.feed_url(user)
    for feed in await Feed.filter(user_id=user.id):
        id_ = encode_id("CalendarFeed", feed.id)
        payload = await update(service, user, id=id_, settings={"taskFormat": "TODO"})
        assert payload["feed"]["settings"]["taskFormat"] == "TODO"
        for input in (
            {"label": "x"},
            {"expiresAt": "2027-01-01T00:00:00Z"},
            {"calendarIds": [id_of(calendar)]},
            {"calendarIds": None},
        ):
            payload = await update(service, user, id=id_, **input)
            assert [error["code"] for error in payload["errors"]] == ["INVALID_INPUT"]
        assert [error["path"] for error in (await delete(service, user, id_))["errors"]] == [
            ["input", "id"]
        ]


async def test_a_deleted_feed_says_so_at_its_address(service: Service) -> None:
    user = await make_user()
    await make_event(await make_calendar(user))
    feed = (await create(service, user))["feed"]
    assert await delete(service, user, feed["id"]) == {"deletedId": feed["id"], "errors": []}
    assert summaries(await service.fetch(feed["links"]["url"])) == [UNAVAILABLE]
    assert [error["code"] for error in (await delete(service, user, feed["id"]))["errors"]] == [
        "NOT_FOUND"
    ]


@pytest.mark.parametrize(
    ("input", "path"),
    [
        ({"label": " "}, ["input", "label"]),
        ({"label": "x" * 201}, ["input", "label"]),
        ({"calendarIds": []}, ["input", "calendarIds"]),
        ({"settings": {"detail": None}}, ["input", "settings", "detail"]),
        ({"expiresAt": "2026-03-18T12:00:00Z"}, ["input", "expiresAt"]),
    ],
)
async def test_what_cannot_be_a_feed_says_why(
    service: Service, input: dict[str, Any], path: list[str]
) -> None:
    user = await make_user()
    await make_calendar(user)
    (error,) = (await create(service, user, **input))["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", path)
    assert not await Feed.filter(kind=FeedKind.ADDITIONAL).exists()


async def test_only_calendars_that_one_sees_can_be_chosen(service: Service) -> None:
    user = await make_user()
    hidden = await make_calendar(await make_user(await user.organization))
    for id_ in (id_of(hidden), encode_id("Calendar", user.id)):
        (error,) = (await create(service, user, calendarIds=[id_]))["errors"]
        assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "calendarIds"])


async def test_nobody_adds_feeds_without_end(service: Service) -> None:
    user = await make_user()
    await make_added_feeds(user, MOST_ADDED)
    (error,) = (await create(service, user))["errors"]
    assert error["code"] == "LIMIT_REACHED"


async def test_only_what_concerns_the_user_is_shown_if_they_want(service: Service) -> None:
    user = await make_user()
    colleague = await make_user(await user.organization)
    calendar = await make_calendar(user)
    await add_member(calendar, colleague, CalendarRole.READER)
    event, other = await make_event(calendar, title="Mine"), await make_event(calendar, title="Not")
    task = await make_task(calendar, title="Mine too", due_at=NOON + timedelta(days=1))
    await assign(event, user)
    await assign(other, colleague)
    await assign(task, user)
    feed = (await create(service, user, settings={"onlyAssignedToMe": True}))["feed"]
    assert summaries(await service.fetch(feed["links"]["url"])) == ["Mine", "Due: Mine too"]
    theirs = (await create(service, colleague, settings={"onlyAssignedToMe": True}))["feed"]
    assert summaries(await service.fetch(theirs["links"]["url"])) == ["Not"]


async def test_what_names_its_calendar_or_no_more_rises(service: Service) -> None:
    """Items of a feed over one calendar, then two, then one again read differently each time."""
    user = await make_user()
    first, second = await make_calendar(user, name="First"), await make_calendar(user, name="Other")
    await make_event(first)
    feed = (await create(service, user, calendarIds=[id_of(first)]))["feed"]
    seen = []
    for step in range(4):
        match step:
            case 1:
                await update(
                    service, user, id=feed["id"], calendarIds=[id_of(first), id_of(second)]
                )
            case 2:
                await service.ask(
                    "mutation ($id: ID!) { deleteCalendar(input: {id: $id}) { errors { code } } }",
                    user=user,
                    id=id_of(second),
                )
            case 3:
                await update(service, user, id=feed["id"], calendarIds=None)
        text = (await service.fetch(feed["links"]["url"])).text
        sequence, modified = (
            re.findall(rf"^{name}:(\w+)\r$", text, re.MULTILINE)[0]
            for name in ("SEQUENCE", "LAST-MODIFIED")
        )
        seen.append(("CATEGORIES:First" in text, int(sequence), modified))
    assert [names for names, _, _ in seen] == [False, True, False, True]
    assert [sequence for _, sequence, _ in seen] == sorted({sequence for _, sequence, _ in seen})
    assert [modified for _, _, modified in seen] == sorted({modified for _, _, modified in seen})


async def test_an_address_that_has_ended_does_not_come_back(service: Service) -> None:
    user = await make_user()
    await make_event(await make_calendar(user), title="Hearing")
    feed = (await create(service, user, expiresAt="2026-03-18T12:30:00Z"))["feed"]
    service.clock.advance(hours=1)
    assert summaries(await service.fetch(feed["links"]["url"])) == [UNAVAILABLE]
    renewed = (await update(service, user, id=feed["id"], expiresAt=None))["feed"]
    assert summaries(await service.fetch(feed["links"]["url"])) == [UNAVAILABLE]
    assert renewed["links"]["url"] != feed["links"]["url"]
    assert summaries(await service.fetch(renewed["links"]["url"])) == ["Hearing"]


async def test_a_feed_changed_without_end_is_held_up(service: Service) -> None:
    user = await make_user()
    feed = (await create(service, user))["feed"]
    await Feed.filter(kind=FeedKind.ADDITIONAL).update(changed_at=NOON + timedelta(minutes=11))
    answer = await service.graphql(
        UPDATE, user=user, input={"id": feed["id"], "settings": {"detail": "BUSY"}}
    )
    assert answer.codes == ["UNAVAILABLE"]
