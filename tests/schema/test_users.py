"""What an admin decides of members of staff: createUser and what may follow."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from api.models import ApiToken, AuditEntry, PasswordLink, Session, User
from api.models.access import CalendarRole
from api.models.session import ApiTokenKind
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.factories import add_member, make_calendar, make_user, open_password_link, open_session
from tests.feeds.publishing import REPLACED, WITHDRAWN, Published, publish, summaries
from tests.service import Service

CREATE = """
mutation ($input: CreateUserInput!) {
  createUser(input: $input) { user { id name email role } errors { code message path } }
}
"""[1:]
UPDATE = """
mutation ($input: UpdateUserInput!) {
  updateUser(input: $input) { user { id name email role } errors { code message path } }
}
"""[1:]
DEACTIVATE = """
mutation ($input: DeactivateUserInput!) {
  deactivateUser(input: $input) {
    user { id }
    feedsInUse { feed { kind label calendar { name } calendars { name } } programs { label } }
    calendarsWithoutOwner { name viewerRole }
    errors { code message path }
  }
}
"""[1:]
REACTIVATE = """
mutation ($input: ReactivateUserInput!) {
  reactivateUser(input: $input) { user { id } errors { code message path } }
}
"""[1:]
ERASE = """
mutation ($input: EraseUserInput!) {
  eraseUser(input: $input) { user { id name email } errors { code message path } }
}
"""[1:]
RESET = """
mutation ($input: ResetUserFeedsInput!) {
  resetUserFeeds(input: $input) {
    replaced {
      feed { calendar { name } links { url } }
      programs { label }
    }
    errors { code message path }
  }
}
"""[1:]
ADA = {"email": " Ada@Firm.example", "name": "Ada Lovelace"}


async def make_admin(**given: Any) -> User:
    return await make_user(**{"role": UserRole.ADMIN} | given)


async def admin_of(published: Published) -> User:
    return await make_user(await published.owner.organization, role=UserRole.ADMIN)


async def sent(service: Service, document: str, admin: User, **input: Any) -> Any:
    """The payload of a mutation by this admin; `who` is whose id it takes."""
    if "who" in input:
        input["id"] = encode_id("User", input.pop("who").id)
    (payload,) = (await service.ask(document, user=admin, input=input)).values()
    return payload


def codes(payload: Any) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["errors"]]


async def fetch(service: Service, published: Published) -> None:
    """Thunderbird fetches the feed, and the record of it is written."""
    await service.fetch(published.url, user_agent="Thunderbird/153.0")
    await service.app.state.fetches.flush()


async def test_an_admin_adds_a_user_who_has_no_password_yet(service: Service) -> None:
    admin = await make_admin()

    payload = await sent(service, CREATE, admin, **ADA, feedsAllowed=False)

    ada = await User.get(email="ada@firm.example")
    assert payload["user"] == {
        "id": encode_id("User", ada.id),
        "name": "Ada Lovelace",
        "email": "ada@firm.example",
        "role": "MEMBER",
    }
    assert (ada.organization_id, ada.password_hash) == (admin.organization_id, None)
    assert (ada.active, ada.feeds_allowed) == (True, False)
    entry = await AuditEntry.get()
    assert (entry.action.value, entry.actor_id, entry.subject_id) == (
        "USER_CREATED",
        admin.id,
        ada.id,
    )
    assert entry.network == "127.0.0.0/24"


async def test_a_taken_address_is_answered_alike_whoever_has_it(service: Service) -> None:
    admin = await make_admin()
    await make_user(await admin.organization, email="ada@firm.example")
    await make_user(email="bob@other.example")
    who = await make_user(await admin.organization)

    answers = [
        (await sent(service, document, admin, **given | {"email": email}))["errors"]
        for email in ("ADA@firm.example", "Bob@other.example")
        for document, given in ((CREATE, ADA), (UPDATE, {"who": who}))
    ]

    assert answers == [answers[0]] * 4
    assert answers[0][0]["code"] == "ALREADY_EXISTS"
    assert answers[0][0]["path"] == ["input", "email"]
    assert await AuditEntry.all().count() == 0


async def test_an_admin_changes_a_user(service: Service) -> None:
    admin = await make_admin()
    who = await make_user(await admin.organization)

    payload = await sent(
        service, UPDATE, admin, who=who, email="NEW@firm.example", name=" New ", role="ADMIN"
    )

    assert payload["errors"] == []
    await who.refresh_from_db()
    assert (who.email, who.name, who.role) == ("new@firm.example", "New", UserRole.ADMIN)
    entry = await AuditEntry.get(action="USER_UPDATED")
    assert (entry.actor_id, entry.subject_id) == (admin.id, who.id)
    # The log outlives the person: it names nobody.
    assert entry.details == {"changed": ["email", "name", "role"], "role": "ADMIN"}
    await sent(service, UPDATE, admin, who=who, name="New", role="ADMIN")
    assert await AuditEntry.all().count() == 1


async def test_the_last_active_admin_stays_one(service: Service) -> None:
    admin = await make_admin()
    await make_admin()  # of another organization
    await make_user(await admin.organization, role=UserRole.ADMIN, active=False)

    demoted = await sent(service, UPDATE, admin, who=admin, role="MEMBER")
    deactivated = await sent(service, DEACTIVATE, admin, who=admin)

    assert codes(demoted) == [("INVALID_INPUT", ["input", "role"])]
    assert codes(deactivated) == [("INVALID_INPUT", ["input", "id"])]
    await admin.refresh_from_db()
    assert (admin.role, admin.active) == (UserRole.ADMIN, True)


async def test_two_admins_who_demote_each_other_at_once_leave_one(service: Service) -> None:
    admin = await make_admin()
    other = await make_user(await admin.organization, role=UserRole.ADMIN)

    answers = await asyncio.gather(
        sent(service, UPDATE, admin, who=other, role="MEMBER"),
        sent(service, DEACTIVATE, other, who=admin),
        return_exceptions=True,
    )

    assert await User.filter(role=UserRole.ADMIN, active=True).count() >= 1, answers


async def test_feeds_that_are_forbidden_end_and_get_new_addresses_when_allowed_again(
    service: Service,
) -> None:
    published = await publish(service)
    admin = await admin_of(published)

    await sent(service, UPDATE, admin, who=published.owner, feedsAllowed=False)
    assert summaries(await service.fetch(published.url)) == [WITHDRAWN]
    await sent(service, UPDATE, admin, who=published.owner, feedsAllowed=True)

    assert summaries(await service.fetch(published.url)) == [WITHDRAWN]
    renewed = await service.feed_url(published.owner, calendar="Court diary")
    assert summaries(await service.fetch(renewed)) == ["Hearing"]


async def test_who_is_deactivated_is_signed_out_and_their_addresses_say_so(
    service: Service,
) -> None:
    published = await publish(service)
    owner, admin = published.owner, await admin_of(published)
    await open_session(owner, service.clock.now)
    await open_password_link(owner, service.clock.now)
    token = await ApiToken.create(
        organization_id=owner.organization_id,
        kind=ApiTokenKind.USER,
        user_id=owner.id,
        selector="s",
        secret_hash="h",
        created_at=service.clock.now,
    )

    await sent(service, DEACTIVATE, admin, who=owner)

    assert summaries(await service.fetch(published.url)) == [WITHDRAWN]
    assert not await Session.filter(user_id=owner.id, ended_at__isnull=True).exists()
    assert not await PasswordLink.exists()
    await token.refresh_from_db()
    assert token.revoked_at == service.clock.now
    entry = await AuditEntry.get(action="USER_DEACTIVATED")
    assert (entry.actor_id, entry.subject_id) == (admin.id, owner.id)


async def test_a_deactivation_says_what_stays_behind(service: Service) -> None:
    published = await publish(service)
    owner, admin = published.owner, await admin_of(published)
    shared = await make_calendar(owner, name="Shared")
    await add_member(shared, admin, CalendarRole.OWNER)
    held = await make_calendar(owner, name="Held")
    gone = await make_user(await owner.organization, active=False)
    await add_member(held, gone, CalendarRole.OWNER)
    await add_member(held, admin, CalendarRole.READER)
    await fetch(service, published)

    payload = await sent(service, DEACTIVATE, admin, who=owner)

    assert payload["feedsInUse"] == [
        {
            "feed": {
                "kind": "CALENDAR",
                "label": "",
                "calendar": {"name": "Court diary"},
                "calendars": [],
            },
            "programs": [{"label": "Thunderbird"}],
        }
    ]
    assert payload["calendarsWithoutOwner"] == [
        {"name": "Court diary", "viewerRole": None},
        {"name": "Held", "viewerRole": "READER"},
    ]
    again = await sent(service, DEACTIVATE, admin, who=owner)
    assert (again["feedsInUse"], len(again["calendarsWithoutOwner"])) == ([], 2)
    assert await AuditEntry.filter(action="USER_DEACTIVATED").count() == 1


async def test_who_is_let_in_again_has_their_role_and_new_addresses(service: Service) -> None:
    published = await publish(service)
    owner, admin = published.owner, await admin_of(published)
    before = await open_session(owner, service.clock.now)
    await sent(service, DEACTIVATE, admin, who=owner)

    for _ in range(2):
        payload = await sent(service, REACTIVATE, admin, who=owner)
        assert payload["errors"] == []

    assert await AuditEntry.filter(action="USER_REACTIVATED").count() == 1
    assert summaries(await service.fetch(published.url)) == [WITHDRAWN]
    assert (await Session.get(selector=before.selector)).ended_at is not None
    renewed = await service.feed_url(owner, calendar="Court diary")
    assert summaries(await service.fetch(renewed)) == ["Hearing"]


@pytest.mark.parametrize(("leave_notice", "status"), [(True, 200), (False, 404)])
async def test_an_admin_replaces_addresses_without_seeing_any(
    service: Service, leave_notice: bool, status: int
) -> None:
    published = await publish(service)
    admin = await admin_of(published)
    await fetch(service, published)
    service.clock.advance(minutes=1)

    answer = await service.graphql(
        RESET,
        user=admin,
        input={"userId": encode_id("User", published.owner.id), "leaveNotice": leave_notice},
    )

    replaced = answer.data["resetUserFeeds"]["replaced"]
    used = [use for use in replaced if use["programs"]]
    feed = {"calendar": {"name": "Court diary"}, "links": None}
    assert used == [{"feed": feed, "programs": [{"label": "Thunderbird"}]}]
    assert "cf_" not in answer.response.text
    old = await service.fetch(published.url)
    assert old.status_code == status
    assert not leave_notice or summaries(old) == [REPLACED]
    renewed = await service.feed_url(published.owner, calendar="Court diary")
    assert summaries(await service.fetch(renewed)) == ["Hearing"]
    entry = await AuditEntry.get(action="FEEDS_RESET")
    assert (entry.actor_id, entry.subject_id) == (admin.id, published.owner.id)


async def test_programs_of_more_than_thirty_days_ago_are_not_in_use(service: Service) -> None:
    published = await publish(service)
    await fetch(service, published)
    service.clock.now += timedelta(days=30)

    payload = await sent(service, DEACTIVATE, await admin_of(published), who=published.owner)

    assert payload["feedsInUse"] == []


async def test_who_is_erased_is_a_pseudonym_and_their_address_goes_on_to_say_so(
    service: Service,
) -> None:
    published = await publish(service)
    owner, admin = published.owner, await admin_of(published)
    assert codes(await sent(service, ERASE, admin, who=owner)) == [
        ("INVALID_INPUT", ["input", "id"])
    ]
    await sent(service, DEACTIVATE, admin, who=owner)

    payload = await sent(service, ERASE, admin, who=owner)

    assert payload["user"] == {
        "id": encode_id("User", owner.id),
        "name": "Erased user",
        "email": f"{owner.id}@erased.invalid",
    }
    assert summaries(await service.fetch(published.url)) == [WITHDRAWN]
    assert codes(await sent(service, REACTIVATE, admin, who=owner)) == [
        ("NOT_FOUND", ["input", "id"])
    ]
