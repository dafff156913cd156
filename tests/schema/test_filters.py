"""Lists of calendars and feeds, narrowed and ordered."""

from typing import Any

import pytest

from api.models import Calendar, Feed, FeedCalendar, User
from api.models.access import CalendarRole
from api.models.feed import FeedKind
from api.models.session import Scope
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import add_member, at, make_calendar, make_user, open_api_token
from tests.schema.firm import ADMIN, STRANGER, make_firm
from tests.schema.paging import NAMES, user_with_calendars
from tests.service import Service

CALENDARS = """
query ($filter: CalendarFilter, $orderBy: CalendarOrder! = NAME, $first: Int, $after: String) {
  calendars(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount
    edges { cursor node { name } }
    pageInfo { hasNextPage }
  }
}
"""[1:]
FEEDS = """
query ($filter: CalendarFeedFilter) {
  calendarFeeds(filter: $filter) { totalCount edges { node { id kind label } } }
}
"""[1:]
EVERYBODYS_FEEDS = """
query ($filter: CalendarFeedFilter) { feeds(filter: $filter) { edges { node { label } } } }
"""[1:]


async def names(service: Service, user: Any, **arguments: Any) -> list[str]:
    shown = (await service.ask(CALENDARS, user=user, **arguments))["calendars"]
    assert shown["totalCount"] >= len(shown["edges"])
    return [edge["node"]["name"] for edge in shown["edges"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SAME", ["Same", "same"]),
        ("ärg", ["Ärger"]),
        ("ÄRG", ["Ärger"]),
        ("ΊΚΟΣ", ["Νίκος"]),
        ("%", ["%_*?"]),
        ("_", ["%_*?"]),
        ("_*", ["%_*?"]),
        ("\\", ['"quoted", \\back']),
        ("本", ["日本語"]),
        ("nothing such", []),
    ],
)
async def test_calendars_are_found_by_a_part_of_their_name(
    service: Service, text: str, found: list[str]
) -> None:
    user = await user_with_calendars(len(NAMES))

    assert sorted(await names(service, user, filter={"search": text})) == found


@pytest.mark.parametrize("field", ["calendars", "users"])
@pytest.mark.parametrize("text", ["x" * 50_000, "x" * 201, "a\0b", "\x1b", "\ud800"])
async def test_a_search_that_no_engine_takes_is_told(
    service: Service, field: str, text: str
) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    document = f"query ($text: String) {{ {field}(filter: {{search: $text}}) {{ totalCount }} }}"

    answer = await service.graphql(document, user=admin, text=text)
    longest = await service.graphql(document, user=admin, text="x" * 200)

    assert answer.codes == ["BAD_REQUEST"]
    assert "`search`" in answer.errors[0]["message"]
    assert longest.codes == []


async def test_calendars_are_chosen_by_what_the_viewer_may_do_with_them(service: Service) -> None:
    owner, reader = await make_user(), await make_user()
    reader = await make_user(await owner.organization)
    for role in CalendarRole:
        await add_member(await make_calendar(owner, name=role), reader, role)
    await make_calendar(reader, name="own")
    host = await open_api_token(await owner.organization, Scope.READ)

    async def found(user: Any, role: str) -> list[str]:
        return await names(service, user, filter={"role": role})

    assert await found(reader, "WRITER") == ["OWNER", "WRITER", "own"]
    assert len(await found(reader, "FREE_BUSY_READER")) == 5
    assert await found(owner, "READER") == ["FREE_BUSY_READER", "OWNER", "READER", "WRITER"]
    assert (len(await found(host, "READER")), await found(host, "WRITER")) == (5, [])


async def test_calendars_are_chosen_by_whether_the_viewer_may_manage_them(service: Service) -> None:
    owner, elsewhere = await make_user(), await make_user(role=UserRole.ADMIN)
    organization = await owner.organization
    member = await make_user(organization)
    admin = await make_user(organization, role=UserRole.ADMIN)
    await make_calendar(elsewhere, name="elsewhere")
    await make_calendar(owner, name="private")
    shared = await make_calendar(owner, name="shared")
    for user in (member, admin):
        await add_member(shared, user, CalendarRole.READER)
    await make_calendar(member, name="own")
    host = await open_api_token(organization, Scope.READ)

    async def found(user: Any, **filter: Any) -> list[str]:
        return await names(service, user, filter=filter)

    assert await found(member, managed=True) == ["own"]
    assert await found(member, managed=False) == ["shared"]
    assert await found(admin, managed=True) == ["own", "private", "shared"]
    assert await found(admin, managed=False) == []
    assert await found(admin) == ["shared"]
    assert await found(admin, managed=True, role="READER") == ["shared"]
    assert await found(admin, managed=True, search="priv") == ["private"]
    assert await found(elsewhere, managed=True) == ["elsewhere"]
    assert (await found(host, managed=True), len(await found(host, managed=False))) == ([], 3)


