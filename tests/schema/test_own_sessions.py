"""viewer.sessions and endSession: where one is signed in, and an end to it."""

from typing import Any

from api.models import AuditEntry, Session
from api.models.user import UserRole
from api.schema.http import SESSION_COOKIE
from api.schema.ids import encode_id
from api.tokens import Token
from tests.factories import make_calendars, make_user, open_session
from tests.schema.statements import statements
from tests.service import Answer, Service

SESSIONS = "{ viewer { sessions { id userAgent network createdAt expiresAt current } } }"
END = """
mutation ($input: EndSessionInput!) {
  endSession(input: $input) { endedId errors { code message path } }
}
"""[1:]
NODE = "query ($id: ID!) { node(id: $id) { ... on User { sessions { id } } } }"


def by(token: Token) -> dict[str, str]:
    return {"cookie": f"{SESSION_COOKIE}={token}"}


async def id_of(token: Token) -> str:
    return encode_id("Session", (await Session.get(selector=token.selector)).id)


async def end(service: Service, token: Token, id_: str) -> Answer:
    answer = await service.graphql(END, headers=by(token), input={"id": id_})
    service.http.cookies.clear()
    return answer


async def shown(service: Service, token: Token) -> Any:
    return (await service.graphql(SESSIONS, headers=by(token))).data["viewer"]


async def test_one_sees_where_one_is_signed_in(service: Service) -> None:
    user = await make_user()
    start = service.clock.now
    over = await open_session(user, start)
    await Session.filter(selector=over.selector).update(ended_at=start)
    there = await open_session(user, start)
    await Session.filter(selector=there.selector).update(user_agent="Phone", network="192.0.2.0/24")
    await open_session(await make_user(), start)
    service.clock.advance(hours=1)
    here = await open_session(user, service.clock.now)

    sessions = (await shown(service, here))["sessions"]

    assert [each["id"] for each in sessions] == [await id_of(here), await id_of(there)]
    assert [each["current"] for each in sessions] == [True, False]
    assert sessions[1] | {"id": ""} == {
        "id": "",
        "userAgent": "Phone",
        "network": "192.0.2.0/24",
        "createdAt": "2026-03-18T12:00:00Z",
        "expiresAt": "2026-04-01T12:00:00Z",
        "current": False,
    }
    service.clock.advance(days=14, hours=-1)
    assert [each["id"] for each in (await shown(service, here))["sessions"]] == [await id_of(here)]


async def test_nobody_sees_where_somebody_else_is_signed_in(service: Service) -> None:
    user = await make_user()
    admin = await make_user(await user.organization, role=UserRole.ADMIN)
    await open_session(user, service.clock.now)

    data = await service.ask(NODE, user=admin, id=encode_id("User", user.id))

    assert data == {"node": {"sessions": None}}


async def test_a_session_that_is_ended_elsewhere_is_over_there(service: Service) -> None:
    user = await make_user()
    here, there = [await open_session(user, service.clock.now) for _ in range(2)]
    id_ = await id_of(there)

    answer = await end(service, here, id_)

    assert answer.data == {"endSession": {"endedId": id_, "errors": []}}
    assert "set-cookie" not in answer.response.headers
    assert (await shown(service, there), len((await shown(service, here))["sessions"])) == (None, 1)
    entry = await AuditEntry.get()
    assert (entry.action.value, entry.actor_id) == ("SESSION_ENDED", user.id)
    assert encode_id("Session", entry.subject_id) == id_
    again = await end(service, here, id_)
    assert again.data["endSession"]["errors"][0]["code"] == "NOT_FOUND"


async def test_who_ends_this_session_is_signed_out(service: Service) -> None:
    here = await open_session(await make_user(), service.clock.now)

    answer = await end(service, here, await id_of(here))

    assert answer.response.headers["set-cookie"].startswith(f'{SESSION_COOKIE}="";')
    assert await shown(service, here) is None


async def test_own_sessions_among_many_members_cost_the_statements_of_one(
    service: Service,
) -> None:
    document = """{
      calendars(first: 10) {
        edges { node { members(first: 1) { edges { node { user { sessions { id } } } } } } }
      }
    }"""
    counts = []
    for number in (1, 10):
        user = await make_user()
        await make_calendars(user, number)
        with statements() as sent:
            await service.ask(document, user=user)
        counts.append(len(sent))

    assert counts[0] == counts[1]
