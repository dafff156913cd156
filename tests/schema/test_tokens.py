"""API tokens, user tokens, and who may do what with them."""

from datetime import timedelta
from typing import Any, Final

import pytest

from api.models import AuditEntry, Session, User
from api.models.audit import Action
from api.models.session import ApiToken, ApiTokenKind, Scope
from api.models.user import UserRole
from api.schema.ids import encode_id
from api.tokens import API, USER, Token, parse_token
from tests.factories import make_calendar, make_user, open_api_token, open_user_token
from tests.service import Service

CREATE: Final = """mutation ($input: CreateApiTokenInput!) {
  createApiToken(input: $input) {
    apiToken { id label scopes createdAt expiresAt revokedAt } token errors { code message path }
  }
}"""
REVOKE: Final = """mutation ($input: RevokeApiTokenInput!) {
  revokeApiToken(input: $input) { apiToken { id revokedAt } errors { code message path } }
}"""
CREATE_USER_TOKEN: Final = """mutation ($input: CreateUserTokenInput!) {
  createUserToken(input: $input) { user { email } token expiresAt errors { code message path } }
}"""
LIST: Final = """{ apiTokens {
  totalCount pageInfo { hasNextPage } edges { cursor node { id label scopes } }
} }"""
CREATE_CALENDAR: Final = """mutation ($input: CreateCalendarInput!) {
  createCalendar(input: $input) { calendar { id } errors { code } }
}"""


async def make_admin() -> User:
    return await make_user(role=UserRole.ADMIN)


async def create(service: Service, admin: User, **input: Any) -> Any:
    input = {"label": "Case management", "scopes": ["READ"]} | input
    return (await service.ask(CREATE, user=admin, input=input))["createApiToken"]


def made(payload: Any, prefix: str = API) -> Token:
    """The token that an answer tells."""
    token = parse_token(payload["token"], prefix)
    assert token is not None
    return token


async def user_token(service: Service, host: Token, **input: Any) -> Any:
    data = await service.ask(CREATE_USER_TOKEN, user=host, input=input)
    return data["createUserToken"]


async def test_an_admin_makes_a_token_that_is_shown_once(service: Service) -> None:
    admin = await make_admin()

    payload = await create(service, admin, scopes=["SIGN_IN", "READ", "READ"])

    row = await ApiToken.get()
    assert payload["apiToken"] == {
        "id": encode_id("ApiToken", row.id),
        "label": "Case management",
        "scopes": ["READ", "SIGN_IN"],
        "createdAt": service.clock.now.isoformat().replace("+00:00", "Z"),
        "expiresAt": None,
        "revokedAt": None,
    }
    listed = (await service.ask(LIST, user=admin))["apiTokens"]
    assert listed["totalCount"] == 1
    assert listed["edges"][0]["node"]["label"] == "Case management"
    stored = str([await ApiToken.all().values(), await AuditEntry.all().values()])
    assert made(payload).secret not in stored
    assert await service.ask("{ calendars { totalCount } }", user=made(payload)) == {
        "calendars": {"totalCount": 0}
    }


@pytest.mark.parametrize(
    ("input", "field"),
    [
        ({"label": " "}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"scopes": []}, "scopes"),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, "expiresAt"),
        # In a year that there is, and in UTC in one that Python has not.
        ({"expiresAt": "9999-12-31T23:59:59-14:00"}, "expiresAt"),
    ],
)
async def test_what_cannot_be_a_token_is_said_by_field(
    service: Service, input: dict[str, Any], field: str
) -> None:
    payload = await create(service, await make_admin(), **input)

    assert payload["apiToken"] is payload["token"] is None
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", field])


async def test_there_are_no_more_tokens_than_somebody_can_watch(service: Service) -> None:
    admin = await make_admin()
    organization = await admin.organization
    for _ in range(99):
        await open_api_token(organization, Scope.READ)

    assert (await create(service, admin))["errors"] == []
    (error,) = (await create(service, admin))["errors"]
    assert error["code"] == "LIMIT_REACHED"
    assert error["message"] == "There are 100 API tokens. Revoke one first."


async def test_a_token_outlives_its_maker(service: Service) -> None:
    admin = await make_admin()
    token = made(await create(service, admin))
    await User.filter(id=admin.id).update(active=False)

    answer = await service.graphql("{ calendars { totalCount } }", user=token)

    assert answer.errors == []


async def test_a_revoked_token_ends_at_once_and_with_it_what_it_issued(service: Service) -> None:
    admin = await make_admin()
    host = made(await create(service, admin, scopes=["SIGN_IN"]))
    issued = made(await user_token(service, host, email=admin.email), USER)
    assert (await service.ask("{ viewer { email } }", user=issued))["viewer"]
    row = await ApiToken.get(selector=host.selector)

    ids = {"id": encode_id("ApiToken", row.id)}
    first = (await service.ask(REVOKE, user=admin, input=ids))["revokeApiToken"]
    service.clock.now += timedelta(minutes=1)
    again = (await service.ask(REVOKE, user=admin, input=ids))["revokeApiToken"]

    assert first["apiToken"]["revokedAt"] is not None
    assert again == first
    for token in (host, issued):
        answer = await service.graphql("{ viewer { email } }", user=token)
        assert (answer.response.status_code, answer.codes) == (401, ["UNAUTHENTICATED"])
        assert answer.response.headers["www-authenticate"] == "Bearer"
    revoked = await AuditEntry.filter(action=Action.API_TOKEN_REVOKED)
    assert [entry.subject_id for entry in revoked] == [row.id]