async def test_calendars_can_come_the_newest_first(service: Service) -> None:
    user = await make_user()
    for day in (3, 1, 2):
        calendar = await make_calendar(user, name=str(day))
        await Calendar.filter(id=calendar.id).update(created_at=at(f"2026-03-0{day} 09:00"))

    first = (await service.ask(CALENDARS, user=user, orderBy="NEWEST", first=2))["calendars"]
    cursor = first["edges"][-1]["cursor"]

    assert [edge["node"]["name"] for edge in first["edges"]] == ["3", "2"]
    assert await names(service, user, orderBy="NEWEST", after=cursor) == ["1"]
    answer = await service.graphql(CALENDARS, user=user, orderBy="NAME", after=cursor)
    assert answer.codes == ["BAD_REQUEST"]


async def feeds(service: Service, user: User, **filter: Any) -> list[str]:
    shown = (await service.ask(FEEDS, user=user, filter=filter))["calendarFeeds"]
    return sorted(edge["node"]["label"] or edge["node"]["kind"] for edge in shown["edges"])


async def test_feeds_are_chosen_by_kind_and_by_a_calendar_that_they_show(service: Service) -> None:
    user = await make_user()
    one, two = await make_calendar(user), await make_calendar(user)
    phone: dict[str, Any] = {
        "organization_id": user.organization_id,
        "user_id": user.id,
        "kind": FeedKind.ADDITIONAL,
        "created_at": NOON,
    }
    chosen = await Feed.create(**phone, label="Phone")
    await FeedCalendar.create(feed_id=chosen.id, calendar_id=one.id)
    await Feed.create(**phone, label="Everything", all_calendars=True)

    async def over(calendar: Calendar, **more: Any) -> list[str]:
        return await feeds(service, user, calendarId=encode_id("Calendar", calendar.id), **more)

    assert await feeds(service, user, kind="ADDITIONAL") == ["Everything", "Phone"]
    assert await over(one) == ["ALL", "CALENDAR", "Everything", "Phone"]
    assert await over(two) == ["ALL", "CALENDAR", "Everything"]
    assert await over(one, kind="ADDITIONAL") == ["Everything", "Phone"]
    assert await over(one, userId=encode_id("User", (await make_user()).id)) == []


async def test_an_admin_chooses_among_everybodys_feeds_alike(service: Service) -> None:
    """Who reads this calendar? Nobody by a calendar that they chose and do not see."""
    firm = await make_firm()
    other = await make_calendar(firm.owner)
    for description in (STRANGER, CalendarRole.READER, CalendarRole.OWNER):
        feed = await Feed.create(
            organization_id=firm.person(description).organization_id,
            user_id=firm.person(description).id,
            kind=FeedKind.ADDITIONAL,
            label=description,
            created_at=NOON,
        )
        await FeedCalendar.create(feed_id=feed.id, calendar_id=firm.calendar.id)

    async def readers(calendar: Calendar, **more: Any) -> list[str]:
        filter = {"calendarId": encode_id("Calendar", calendar.id), "kind": "ADDITIONAL"} | more
        shown = await service.ask(EVERYBODYS_FEEDS, user=firm.person(ADMIN), filter=filter)
        return sorted(edge["node"]["label"] for edge in shown["feeds"]["edges"])

    assert await readers(firm.calendar) == ["OWNER", "READER"]
    assert await readers(firm.calendar, userId=encode_id("User", firm.owner.id)) == ["OWNER"]
    assert await readers(other) == []


async def test_a_filter_tells_nothing_of_a_calendar_that_is_not_seen(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)
    hidden = await make_calendar(await make_user(await user.organization), name="Secret")
    additional = await Feed.create(
        organization_id=user.organization_id,
        user_id=user.id,
        kind=FeedKind.ADDITIONAL,
        label="Phone",
        created_at=NOON,
    )
    await FeedCalendar.create(feed_id=additional.id, calendar_id=hidden.id)

    for id_ in (encode_id("Calendar", hidden.id), "x", encode_id("User", user.id)):
        assert await feeds(service, user, calendarId=id_) == []
    assert await names(service, user, filter={"search": "Secret"}) == []
