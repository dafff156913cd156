"""What admins list: users, everybody's feeds, the audit log."""

from datetime import timedelta
from typing import Any

import pytest

from api.models import AuditEntry, User
from api.models.audit import Action
from api.models.database import fetch_rows
from api.models.session import Scope
from api.models.user import UserRole
from api.schema.ids import encode_id
from api.schema.types.audit import SUBJECT_KINDS
from tests.clock import NOON
from tests.factories import make_audit_entry, make_calendar, make_user, open_api_token
from tests.schema.firm import make_firm
from tests.schema.statements import statements
from tests.service import Service

USERS = """
query ($filter: UserFilter) {
  users(filter: $filter) {
    totalCount
    edges { cursor node { name email role active feedsAllowed externalId } }
    pageInfo { hasNextPage }
  }
}
"""[1:]
FEEDS = """
query ($filter: CalendarFeedFilter) {
  feeds(filter: $filter, first: 3) {
    totalCount
    edges {
      cursor
      node {
        id kind user { email } calendars { name viewerRole events(first: 1) { totalCount } }
        links { url } networks { network }
        programs { program status }
      }
    }
    pageInfo { hasNextPage }
  }
}
"""[1:]
RENDERED = """query ($id: ID!) {
  node(id: $id) { ... on CalendarFeed { export { body } report { itemCount } } }
}"""
FEEDS_OF_MANY = """{
  feeds(first: 100) {
    edges { node { user { name } calendars { name } links { url } programs { program } } }
  }
}"""
PAGES = """
query ($actor: ID!) {
  users { ...U } found: users(filter: {search: "x", role: ADMIN, active: true}) { ...U }
  auditLog { ...A } done: auditLog(filter: {action: SIGNED_IN}) { ...A }
  by: auditLog(filter: {actorId: $actor, action: SIGNED_IN}) { ...A }
  feeds { ...F } kind: feeds(filter: {kind: ALL}) { ...F }
  calendars(filter: {managed: true}) { ...C }
  newest: calendars(filter: {managed: true}, orderBy: NEWEST) { ...C }
}
fragment U on UserConnection { edges { cursor } }
fragment A on AuditEntryConnection { edges { cursor } }
fragment F on CalendarFeedConnection { edges { cursor } }
fragment C on CalendarConnection { edges { cursor } }
"""[1:]
AUDIT_LOG = """
query ($filter: AuditLogFilter, $first: Int, $after: String) {
  auditLog(filter: $filter, first: $first, after: $after) {
    totalCount
    edges {
      cursor
      node {
        id at action subjectId network
        actor { email } apiToken { label } details { name values }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""[1:]
VIEWER = "{ viewer { active feedsAllowed externalId } }"


async def admin_with_colleagues() -> User:
    admin = await make_user(role=UserRole.ADMIN, name="Ada", email="ada@firm.example")
    organization = await admin.organization
    given: list[dict[str, Any]] = [
        {"name": "Örn", "email": "orn@firm.example", "external_id": "u-7"},
        {"name": "Gone", "email": "gone@firm.example", "active": False},
    ]
    for each in given:
        await make_user(organization, **each)
    await make_user(name="Elsewhere")
    return admin


async def names(service: Service, user: Any, **filter: Any) -> list[str]:
    shown = (await service.ask(USERS, user=user, filter=filter))["users"]
    assert shown["totalCount"] == len(shown["edges"])
    return [edge["node"]["name"] for edge in shown["edges"]]


async def test_an_admin_lists_the_organizations_users(service: Service) -> None:
    admin = await admin_with_colleagues()

    assert await names(service, admin) == ["Ada", "Gone", "Örn"]
    assert await names(service, admin, search="ö") == ["Örn"]
    assert await names(service, admin, search="GONE@") == ["Gone"]
    assert await names(service, admin, active=False) == ["Gone"]
    assert await names(service, admin, role="ADMIN") == ["Ada"]
    assert await names(service, admin, email="ORN@firm.example") == ["Örn"]
    assert await names(service, admin, email="x" * 300) == []


async def test_the_host_lists_the_organizations_users(service: Service) -> None:
    admin = await admin_with_colleagues()
    host = await open_api_token(await admin.organization, Scope.READ)

    shown = (await service.ask(USERS, user=host, filter={"search": "örn"}))["users"]["edges"]

    assert [edge["node"]["externalId"] for edge in shown] == ["u-7"]


async def test_others_find_one_active_colleague_by_the_whole_address(service: Service) -> None:
    admin = await admin_with_colleagues()
    member = await make_user(await admin.organization)
    stranger = await make_user()

    shown = await service.ask(USERS, user=member, filter={"email": "Orn@firm.example"})

    assert shown["users"]["edges"][0]["node"] == {
        "name": "Örn",
        "email": "orn@firm.example",
        "role": "MEMBER",
        "active": None,
        "feedsAllowed": None,
        "externalId": None,
    }
    for email in ("gone@firm.example", "orn@", "%", "", stranger.email):
        assert await names(service, member, email=email) == []
    for filter in ({}, {"search": "orn@firm.example"}, {"active": True}):
        answer = await service.graphql(USERS, user=member, filter=filter)
        assert answer.codes == ["FORBIDDEN"]


async def test_users_see_their_own_account(service: Service) -> None:
    user = await make_user(external_id="u-1", feeds_allowed=False)

    assert (await service.ask(VIEWER, user=user))["viewer"] == {
        "active": True,
        "feedsAllowed": False,
        "externalId": "u-1",
    }


async def test_an_admin_sees_who_has_which_feed_and_never_its_address(service: Service) -> None:
    firm = await make_firm()
    admin = firm.person("admin")
    url = await service.feed_url(firm.owner, calendar="Court diary")
    assert (await service.fetch(url, user_agent="Thunderbird/140.0")).status_code == 200
    await service.app.state.fetches.flush()
    filter = {"userId": encode_id("User", firm.owner.id)}

    answer = await service.graphql(FEEDS, user=admin, filter=filter)

    assert answer.errors == []
    (feed,) = (
        edge["node"] for edge in answer.data["feeds"]["edges"] if edge["node"]["kind"] == "CALENDAR"
    )
    assert feed == {
        "id": feed["id"],
        "kind": "CALENDAR",
        "user": {"email": firm.owner.email},
        "calendars": [{"name": "Court diary", "viewerRole": None, "events": {"totalCount": 0}}],
        "links": None,
        "networks": [],
        "programs": [{"program": "thunderbird", "status": "CURRENT"}],
    }
    assert "cf_" not in answer.response.text
    rendered = await service.ask(RENDERED, user=admin, id=feed["id"])
    assert rendered == {"node": {"export": None, "report": None}}
    assert answer.data["feeds"]["totalCount"] == 2
    assert not await AuditEntry.exists(actor_id=admin.id, action=Action.ADDRESS_SHOWN)


async def test_an_admins_own_feeds_are_shown_with_their_addresses(service: Service) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    await make_calendar(admin)
    url = await service.feed_url(admin)

    edges = (await service.ask("{ feeds { edges { node { links { url } } } } }", user=admin))[
        "feeds"
    ]["edges"]

    assert url in [edge["node"]["links"]["url"] for edge in edges]


async def test_the_feeds_of_many_users_cost_the_statements_of_one(service: Service) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    counts = []

    for users in (1, 20):
        for _ in range(users):
            user = await make_user(await admin.organization)
            await make_calendar(user)
            await service.feed_url(user)
        with statements() as sent:
            await service.ask(FEEDS_OF_MANY, user=admin)
        counts.append(len(sent))

    assert counts[0] == counts[1]


async def test_the_audit_log_comes_the_latest_first_and_page_by_page(service: Service) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    await make_audit_entry(await make_user())
    for minutes in (2, 0, 1, 1):
        await make_audit_entry(admin, at=NOON + timedelta(minutes=minutes))
    whole = (await service.ask(AUDIT_LOG, user=admin))["auditLog"]
    shown: list[Any] = []
    after = None

    while True:
        page = (await service.ask(AUDIT_LOG, user=admin, first=1, after=after))["auditLog"]
        shown += page["edges"]
        after = page["pageInfo"]["endCursor"]
        await make_audit_entry(admin, at=NOON + timedelta(hours=1))
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert [edge["node"]["at"][14:16] for edge in shown] == ["02", "01", "01", "00"]
    assert shown == whole["edges"]
    assert whole["totalCount"] == 4


async def test_an_entry_says_who_did_what_to_what(service: Service) -> None:
    firm = await make_firm()
    admin = firm.person("admin")
    await AuditEntry.filter(organization_id=admin.organization_id).delete()
    inputs = await firm.inputs()
    given = inputs["setCalendarMember"]
    assert given is not None
    await service.ask(
        "mutation ($i: SetCalendarMemberInput!) {setCalendarMember(input: $i) {errors {code}}}",
        user=firm.owner,
        i=given,
    )

    (edge,) = (await service.ask(AUDIT_LOG, user=admin))["auditLog"]["edges"]

    assert edge["node"] == {
        "id": edge["node"]["id"],
        "at": edge["node"]["at"],
        "action": "MEMBER_SET",
        "subjectId": encode_id("Calendar", firm.calendar.id),
        "network": "127.0.0.0/24",
        "actor": {"email": firm.owner.email},
        "apiToken": None,
        "details": [
            {"name": "role", "values": ["WRITER"]},
            {"name": "userId", "values": [given["userId"]]},
        ],
    }


async def test_details_are_written_as_graphql_writes_them_and_tell_to_what_rights_were_changed(
    service: Service,
) -> None:
    """feedsAllowed was "False", what changed had the names of columns, everyone's role was hid."""
    admin = await make_user(role=UserRole.ADMIN)
    user = await make_user(await admin.organization)
    input = {"id": encode_id("User", user.id), "feedsAllowed": False}
    await service.ask(
        "mutation ($i: UpdateUserInput!) { updateUser(input: $i) { errors { code } } }",
        user=admin,
        i=input,
    )
    await service.ask(
        "mutation { updateOrganization(input: {detailCeiling: BUSY}) { errors { code } } }",
        user=admin,
    )
    calendar = await make_calendar(admin)
    for role in ("READER", None):
        await service.ask(
            "mutation ($i: UpdateCalendarInput!) { updateCalendar(input: $i) { errors { code } } }",
            user=admin,
            i={"id": encode_id("Calendar", calendar.id), "everyoneRole": role},
        )

    edges = (await service.ask(AUDIT_LOG, user=admin))["auditLog"]["edges"]

    assert [edge["node"]["details"] for edge in edges] == [
        [
            {"name": "changed", "values": ["everyoneRole"]},
            {"name": "everyoneRole", "values": []},
        ],
        [
            {"name": "changed", "values": ["everyoneRole"]},
            {"name": "everyoneRole", "values": ["READER"]},
        ],
        [
            {"name": "changed", "values": ["detailCeiling"]},
            {"name": "detailCeiling", "values": ["BUSY"]},
        ],
        [
            {"name": "changed", "values": ["feedsAllowed"]},
            {"name": "feedsAllowed", "values": ["false"]},
        ],
    ]


