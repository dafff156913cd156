"""Access is asked at every fetch, before anything is answered, "not modified" included."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest

from api.ical.feed_settings import Detail
from api.models import Calendar, Member, Organization, User
from api.models.access import CalendarRole
from api.models.audit import Actor
from api.models.membership import remove_member, set_member
from tests.clock import NOON
from tests.factories import add_member, make_calendar, make_event, make_organization, make_user
from tests.feeds.publishing import WITHDRAWN, summaries
from tests.service import Service

READER = CalendarRole.READER


@dataclass(frozen=True)
class Shared:
    """A colleague's calendar that the reader sees, and the addresses of the reader's feeds."""

    owner: User
    reader: User
    calendar: Calendar
    urls: dict[str, str]


async def share(service: Service, everyone: CalendarRole | None = None) -> Shared:
    """The calendar is shared with the reader alone, or with everyone."""
    organization = await make_organization()
    owner, reader = await make_user(organization), await make_user(organization)
    calendar = await make_calendar(owner, name="Court diary", everyone_role=everyone)
    if everyone is None:
        await add_member(calendar, reader, READER)
    await make_event(calendar, title="Hearing", description="Bring the file", location="Court 4")
    urls = {
        "CALENDAR": await service.feed_url(reader, calendar="Court diary"),
        "ALL": await service.feed_url(reader),
    }
    return Shared(owner, reader, calendar, urls)


async def fetch_again(
    service: Service, shared: Shared, etags: dict[str, str]
) -> list[httpx.Response]:
    """Both feeds, asked plainly and by a program that has the old text."""
    plain = [await service.fetch(url) for url in shared.urls.values()]
    return plain + [
        await service.fetch(url, if_none_match=etags[kind]) for kind, url in shared.urls.items()
    ]


async def etags_of(service: Service, shared: Shared) -> dict[str, str]:
    responses = {kind: await service.fetch(url) for kind, url in shared.urls.items()}
    for response in responses.values():
        assert summaries(response) == ["Hearing"]
    return {kind: response.headers["etag"] for kind, response in responses.items()}


async def remove_membership(shared: Shared) -> None:
    ids = {"calendar_id": shared.calendar.id, "user_id": shared.reader.id}
    await remove_member(Actor(shared.owner), NOON, **ids)


async def give_membership(shared: Shared) -> None:
    ids = {"calendar_id": shared.calendar.id, "user_id": shared.reader.id}
    await set_member(Actor(shared.owner), NOON, **ids, role=READER)


async def free_busy_only(shared: Shared) -> None:
    ids = {"calendar_id": shared.calendar.id, "user_id": shared.reader.id}
    await set_member(Actor(shared.owner), NOON, **ids, role=CalendarRole.FREE_BUSY_READER)


def reader_gets(**values: bool) -> Callable[[Shared], Awaitable[None]]:
    async def change(shared: Shared) -> None:
        await User.filter(id=shared.reader.id).update(**values)

    return change


def ceiling(detail: Detail) -> Callable[[Shared], Awaitable[None]]:
    async def change(shared: Shared) -> None:
        tenant = Organization.filter(id=shared.reader.organization_id)
        await tenant.update(detail_ceiling=detail)

    return change


def everyone(role: CalendarRole | None) -> Callable[[Shared], Awaitable[None]]:
    async def change(shared: Shared) -> None:
        await Calendar.filter(id=shared.calendar.id).update(everyone_role=role)

    return change


Change = Callable[[Shared], Awaitable[None]]
TAKEN_AND_GIVEN: dict[str, tuple[Change, Change]] = {
    "account": (reader_gets(active=False), reader_gets(active=True)),
    "feeds allowed": (reader_gets(feeds_allowed=False), reader_gets(feeds_allowed=True)),
    "ceiling": (ceiling(Detail.OFF), ceiling(Detail.FULL)),
}


@pytest.mark.parametrize(("take", "give"), TAKEN_AND_GIVEN.values(), ids=TAKEN_AND_GIVEN)
async def test_access_taken_away_shows_with_the_next_fetch(
    service: Service, take: Change, give: Change
) -> None:
    shared = await share(service)
    etags = await etags_of(service, shared)
    await take(shared)
    for response in await fetch_again(service, shared, etags):
        assert response.status_code == 404
        assert response.text == "There is no calendar at this address.\n"
    await give(shared)
    assert await etags_of(service, shared) == etags


async def test_access_given_back_gives_a_new_address(service: Service) -> None:
    shared = await share(service)
    etags = await etags_of(service, shared)
    await remove_membership(shared)
    for response in await fetch_again(service, shared, etags):
        assert summaries(response) == [WITHDRAWN]
    await give_membership(shared)
    for response in await fetch_again(service, shared, etags):
        assert summaries(response) == [WITHDRAWN]
    renewed = await service.feed_url(shared.reader, calendar="Court diary")
    assert summaries(await service.fetch(renewed)) == ["Hearing"]


async def test_no_address_is_made_while_there_is_nothing_to_show(service: Service) -> None:
    """It came alive when access was given back."""
    shared = await share(service)
    await remove_membership(shared)
    data = await service.ask(
        "{ calendarFeeds { edges { node { kind links { url } } } } }", user=shared.reader
    )
    assert [edge["node"] for edge in data["calendarFeeds"]["edges"]] == [
        {"kind": "ALL", "links": None}
    ]


async def test_an_address_left_live_by_a_race_is_retired_before_access_is_given(
    service: Service,
) -> None:
    shared = await share(service)
    await Member.filter(user_id=shared.reader.id).delete()  # behind the back of what retires
    await give_membership(shared)
    for url in shared.urls.values():
        assert summaries(await service.fetch(url)) == [WITHDRAWN]


async def test_everybodys_access_taken_away_shows_with_the_next_fetch(service: Service) -> None:
    shared = await share(service, everyone=READER)
    etags = await etags_of(service, shared)
    await everyone(None)(shared)
    assert {answer.status_code for answer in await fetch_again(service, shared, etags)} == {404}
    await everyone(READER)(shared)
    assert await etags_of(service, shared) == etags


async def test_a_deleted_calendar_is_gone_with_the_next_fetch(service: Service) -> None:
    shared = await share(service)
    etags = await etags_of(service, shared)
    await Calendar.filter(id=shared.calendar.id).delete()
    assert {answer.status_code for answer in await fetch_again(service, shared, etags)} == {404}


async def test_a_deleted_account_has_no_feeds_with_the_next_fetch(service: Service) -> None:
    shared = await share(service)
    etags = await etags_of(service, shared)
    await User.filter(id=shared.reader.id).delete()
    assert {answer.status_code for answer in await fetch_again(service, shared, etags)} == {404}


REDUCED: dict[str, tuple[Change, str]] = {
    "role FREE_BUSY_READER": (free_busy_only, "Busy"),
    "ceiling BUSY": (ceiling(Detail.BUSY), "Busy"),
    "ceiling TITLE": (ceiling(Detail.TITLE), "Hearing"),
}


@pytest.mark.parametrize(("change", "title"), REDUCED.values(), ids=REDUCED)
async def test_less_access_shows_less_with_the_next_fetch(
    service: Service, change: Change, title: str
) -> None:
    shared = await share(service)
    etags = await etags_of(service, shared)
    await change(shared)
    for response in await fetch_again(service, shared, etags):
        assert summaries(response) == [title]
        hidden = ["Bring the file", "Court 4", *(["Hearing", "diary"] if title == "Busy" else [])]
        assert not [text for text in hidden if text in response.text]


async def test_everybodys_role_reduced_shows_less_with_the_next_fetch(service: Service) -> None:
    shared = await share(service, everyone=READER)
    etags = await etags_of(service, shared)
    await everyone(CalendarRole.FREE_BUSY_READER)(shared)
    for response in await fetch_again(service, shared, etags):
        assert summaries(response) == ["Busy"]


async def test_busy_feeds_show_only_times_that_are_taken(service: Service) -> None:
    shared = await share(service)
    await make_event(shared.calendar, title="Reminder", transparent=True)
    await make_event(shared.calendar, title="Called off", status="CANCELLED")
    await free_busy_only(shared)
    for url in shared.urls.values():
        response = await service.fetch(url)
        assert summaries(response) == ["Busy"]
        assert "NAME:Busy" in response.text
        assert 'filename="busy.ics"' in response.headers["content-disposition"]


async def test_a_feed_over_all_calendars_shows_each_as_its_role_allows(service: Service) -> None:
    shared = await share(service)
    own = await make_calendar(shared.reader, name="Mine")
    await make_event(own, title="Lunch")
    assert sorted(summaries(await service.fetch(shared.urls["ALL"]))) == ["Hearing", "Lunch"]
    await free_busy_only(shared)
    assert sorted(summaries(await service.fetch(shared.urls["ALL"]))) == ["Busy", "Lunch"]
    await remove_membership(shared)
    assert summaries(await service.fetch(shared.urls["ALL"])) == ["Lunch"]


async def test_a_member_of_another_organization_sees_nothing_of_it(service: Service) -> None:
    """Such a row should not be; the rule of access does not rely on that."""
    shared = await share(service)
    etags = await etags_of(service, shared)
    elsewhere = await make_organization()
    await User.filter(id=shared.reader.id).update(organization_id=elsewhere.id)
    assert {answer.status_code for answer in await fetch_again(service, shared, etags)} == {404}


async def test_readers_of_one_calendar_get_the_same_bytes(service: Service) -> None:
    shared = await share(service)
    theirs = await service.feed_url(shared.owner, calendar="Court diary")
    assert (await service.fetch(theirs)).content == (
        await service.fetch(shared.urls["CALENDAR"])
    ).content
