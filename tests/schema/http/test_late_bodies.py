"""Who asks is looked at when the whole request is there, and again before each mutation of it."""

import asyncio
import json

from api.models import User
from api.models.session import ApiToken, Scope
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user, open_api_token
from tests.service import Service

READ = "{ calendars { totalCount } }"
LEAVE_AND_STAY = """mutation ($leave: DeactivateUserInput!, $token: CreateApiTokenInput!) {
  leave: deactivateUser(input: $leave) { errors { code } }
  stay: createApiToken(input: $token) { token errors { code } }
}"""
DESCRIPTIONS = "{ calendars { edges { node { events(first: 100) { edges { node { %s } } } } } } }"


async def test_a_token_that_is_revoked_while_the_body_comes_is_worth_nothing(
    service: Service,
) -> None:
    user = await make_user()
    token = await open_api_token(await user.organization, Scope.READ)
    body = json.dumps({"query": READ}).encode()
    url = service.http.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {url.host}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body[:1])
    await writer.drain()
    # An answer to somebody else: by then the head has been read.
    await service.ask("{ serverInfo { version } }")

    await ApiToken.filter(selector=token.selector).update(revoked_at=NOON)
    writer.write(body[1:])
    answer = await reader.read()
    writer.close()

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"UNAUTHENTICATED" in answer


async def test_whoever_is_let_go_by_a_mutation_does_nothing_with_the_next(service: Service) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    await make_user(await admin.organization, role=UserRole.ADMIN)

    answer = await service.graphql(
        LEAVE_AND_STAY,
        user=admin,
        leave={"id": encode_id("User", admin.id)},
        token={"label": "For later", "scopes": ["WRITE"]},
    )

    assert answer.codes == ["UNAUTHENTICATED"]
    assert not (await User.get(id=admin.id)).active
    assert await ApiToken.all().count() == 0


async def test_an_answer_of_many_times_the_same_long_text_is_refused(service: Service) -> None:
    owner = await make_user()
    calendar = await make_calendar(owner)
    for _ in range(30):
        await make_event(calendar, description="x" * 100_000)
    seven = " ".join(f"a{number}: description" for number in range(7))

    answer = await service.graphql(DESCRIPTIONS % seven, user=owner)

    assert (answer.response.status_code, answer.codes) == (413, ["TOO_LARGE"])
    one = await service.graphql(DESCRIPTIONS % "description", user=owner)
    assert one.errors == []