async def test_the_audit_log_is_narrowed(service: Service) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    other = await make_user(await admin.organization)
    await make_audit_entry(admin)
    await make_audit_entry(other, action=Action.SIGNED_OUT, at=NOON + timedelta(hours=1))

    async def found(**filter: Any) -> list[str]:
        shown = (await service.ask(AUDIT_LOG, user=admin, filter=filter))["auditLog"]
        return [edge["node"]["action"] for edge in shown["edges"]]

    assert await found(action="SIGNED_IN") == ["SIGNED_IN"]
    assert await found(actorId=encode_id("User", other.id)) == ["SIGNED_OUT"]
    assert await found(actorId="x") == []
    assert await found(to="2026-03-18T13:00:00Z") == ["SIGNED_IN"]
    assert await found(**{"from": "2026-03-18T14:00:00+01:00"}) == ["SIGNED_OUT"]
    answer = await service.graphql(
        AUDIT_LOG, user=admin, filter={"from": "0001-01-01T00:00:00+14:00"}
    )
    assert answer.codes == ["BAD_REQUEST"]


@pytest.mark.parametrize("action", list(Action))
def test_what_an_action_is_done_to_is_known(action: Action) -> None:
    """Without it an entry would not say so, and nobody would notice."""
    without = {Action.SIGNED_IN, Action.SIGN_IN_REFUSED, Action.SIGNED_OUT}

    assert (action in SUBJECT_KINDS) is (action not in without)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # its plans depend on no figures
async def test_no_page_of_a_list_of_admins_takes_sorting_the_whole_list(service: Service) -> None:
    """One of 70,000 feeds took 285 ms."""
    admin = await make_user(role=UserRole.ADMIN)
    with statements() as sent:
        await service.ask(PAGES, user=admin, actor=encode_id("User", admin.id))
    pages = [statement for statement in sent if "ORDER BY" in statement]
    plans = [
        [
            row["detail"]
            for row in await fetch_rows(f"EXPLAIN QUERY PLAN {page}", *[None] * page.count("?"))
        ]
        for page in pages
    ]

    assert len(pages) == 9
    assert [plan for plan in plans if "USE TEMP B-TREE FOR ORDER BY" in plan] == []