async def test_the_host_signs_a_user_in_for_fifteen_minutes(service: Service) -> None:
    user = await make_user(email="ada@firm.example", external_id="u-17")
    await make_calendar(user, name="Diary")
    host = await open_api_token(await user.organization, Scope.SIGN_IN)

    payloads = [
        await user_token(service, host, email="Ada@Firm.example"),
        await user_token(service, host, userExternalId="u-17"),
    ]

    tokens = [made(payload, USER) for payload in payloads]
    assert [payload["user"] for payload in payloads] == [{"email": "ada@firm.example"}] * 2
    for token in tokens:
        data = await service.ask("{ calendars { edges { node { name } } } }", user=token)
        assert data == {"calendars": {"edges": [{"node": {"name": "Diary"}}]}}
    service.clock.now += timedelta(minutes=15)
    answer = await service.graphql("{ viewer { email } }", user=tokens[0])
    assert answer.codes == ["UNAUTHENTICATED"]
    assert payloads[0]["expiresAt"] == service.clock.now.isoformat().replace("+00:00", "Z")


async def test_ended_user_tokens_do_not_pile_up(service: Service) -> None:
    user = await make_user()
    host = await open_api_token(await user.organization, Scope.SIGN_IN)

    for _ in range(5):
        assert (await user_token(service, host, email=user.email))["errors"] == []
        service.clock.now += timedelta(minutes=20)

    assert await ApiToken.filter(kind=ApiTokenKind.USER).count() == 1


async def test_whoever_cannot_be_signed_in_is_answered_alike(service: Service) -> None:
    host = await open_api_token(await (await make_user()).organization, Scope.SIGN_IN)
    organization_id = (await ApiToken.get()).organization_id
    gone = await make_user(organization_id=organization_id, active=False)
    elsewhere = await make_user(external_id="u-1")

    answers = [
        await user_token(service, host, **input)
        for input in (
            {"email": gone.email},
            {"email": elsewhere.email},
            {"email": "nobody@firm.example"},
            {"email": "no address"},
        )
    ]

    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["errors"][0]["code"] == "NOT_FOUND"
    (error,) = (await user_token(service, host, userExternalId="u-1"))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "userExternalId"])
    for input in ({}, {"email": gone.email, "userExternalId": "u-1"}):
        (error,) = (await user_token(service, host, **input))["errors"]
        assert error["code"] == "INVALID_INPUT"


async def test_what_is_done_with_a_user_token_is_audited_as_the_hosts(service: Service) -> None:
    user = await make_user()
    host = await open_api_token(await user.organization, Scope.SIGN_IN)
    issuer = await ApiToken.get()
    token = made(await user_token(service, host, email=user.email), USER)

    calendar = {"name": "Diary", "timeZone": "Europe/London"}
    await service.ask(CREATE_CALENDAR, user=token, input=calendar)
    await service.ask("{ calendarFeeds { edges { node { links { url } } } } }", user=token)

    entries = await AuditEntry.all().order_by("at", "id")
    assert {entry.api_token_id for entry in entries} == {issuer.id}
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        (Action.USER_TOKEN_CREATED, None),
        (Action.CALENDAR_CREATED, user.id),
        *[(Action.ADDRESS_SHOWN, user.id)] * 2,
    ]


async def test_signing_out_ends_a_user_token(service: Service) -> None:
    user = await make_user()
    host = await open_api_token(await user.organization, Scope.SIGN_IN)
    token = await open_user_token(user, host)

    await service.ask("mutation { signOut { errors { code } } }", user=token)

    assert (await service.graphql("{ viewer { id } }", user=token)).codes == ["UNAUTHENTICATED"]


async def test_a_bearer_token_needs_no_cookie_and_no_page_of_this_origin(service: Service) -> None:
    user = await make_user()
    token = await open_user_token(user, await open_api_token(await user.organization))
    elsewhere = {"origin": "https://app.example", "sec-fetch-site": "cross-site"}

    answer = await service.graphql("{ viewer { email } }", user=token, headers=elsewhere)

    assert answer.data == {"viewer": {"email": user.email}}


@pytest.mark.parametrize("header", ["Bearer cfu_wrong", "Bearer", "bearer a b"])
async def test_a_wrong_token_is_not_helped_by_a_cookie(service: Service, header: str) -> None:
    user = await make_user()

    answer = await service.graphql(
        "{ viewer { email } }", user=user, headers={"authorization": header}
    )

    assert (answer.response.status_code, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_a_proxys_basic_authentication_changes_nothing(service: Service) -> None:
    user = await make_user()

    data = await service.graphql(
        "{ viewer { email } }", user=user, headers={"authorization": "Basic cHJveHk6cHJveHk="}
    )

    assert data.data == {"viewer": {"email": user.email}}


async def test_a_bearer_token_begins_no_session(service: Service) -> None:
    user = await make_user()
    token = await open_user_token(user, await open_api_token(await user.organization))
    document = """mutation { signIn(input: {email: "a@b.example", password: "x"}) {
        errors { code }
    } }"""

    answer = await service.graphql(document, user=token)

    assert answer.codes == ["BAD_REQUEST"]
    assert "set-cookie" not in answer.response.headers
    assert await Session.all().count() == 0
