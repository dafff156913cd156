"""updateCalendar and deleteCalendar: what its owners and admins do with a calendar."""

from typing import Any

import pytest

from api.models import AuditEntry, Calendar, Event, User
from api.models.access import CalendarRole
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.factories import add_member, at, make_calendar, make_event, make_user
from tests.feeds.publishing import UNAVAILABLE, WITHDRAWN, publish, summaries
from tests.service import Service

UPDATE = """
mutation ($input: UpdateCalendarInput!) {
  updateCalendar(input: $input) {
    calendar { name color timeZone everyoneRole revision }
    errors { code message path }
  }
}
"""[1:]
DELETE = """
mutation ($input: DeleteCalendarInput!) {
  deleteCalendar(input: $input) { deletedId errors { code message path } }
}
"""[1:]


async def update(service: Service, user: User, calendar: Calendar, **input: Any) -> Any:
    input["id"] = encode_id("Calendar", calendar.id)
    return (await service.ask(UPDATE, user=user, input=input))["updateCalendar"]


async def test_an_owner_changes_name_colour_and_zone(service: Service) -> None:
    published = await publish(service)
    payload = await update(
        service,
        published.owner,
        published.calendar,
        name="Diary",
        color="#FF0000",
        timeZone="Europe/Berlin",
    )
    assert payload["errors"] == []
    assert payload["calendar"] == {
        "name": "Diary",
        "color": "#ff0000",
        "timeZone": "Europe/Berlin",
        "everyoneRole": None,
        "revision": 2,
    }
    text = (await service.fetch(published.url)).text
    assert "X-WR-CALNAME:Diary\r\n" in text
    assert "COLOR:red\r\n" in text
    entry = await AuditEntry.get(action="CALENDAR_UPDATED")
    assert entry.details == {"changed": ["color", "name", "time_zone"]}


async def test_what_is_the_same_changes_nothing(service: Service) -> None:
    published = await publish(service)
    payload = await update(service, published.owner, published.calendar, name="Court diary")
    assert payload["calendar"]["revision"] == 1
    assert not await AuditEntry.filter(action="CALENDAR_UPDATED").exists()


async def test_items_that_name_the_calendar_get_higher_stamps_with_its_new_name(
    service: Service,
) -> None:
    published = await publish(service)
    everything = await service.feed_url(published.owner)
    assert "SEQUENCE:0\r\n" in (await service.fetch(everything)).text
    await update(service, published.owner, published.calendar, name="Diary")
    text = (await service.fetch(everything)).text
    assert "CATEGORIES:Diary\r\n" in text
    assert "SEQUENCE:1\r\n" in text


@pytest.mark.parametrize(
    ("input", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"color": "red"}, "color"),
        ({"timeZone": "London"}, "timeZone"),
        ({"timeZone": None}, "timeZone"),
        ({"everyoneRole": "OWNER"}, "everyoneRole"),
    ],
)
async def test_what_cannot_be_says_why(service: Service, input: dict[str, Any], path: str) -> None:
    published = await publish(service)
    payload = await update(service, published.owner, published.calendar, **input)
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", path])
    assert (await Calendar.get()).revision == 1


async def test_an_admin_opens_a_calendar_to_everyone_and_closes_it(service: Service) -> None:
    published = await publish(service)
    organization = await published.owner.organization
    admin = await make_user(organization, role=UserRole.ADMIN)
    reader = await make_user(organization)
    forbidden = await service.graphql(
        UPDATE,
        user=published.owner,
        input={"id": encode_id("Calendar", published.calendar.id), "everyoneRole": "READER"},
    )
    assert forbidden.codes == ["FORBIDDEN"]

    await update(service, admin, published.calendar, everyoneRole="READER")
    url = await service.feed_url(reader, calendar="Court diary")
    assert summaries(await service.fetch(url)) == ["Hearing"]
    assert summaries(await service.fetch(published.url)) == ["Hearing"]

    await update(service, admin, published.calendar, everyoneRole="FREE_BUSY_READER")
    busy = await service.fetch(url)
    assert summaries(busy) == ["Busy"]
    assert "SEQUENCE:0\r\n" not in busy.text

    await update(service, admin, published.calendar, everyoneRole=None)
    assert summaries(await service.fetch(url)) == [WITHDRAWN]
    assert summaries(await service.fetch(published.url)) == ["Hearing"]


async def test_a_deleted_calendar_takes_all_with_it_and_its_addresses_say_so(
    service: Service,
) -> None:
    published = await publish(service)
    reader = await make_user(await published.owner.organization)
    await add_member(published.calendar, reader, CalendarRole.READER)
    own = await make_calendar(reader)
    await make_event(own, title="Lunch")
    theirs = await service.feed_url(reader, calendar="Court diary")
    everything = await service.feed_url(reader)
    id_ = encode_id("Calendar", published.calendar.id)

    data = await service.ask(DELETE, user=published.owner, input={"id": id_})

    assert data["deleteCalendar"] == {"deletedId": id_, "errors": []}
    for url in (published.url, theirs):
        assert summaries(await service.fetch(url)) == [UNAVAILABLE]
    assert summaries(await service.fetch(everything)) == ["Lunch"]
    assert not await Event.filter(calendar_id=published.calendar.id).exists()
    data = await service.ask(DELETE, user=published.owner, input={"id": id_})
    assert [error["code"] for error in data["deleteCalendar"]["errors"]] == ["NOT_FOUND"]


async def test_a_series_without_a_zone_of_its_own_follows_its_calendars(service: Service) -> None:
    published = await publish(service)
    series = await make_event(
        published.calendar,
        title="Weekly",
        starts_at=at("2026-03-16 09:00"),
        rrule="FREQ=WEEKLY;COUNT=3",
        series_ends_at=at("2026-03-30 09:00"),
    )
    before = await service.fetch(published.url)
    assert "DTSTART:20260330T080000Z" in before.text
    await update(service, published.owner, published.calendar, timeZone="UTC")
    after = await service.fetch(published.url)
    assert "DTSTART:20260330T090000Z" in after.text
    stored = await Event.get(id=series.id)
    assert (stored.sequence, stored.series_ends_at) == (1, at("2026-03-30 10:00"))
