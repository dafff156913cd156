"""upsertUsers: the organization has the people whom the host application has."""

from datetime import timedelta
from typing import Any, Final

import pytest

from api.models import AuditEntry, Session, User
from api.models.audit import Action, Actor
from api.models.erasing import erase_user
from api.models.session import Scope
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_event, make_user, open_api_token
from tests.schema.firm import signed_in
from tests.schema.hosting import counts, make_host, told
from tests.schema.statements import statements
from tests.service import Service

UPSERT_USERS: Final = """mutation ($input: UpsertUsersInput!) {
  upsertUsers(input: $input) {
    created updated unchanged items { externalId id } errors { code message path }
  }
}"""


def person(external_id: str, **given: Any) -> dict[str, Any]:
    """A user as a host sends them."""
    email = f"{external_id}@firm.example"
    return {"externalId": external_id, "email": email, "name": f"Name {external_id}"} | given


async def test_users_are_made_and_audited(service: Service) -> None:
    host = await make_host(service)

    payload = await host.send(
        "upsertUsers",
        users=[person("rhys", email="Rhys@Firm.example"), person("eve", role="ADMIN")],
    )

    assert counts(payload) == (2, 0, 0)
    rhys, eve = [await User.get(external_id=name) for name in ("rhys", "eve")]
    assert (rhys.email, rhys.role, rhys.active) == ("rhys@firm.example", UserRole.MEMBER, True)
    assert (eve.role, eve.organization_id) == (UserRole.ADMIN, host.organization.id)
    assert payload["items"][0] == {"externalId": "rhys", "id": encode_id("User", rhys.id)}
    entries = await AuditEntry.filter(action=Action.USER_CREATED)
    assert {entry.subject_id for entry in entries} == {rhys.id, eve.id}
    assert all(entry.api_token_id and not entry.actor_id for entry in entries)


async def test_again_nobody_changes_and_what_differs_does(service: Service) -> None:
    host = await make_host(service)
    users = [person("rhys", role="ADMIN"), person("eve")]
    await host.send("upsertUsers", users=users)
    before = await User.all().order_by("id").values()

    assert counts(await host.send("upsertUsers", users=users)) == (0, 0, 2)
    assert await User.all().order_by("id").values() == before
    service.clock.now += timedelta(minutes=1)
    changed = [person("rhys", name="Rhys Bevan", email="r.bevan@firm.example")]
    changed.append(person("eve", role="ADMIN"))
    assert counts(await host.send("upsertUsers", users=changed)) == (0, 2, 0)

    rhys = await User.get(external_id="rhys")
    assert (rhys.name, rhys.email) == ("Rhys Bevan", "r.bevan@firm.example")
    assert rhys.role is UserRole.ADMIN  # it was left out
    entries = await AuditEntry.filter(action=Action.USER_UPDATED).order_by("id")
    assert [entry.details for entry in entries] == [
        {"changed": ["email", "name"]},
        {"changed": ["role"], "role": "ADMIN"},
    ]


async def test_a_user_with_the_address_and_no_external_id_is_adopted(service: Service) -> None:
    host = await make_host(service)
    known = await make_user(host.organization, email="eve@firm.example", name="Eve")

    payload = await host.send("upsertUsers", users=[person("eve", name="Eve")])

    assert counts(payload) == (0, 1, 0)
    assert (await User.get(external_id="eve")).id == known.id


async def test_an_address_that_somebody_else_has_is_refused_wherever_they_are(
    service: Service,
) -> None:
    host = await make_host(service)
    await make_user(email="elsewhere@firm.example")
    await make_user(email="far@firm.example")
    await make_user(host.organization, email="known@firm.example", external_id="known")
    await host.send("upsertUsers", users=[person("rhys")])

    payload = await host.send(
        "upsertUsers",
        users=[
            person("a", email="elsewhere@firm.example"),
            person("b", email="KNOWN@firm.example"),
            person("rhys", email="far@firm.example"),
            person("c"),
            person("d", name="\0"),
        ],
    )

    assert told(payload) == [
        ("ALREADY_EXISTS", "input", "users", "0", "email"),
        ("ALREADY_EXISTS", "input", "users", "1", "email"),
        ("ALREADY_EXISTS", "input", "users", "2", "email"),
        ("INVALID_INPUT", "input", "users", "4", "name"),
    ]
    assert not await User.exists(external_id="c")


