"""upsertCalendars and deleteCalendars: the host application's calendars and their members."""

from typing import Any, Final

import pytest

from api.models import AuditEntry, Calendar, Event, Member, User
from api.models.access import CalendarRole
from api.models.audit import Action
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import add_member, make_event, make_user
from tests.schema.firm import mutate
from tests.schema.hosting import Host, counts, event, make_host, told
from tests.schema.statements import statements
from tests.service import Service

UPSERT_CALENDARS: Final = """mutation ($input: UpsertCalendarsInput!) {
  upsertCalendars(input: $input) {
    created updated unchanged items { externalId id } errors { code message path }
  }
}"""
DELETE_CALENDARS: Final = """mutation ($input: DeleteCalendarsInput!) {
  deleteCalendars(input: $input) { deleted absent errors { code message path } }
}"""
MEMBERS: Final = """query ($id: ID!) {
  node(id: $id) { ... on Calendar { members { edges { node { hostManaged user { id } } } } } }
}"""


async def send(host: Host, *calendars: dict[str, Any]) -> Any:
    return await host.send("upsertCalendars", calendars=calendars)


def member(user: User, role: str = "READER") -> dict[str, Any]:
    return {"userExternalId": user.external_id, "role": role}


async def roles(external_id: str) -> dict[Any, tuple[str, bool]]:
    """Role by user, and whether it is the host's."""
    rows = await Member.filter(calendar__external_id=external_id)
    return {row.user_id: (str(row.role), row.of_host) for row in rows}


async def test_a_calendar_is_made_with_its_members_and_needs_no_owner(service: Service) -> None:
    host = await make_host(service)
    eve = await make_user(host.organization, email="eve@firm.example")

    payload = await send(
        host,
        {
            "externalId": "1",
            "name": "Hughes v Bevan",
            "color": "#aa0000",
            "timeZone": "Europe/Paris",
            "everyoneRole": "FREE_BUSY_READER",
            "members": [member(host.user), {"email": "EVE@firm.example", "role": "WRITER"}],
        },
        {"externalId": "2", "name": "Plain"},
    )

    assert counts(payload) == (2, 0, 0)
    first, second = [await Calendar.get(external_id=name) for name in ("1", "2")]
    assert (first.name, first.color, first.time_zone) == (
        "Hughes v Bevan",
        "#aa0000",
        "Europe/Paris",
    )
    assert (second.time_zone, second.everyone_role) == (host.organization.time_zone, None)
    assert await roles("1") == {host.user.id: ("READER", True), eve.id: ("WRITER", True)}
    assert payload["items"][0] == {"externalId": "1", "id": encode_id("Calendar", first.id)}
    assert await AuditEntry.filter(action=Action.CALENDAR_CREATED).count() == 2
    assert await AuditEntry.filter(action=Action.MEMBER_SET).count() == 2


async def test_again_nothing_changes_and_what_is_left_out_stays(service: Service) -> None:
    host = await make_host(service)
    whole = {
        "externalId": "1",
        "name": "Hughes",
        "color": "#aa0000",
        "members": [member(host.user)],
    }
    await send(host, whole)
    before = await Calendar.get(external_id="1").values(), await Member.all().values()

    assert counts(await send(host, whole)) == (0, 0, 1)
    assert counts(await send(host, {"externalId": "1"})) == (0, 0, 1)

    assert before == (await Calendar.get(external_id="1").values(), await Member.all().values())


async def test_everyones_role_stays_when_it_is_left_out_and_goes_with_null(
    service: Service,
) -> None:
    host = await make_host(service)
    await send(host, {"externalId": "1", "name": "Hughes", "everyoneRole": "READER"})

    await send(host, {"externalId": "1"})
    assert (await Calendar.get(external_id="1")).everyone_role is CalendarRole.READER
    await send(host, {"externalId": "1", "everyoneRole": None})
    assert (await Calendar.get(external_id="1")).everyone_role is None


async def test_a_change_raises_the_revision_and_is_audited(service: Service) -> None:
    host = await make_host(service)
    before = await Calendar.get(id=host.calendar.id)

    assert counts(await send(host, {"externalId": "matter", "name": "Renamed"})) == (0, 1, 0)

    after = await Calendar.get(id=host.calendar.id)
    assert (after.name, after.revision, after.color) == (
        "Renamed",
        before.revision + 1,
        before.color,
    )
    entry = await AuditEntry.get(action=Action.CALENDAR_UPDATED)
    assert (entry.subject_id, entry.details) == (after.id, {"changed": ["name"]})


