"""setCalendarMember and removeCalendarMember: who may do what with a calendar from now on."""

from typing import Any

from api.models import AuditEntry, Calendar, Member, User
from api.models.access import CalendarRole
from api.schema.ids import encode_id
from tests.schema.firm import ADMIN, STRANGER, Firm, make_firm
from tests.service import Service

SET_CALENDAR_MEMBER = """
mutation ($input: SetCalendarMemberInput!) {
  setCalendarMember(input: $input) {
    calendar { id viewerRole }
    errors { code message path }
  }
}
"""[1:]
REMOVE_CALENDAR_MEMBER = """
mutation ($input: RemoveCalendarMemberInput!) {
  removeCalendarMember(input: $input) {
    calendar { id viewerRole }
    errors { code message path }
  }
}
"""[1:]


async def set_role(service: Service, firm: Firm, by: User, of: User, role: str) -> Any:
    data = await service.ask(
        SET_CALENDAR_MEMBER,
        user=by,
        input={
            "calendarId": encode_id("Calendar", firm.calendar.id),
            "userId": encode_id("User", of.id),
            "role": role,
        },
    )
    return data["setCalendarMember"]


async def remove(service: Service, firm: Firm, by: User, of: User) -> Any:
    data = await service.ask(
        REMOVE_CALENDAR_MEMBER,
        user=by,
        input={
            "calendarId": encode_id("Calendar", firm.calendar.id),
            "userId": encode_id("User", of.id),
        },
    )
    return data["removeCalendarMember"]


async def roles_in(firm: Firm) -> dict[Any, str]:
    members = await Member.filter(calendar_id=firm.calendar.id)
    return {member.user_id: str(member.role) for member in members}


async def test_an_owner_gives_any_role(service: Service) -> None:
    firm = await make_firm()
    newcomer = firm.person(STRANGER)

    for role in CalendarRole:
        payload = await set_role(service, firm, firm.owner, newcomer, str(role))

        assert payload == {
            "calendar": {"id": encode_id("Calendar", firm.calendar.id), "viewerRole": "OWNER"},
            "errors": [],
        }
        assert (await roles_in(firm))[newcomer.id] == role
        assert (await Calendar.visible_to(newcomer.id).get()).viewer_role == role


async def test_a_role_is_replaced_not_added(service: Service) -> None:
    firm = await make_firm()
    writer = firm.person(CalendarRole.WRITER)
    before = await roles_in(firm)

    await set_role(service, firm, firm.owner, writer, "READER")

    assert await roles_in(firm) == before | {writer.id: "READER"}


async def test_an_admin_manages_members_without_seeing_the_calendar(service: Service) -> None:
    firm = await make_firm()
    admin = firm.person(ADMIN)

    payload = await set_role(service, firm, admin, firm.person(STRANGER), "READER")

    assert payload["errors"] == []
    assert payload["calendar"]["viewerRole"] is None
    assert await Calendar.visible_to(admin.id).count() == 0


async def test_an_admin_who_joins_sees_the_calendar_and_is_audited(service: Service) -> None:
    firm = await make_firm()
    admin = firm.person(ADMIN)

    payload = await set_role(service, firm, admin, admin, "READER")

    assert payload["calendar"]["viewerRole"] == "READER"
    entry = await AuditEntry.get(action="MEMBER_SET")
    assert (entry.actor_id, entry.subject_id) == (admin.id, firm.calendar.id)
    assert entry.details == {"user_id": str(admin.id), "role": "READER"}


async def test_a_membership_ends_with_all_it_gave(service: Service) -> None:
    firm = await make_firm()
    writer = firm.person(CalendarRole.WRITER)

    payload = await remove(service, firm, firm.owner, writer)

    assert payload["errors"] == []
    assert writer.id not in await roles_in(firm)
    assert await Calendar.visible_to(writer.id).count() == 0
    assert (await AuditEntry.get(action="MEMBER_REMOVED")).details == {"user_id": str(writer.id)}


async def test_removing_who_is_no_member_is_told(service: Service) -> None:
    firm = await make_firm()

    payload = await remove(service, firm, firm.owner, firm.person(STRANGER))

    assert payload["calendar"] is None
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "userId"])
    assert await AuditEntry.all().count() == 0


async def test_the_only_owner_stays(service: Service) -> None:
    firm = await make_firm()
    before = await roles_in(firm)

    refusals = [
        await remove(service, firm, firm.owner, firm.owner),
        await remove(service, firm, firm.person(ADMIN), firm.owner),
        await set_role(service, firm, firm.owner, firm.owner, "WRITER"),
    ]

    for payload in refusals:
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "userId"])
    assert await roles_in(firm) == before


async def test_an_owner_may_leave_to_another_owner(service: Service) -> None:
    firm = await make_firm()
    await set_role(service, firm, firm.owner, firm.person(CalendarRole.WRITER), "OWNER")

    payload = await remove(service, firm, firm.owner, firm.owner)

    assert payload == {
        "calendar": {"id": encode_id("Calendar", firm.calendar.id), "viewerRole": None},
        "errors": [],
    }
    assert firm.owner.id not in await roles_in(firm)
