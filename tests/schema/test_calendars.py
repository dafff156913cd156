"""calendars and createCalendar: what the viewer sees, and how a calendar begins."""

from typing import Any

from api.models import AuditEntry, Calendar, Member, Organization, User
from api.models.access import CalendarRole
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.factories import add_member, make_calendar, make_organization, make_user
from tests.service import Service

CALENDARS = """
{
  calendars(first: 100) {
    totalCount
    edges {
      cursor
      node { id name color timeZone revision viewerRole everyoneRole createdAt }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""[1:]
CREATE_CALENDAR = """
mutation ($input: CreateCalendarInput!) {
  createCalendar(input: $input) {
    calendar { id name color timeZone revision viewerRole everyoneRole createdAt }
    errors { code message path }
  }
}
"""[1:]


async def names_seen_by(service: Service, user: User) -> list[str]:
    data = await service.ask(CALENDARS, user=user)
    assert data["calendars"]["totalCount"] == len(data["calendars"]["edges"])
    return [edge["node"]["name"] for edge in data["calendars"]["edges"]]


async def create(service: Service, user: User, **input: Any) -> Any:
    data = await service.ask(
        CREATE_CALENDAR, user=user, input={"name": "Diary", "timeZone": "Europe/London"} | input
    )
    return data["createCalendar"]


async def test_a_calendar_is_shown_with_what_the_viewer_may_do(service: Service) -> None:
    owner = await make_user()
    reader = await make_user(await Organization.get(id=owner.organization_id))
    calendar = await make_calendar(owner, name="Court diary", everyone_role=None, revision=7)
    await add_member(calendar, reader, CalendarRole.READER)

    data = await service.ask(CALENDARS, user=reader)

    assert data["calendars"] == {
        "totalCount": 1,
        "edges": [
            {
                "cursor": data["calendars"]["pageInfo"]["startCursor"],
                "node": {
                    "id": encode_id("Calendar", calendar.id),
                    "name": "Court diary",
                    "color": "#1a73e8",
                    "timeZone": "Europe/London",
                    "revision": 7,
                    "viewerRole": "READER",
                    "everyoneRole": None,
                    "createdAt": "2026-03-18T12:00:00Z",
                },
            }
        ],
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": data["calendars"]["pageInfo"]["startCursor"],
            "endCursor": data["calendars"]["pageInfo"]["startCursor"],
        },
    }


async def test_calendars_come_by_name(service: Service) -> None:
    user = await make_user()
    for name in ("b", "a", "B", "ä", "a"):
        await make_calendar(user, name=name)

    assert await names_seen_by(service, user) == ["B", "a", "a", "b", "ä"]


async def test_only_what_membership_or_everyone_gives_is_seen(service: Service) -> None:
    firm, elsewhere = await make_organization(), await make_organization()
    owner, member, admin = [
        await make_user(firm, role=role)
        for role in (UserRole.MEMBER, UserRole.MEMBER, UserRole.ADMIN)
    ]
    outsider = await make_user(elsewhere, role=UserRole.ADMIN)
    await make_calendar(owner, name="private")
    shared = await make_calendar(owner, name="shared")
    await add_member(shared, member, CalendarRole.FREE_BUSY_READER)
    await make_calendar(owner, name="for everyone", everyone_role=CalendarRole.FREE_BUSY_READER)

    assert await names_seen_by(service, owner) == ["for everyone", "private", "shared"]
    assert await names_seen_by(service, member) == ["for everyone", "shared"]
    assert await names_seen_by(service, admin) == ["for everyone"]
    assert await names_seen_by(service, outsider) == []


async def test_the_better_of_membership_and_everyones_role_counts(service: Service) -> None:
    owner = await make_user()
    member = await make_user(await Organization.get(id=owner.organization_id))
    calendar = await make_calendar(owner, everyone_role=CalendarRole.READER)
    await add_member(calendar, member, CalendarRole.FREE_BUSY_READER)

    data = await service.ask(CALENDARS, user=member)

    (edge,) = data["calendars"]["edges"]
    assert (edge["node"]["viewerRole"], edge["node"]["everyoneRole"]) == ("READER", "READER")


async def test_a_new_calendar_belongs_to_who_made_it(service: Service) -> None:
    user = await make_user()

    payload = await create(service, user, name="  Court\tdiary\n2026 ")

    calendar = await Calendar.get()
    assert payload == {
        "calendar": {
            "id": encode_id("Calendar", calendar.id),
            "name": "Court diary 2026",
            "color": "#1a73e8",
            "timeZone": "Europe/London",
            "revision": 1,
            "viewerRole": "OWNER",
            "everyoneRole": None,
            "createdAt": "2026-03-18T12:00:00Z",
        },
        "errors": [],
    }
    assert calendar.organization_id == user.organization_id
    assert (await Member.get()).user_id == user.id
    assert await names_seen_by(service, user) == ["Court diary 2026"]


async def test_a_new_calendar_can_be_for_everyone(service: Service) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    colleague = await make_user(await Organization.get(id=admin.organization_id))

    payload = await create(service, admin, everyoneRole="READER", color="#AbCdEf")

    assert payload["calendar"]["everyoneRole"] == "READER"
    assert payload["calendar"]["color"] == "#abcdef"
    assert await names_seen_by(service, colleague) == ["Diary"]


async def test_not_everyone_can_write(service: Service) -> None:
    for role in ("WRITER", "OWNER"):
        payload = await create(service, await make_user(), everyoneRole=role)
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "everyoneRole"])
    assert await Calendar.all().count() == 0


async def test_what_cannot_be_a_calendar_is_said_by_field(service: Service) -> None:
    user = await make_user()
    wrong: dict[str, list[object]] = {
        "name": ["", "   ", "\n\t", "x" * 201, "a\0b", "\ud800", "\ufeff"],
        "color": ["", "red", "#fff", "#1a73e8 ", "#1a73eg", "1a73e8", "#1a73e8\n"],
        "timeZone": ["", "Mars/Olympus", "europe/london", "+01:00", "../UTC", "Europe/London "],
    }

    for field, values in wrong.items():
        for value in values:
            payload = await create(service, user, **{field: value})
            assert payload["calendar"] is None, (field, value)
            (error,) = payload["errors"]
            assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", field]), value

    assert await Calendar.all().count() == await Member.all().count() == 0


async def test_making_a_calendar_is_audited(service: Service) -> None:
    user = await make_user()

    await create(service, user, name="Court diary")

    entry = await AuditEntry.get()
    assert (entry.action, entry.actor_id) == ("CALENDAR_CREATED", user.id)
    assert entry.subject_id == (await Calendar.get()).id
    assert entry.organization_id == user.organization_id