async def test_the_list_of_members_replaces_what_the_host_gave_and_leaves_what_users_gave(
    service: Service,
) -> None:
    host = await make_host(service)
    eve, rhys, own = [
        await make_user(host.organization, external_id=name) for name in ("eve", "rhys", "own")
    ]
    await send(host, {"externalId": "1", "name": "Hughes", "members": [member(eve), member(rhys)]})
    calendar = await Calendar.get(external_id="1")
    await add_member(calendar, own, CalendarRole.READER)
    await add_member(calendar, host.user, CalendarRole.READER)

    payload = await send(
        host, {"externalId": "1", "members": [member(rhys, "WRITER"), member(host.user)]}
    )

    assert counts(payload) == (0, 1, 0)
    assert await roles("1") == {
        rhys.id: ("WRITER", True),
        host.user.id: ("READER", True),
        own.id: ("READER", False),
    }


async def test_a_role_that_users_gave_is_the_hosts_once_the_host_names_the_member(
    service: Service,
) -> None:
    host = await make_host(service)
    eve = await make_user(host.organization, external_id="eve")
    await add_member(host.calendar, eve, CalendarRole.WRITER)

    await send(host, {"externalId": "matter", "members": [member(eve)]})
    assert (await roles("matter"))[eve.id] == ("READER", True)

    await send(host, {"externalId": "matter", "members": []})
    assert eve.id not in await roles("matter")


async def test_an_erased_user_is_nobody_to_make_a_member(service: Service) -> None:
    host = await make_host(service)
    gone = await make_user(
        host.organization, email="0198@erased.invalid", active=False, erased_at=NOON
    )

    payload = await send(
        host, {"externalId": "matter", "members": [{"email": gone.email, "role": "READER"}]}
    )

    assert told(payload) == [("NOT_FOUND", "input", "calendars", "0", "members", "0", "email")]


async def test_who_loses_the_role_reads_no_more_and_is_told(service: Service) -> None:
    host = await make_host(service)
    eve = await make_user(host.organization, external_id="eve")
    await send(host, {"externalId": "1", "name": "Hughes", "members": [member(eve)]})
    await make_event(await Calendar.get(external_id="1"), title="Hearing")
    url = await service.feed_url(eve, calendar="Hughes")
    assert "Hearing" in (await service.fetch(url)).text

    await send(host, {"externalId": "1", "members": []})

    text = (await service.fetch(url)).text
    assert "Hearing" not in text
    assert "You no longer have access" in text.replace("\r\n ", "")


@pytest.mark.parametrize(
    ("item", "code", "path"),
    [
        ({}, "INVALID_INPUT", ["name"]),
        ({"name": " "}, "INVALID_INPUT", ["name"]),
        ({"name": None}, "INVALID_INPUT", ["name"]),
        ({"name": "x", "color": "red"}, "INVALID_INPUT", ["color"]),
        ({"name": "x", "timeZone": "Mars"}, "INVALID_INPUT", ["timeZone"]),
        ({"name": "x", "everyoneRole": "WRITER"}, "INVALID_INPUT", ["everyoneRole"]),
        ({"name": "x", "externalId": "\0"}, "INVALID_INPUT", ["externalId"]),
        ({"name": "x", "members": None}, "INVALID_INPUT", ["members"]),
        ({"name": "x", "members": [{"role": "READER"}]}, "INVALID_INPUT", ["members", "0"]),
        (
            {"name": "x", "members": [{"role": "READER", "userExternalId": "\ud800"}]},
            "NOT_FOUND",
            ["members", "0", "userExternalId"],
        ),
        (
            {"name": "x", "members": [{"role": "READER", "email": "far@firm.example"}]},
            "NOT_FOUND",
            ["members", "0", "email"],
        ),
    ],
)
async def test_what_cannot_be_a_calendar_is_told_and_nothing_is_written(
    service: Service, item: dict[str, Any], code: str, path: list[str]
) -> None:
    host = await make_host(service)
    await make_user(email="far@firm.example")

    payload = await send(host, {"externalId": "good", "name": "Good"}, {"externalId": "1"} | item)

    assert told(payload) == [(code, "input", "calendars", "1", *path)]
    assert await Calendar.all().count() == 1