async def test_what_cannot_be_a_user_is_told_by_index(service: Service) -> None:
    host = await make_host(service)

    payload = await host.send(
        "upsertUsers",
        users=[
            person("a", email="nobody"),
            person("b", name=" "),
            person("", email="c@firm.example"),
            person("d"),
            person("e", email="D@firm.example"),
            person("d", email="f@firm.example"),
            person("\ud800", email="g@firm.example", name="G"),
            person("h", email="h@firm.example", role=None),
            person("i", email="i@firm.example", active=None),
        ],
    )

    assert told(payload) == [
        ("INVALID_INPUT", "input", "users", index, field)
        for index, field in [
            ("0", "email"),
            ("1", "name"),
            ("2", "externalId"),
            ("4", "email"),
            ("5", "externalId"),
            ("6", "externalId"),
            ("7", "role"),
            ("8", "active"),
        ]
    ]
    assert await User.all().count() == 1


async def test_the_last_active_admin_stays_one(service: Service) -> None:
    host = await make_host(service)
    await host.send("upsertUsers", users=[person("eve", role="ADMIN"), person("rhys")])

    refused = await host.send("upsertUsers", users=[person("eve", role="MEMBER")])
    exchanged = await host.send(
        "upsertUsers", users=[person("eve", role="MEMBER"), person("rhys", role="ADMIN")]
    )

    left = await host.send("upsertUsers", users=[person("rhys", active=False)])

    assert told(left) == [("INVALID_INPUT", "input", "users", "0", "active")]
    assert told(refused) == [("INVALID_INPUT", "input", "users", "0", "role")]
    assert counts(exchanged) == (0, 2, 0)


async def test_who_has_left_is_signed_out_and_reads_nothing_and_may_come_back(
    service: Service,
) -> None:
    host = await make_host(service)
    calendar = host.calendar
    await make_event(calendar, title="Hearing")
    url = await service.feed_url(host.user, calendar=calendar.name)
    session = await signed_in(service, host.user)
    sian = person("sian", email=host.user.email, name=host.user.name)

    left = await host.send("upsertUsers", users=[sian | {"active": False}])
    again = await host.send("upsertUsers", users=[sian | {"active": False}])

    assert (counts(left), counts(again)) == ((0, 1, 0), (0, 0, 1))
    assert "Hearing" not in (await service.fetch(url)).text
    assert await Session.filter(ended_at__isnull=True).count() == 0
    back = await host.send("upsertUsers", users=[sian | {"active": True}])
    assert counts(back) == (0, 1, 0)
    assert "Hearing" not in (await service.fetch(url)).text  # the old address stays retired
    answer = await service.graphql("{ viewer { email } }", headers=session)
    assert answer.data == {"viewer": None}
    actions = [entry.action for entry in await AuditEntry.filter(subject_id=host.user.id)]
    assert Action.USER_DEACTIVATED in actions
    assert Action.USER_REACTIVATED in actions


async def test_another_organizations_user_of_that_id_is_left_alone(service: Service) -> None:
    host = await make_host(service)
    other = await make_user(external_id="rhys", name="Somebody")

    assert counts(await host.send("upsertUsers", users=[person("rhys")])) == (1, 0, 0)

    assert (await User.get(id=other.id)).name == "Somebody"


async def test_statements_do_not_grow_with_the_users(service: Service) -> None:
    host = await make_host(service)

    async def count(number: int) -> int:
        with statements() as sent:
            people = [person(f"{number}-{each}") for each in range(number)]
            assert counts(await host.send("upsertUsers", users=people)) == (number, 0, 0)
        return len(sent)

    assert await count(3) == await count(30)


async def test_statements_do_not_grow_with_the_users_who_leave(
    service: Service,
) -> None:
    host = await make_host(service)

    async def count(number: int) -> int:
        people = [person(f"{number}-{each}") for each in range(number)]
        await host.send("upsertUsers", users=people)
        with statements() as sent:
            for active in (False, True):
                moved = [each | {"active": active} for each in people]
                assert counts(await host.send("upsertUsers", users=moved)) == (0, number, 0)
        return len(sent)

    assert await count(3) == await count(30)


async def test_the_address_of_an_erased_user_was_taken_and_ended_in_a_fault(
    service: Service,
) -> None:
    host = await make_host(service)
    await User.filter(id=host.user.id).update(active=False)
    admin = await make_user(host.organization, role=UserRole.ADMIN)
    address = f"{host.user.id}@erased.invalid"

    payload = await host.send("upsertUsers", users=[person("eve") | {"email": address}])
    assert told(payload) == [("INVALID_INPUT", "input", "users", "0", "email")]

    await erase_user(Actor(admin), NOON, user_id=host.user.id)
    payload = await host.send("upsertUsers", users=[person("eve") | {"email": address}])
    assert told(payload) == [("INVALID_INPUT", "input", "users", "0", "email")]


@pytest.mark.parametrize("scope", [Scope.READ, Scope.SIGN_IN])
async def test_another_scope_is_not_enough(service: Service, scope: Scope) -> None:
    host = await make_host(service)
    token = await open_api_token(host.organization, scope)

    answer = await service.graphql(UPSERT_USERS, user=token, input={"users": [person("eve")]})

    assert answer.codes == ["FORBIDDEN"]