async def test_users_cannot_change_a_calendar_of_the_host_nor_its_members(service: Service) -> None:
    host = await make_host(service)
    await send(host, {"externalId": "matter", "members": [member(host.user, "OWNER")]})
    id_ = encode_id("Calendar", host.calendar.id)
    on_member = {"calendarId": id_, "userId": encode_id("User", host.user.id)}
    colleague = await make_user(host.organization)
    await add_member(host.calendar, colleague, CalendarRole.READER)
    before = await Calendar.all().values(), await Member.all().values()

    shown = (await service.ask(MEMBERS, user=host.user, id=id_))["node"]["members"]["edges"]
    managed = {edge["node"]["user"]["id"]: edge["node"]["hostManaged"] for edge in shown}
    assert managed == {on_member["userId"]: True, encode_id("User", colleague.id): False}
    inputs: dict[str, dict[str, Any]] = {
        "updateCalendar": {"id": id_, "name": "Mine"},
        "deleteCalendar": {"id": id_},
        "setCalendarMember": on_member | {"role": "READER"},
        "removeCalendarMember": on_member,
    }
    for mutation, input in inputs.items():
        answer = await mutate(service, mutation, host.user, input)
        (error,) = answer.data[mutation]["errors"]
        assert error["code"] == "HOST_MANAGED", mutation

    assert before == (await Calendar.all().values(), await Member.all().values())


async def test_owners_add_members_beside_those_of_the_host(service: Service) -> None:
    host = await make_host(service)
    eve = await make_user(host.organization)
    input = {"calendarId": encode_id("Calendar", host.calendar.id), "role": "READER"}

    await mutate(
        service,
        "setCalendarMember",
        host.user,
        input | {"userId": encode_id("User", eve.id)},
    )

    assert (await roles("matter"))[eve.id] == ("READER", False)


async def test_deleted_calendars_are_gone_with_what_they_hold(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(event("1"))
    other = await Calendar.create(
        **{name: getattr(host.calendar, name) for name in ("color", "time_zone", "created_at")},
        updated_at=host.calendar.updated_at,
        organization_id=(await make_user()).organization_id,
        name="Elsewhere",
        external_id="elsewhere",
    )

    payload = await host.send(
        "deleteCalendars", externalIds=["matter", "matter", "elsewhere", "\ud800"]
    )

    assert payload == {"deleted": 1, "absent": 2, "errors": []}
    assert await Event.all().count() == 0
    assert (await Calendar.get()).id == other.id
    assert await AuditEntry.filter(action=Action.CALENDAR_DELETED).count() == 1


async def test_statements_do_not_grow_with_new_calendars(service: Service) -> None:
    host = await make_host(service)

    async def count(number: int) -> int:
        calendars = [
            {"externalId": f"{number}-{each}", "name": "Matter", "members": [member(host.user)]}
            for each in range(number)
        ]
        with statements() as sent:
            assert counts(await send(host, *calendars)) == (number, 0, 0)
        return len(sent)

    assert await count(3) == await count(30)


async def test_statements_do_not_grow_with_the_members_of_a_calendar(service: Service) -> None:
    """A thousand members of a hundred calendars took PostgreSQL six seconds."""
    host = await make_host(service)

    async def count(number: int) -> int:
        users = [
            await make_user(host.organization, external_id=f"{number}-{each}")
            for each in range(number)
        ]
        with statements() as sent:
            payload = await send(
                host, {"externalId": "matter", "members": [member(user) for user in users]}
            )
        assert counts(payload) == (0, 1, 0)
        return len(sent)

    await count(1)
    assert await count(3) == await count(20)


async def test_statements_do_not_grow_with_the_calendars_that_change_or_go(
    service: Service,
) -> None:
    host = await make_host(service)

    async def count(number: int) -> tuple[int, int]:
        names = [f"{number}-{each}" for each in range(number)]
        made = [{"externalId": name, "name": "Matter", "everyoneRole": "READER"} for name in names]
        await send(host, *made)
        changed: dict[str, Any] = {"name": "Hughes", "color": "#aa0000", "everyoneRole": None}
        with statements() as changing:
            payload = await send(host, *[{"externalId": name} | changed for name in names])
        assert counts(payload) == (0, number, 0)
        with statements() as deleting:
            payload = await host.send("deleteCalendars", externalIds=names)
        assert payload == {"deleted": number, "absent": 0, "errors": []}
        return len(changing), len(deleting)

    assert await count(3) == await count(30)


async def test_more_calendars_or_members_than_are_written_at_once_are_refused(
    service: Service,
) -> None:
    host = await make_host(service)
    names = [str(number) for number in range(101)]
    crowd = [member(host.user)] * 501

    calendars = await send(host, *[{"externalId": name, "name": "Matter"} for name in names])
    members = await send(host, *[{"externalId": name, "members": crowd} for name in names[:2]])
    deleted = await host.send("deleteCalendars", externalIds=names)

    assert told(calendars) == told(members) == [("INVALID_INPUT", "input", "calendars")]
    assert [error["path"] for error in deleted["errors"]] == [["input", "externalIds"]]
