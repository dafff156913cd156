"""createPasswordLink, setPassword, changePassword."""

import re
from datetime import timedelta
from typing import Any

from api.models import User
from api.models.user import UserRole
from api.schema.http import SESSION_COOKIE
from api.schema.ids import encode_id
from tests.factories import make_user, open_password_link, open_session
from tests.schema.firm import PASSWORD, QUICK_HASHES
from tests.service import Service

LINK = """
mutation ($input: CreatePasswordLinkInput!) {
  createPasswordLink(input: $input) { url expiresAt errors { code message path } }
}
"""[1:]
SET = """
mutation ($input: SetPasswordInput!) {
  setPassword(input: $input) { user { id } errors { code message path } }
}
"""[1:]
CHANGE = """
mutation ($input: ChangePasswordInput!) {
  changePassword(input: $input) { viewer { id } errors { code message path } }
}
"""[1:]
VIEWER = "{ viewer { id } }"
NEW = "another good one"


async def signed_in(service: Service, user: User) -> dict[str, str]:
    return {"cookie": f"{SESSION_COOKIE}={await open_session(user, service.clock.now)}"}


async def viewer(service: Service, headers: dict[str, str]) -> Any:
    return (await service.graphql(VIEWER, headers=headers)).data["viewer"]


async def test_a_link_from_an_admin_sets_a_password_without_a_sign_in(service: Service) -> None:
    admin = await make_user(role=UserRole.ADMIN)
    user = await make_user(await admin.organization)
    input = {"userId": encode_id("User", user.id)}

    made = (await service.ask(LINK, user=admin, input=input))["createPasswordLink"]

    found = re.fullmatch(r"https://feeds\.example\.com/password#(cfp_\w+)", made["url"])
    assert found
    expires_at = service.clock.now + timedelta(hours=24)
    assert made["expiresAt"] == expires_at.isoformat().replace("+00:00", "Z")
    data = await service.ask(SET, input={"token": found[1], "password": NEW})
    assert data == {"setPassword": {"user": {"id": encode_id("User", user.id)}, "errors": []}}
    again = await service.ask(SET, input={"token": found[1], "password": NEW})
    assert [error["code"] for error in again["setPassword"]["errors"]] == ["NOT_FOUND"]


async def test_who_sets_a_password_in_their_own_browser_is_signed_out_there(
    service: Service,
) -> None:
    user, other = await make_user(), await make_user()
    answers = {}
    for name, who in (("own", user), ("another's", other)):
        token = await open_password_link(user, service.clock.now)
        answers[name] = await service.graphql(
            SET,
            headers=await signed_in(service, who),
            input={"token": str(token), "password": NEW},
        )
        service.http.cookies.clear()

    cookies = {name: answer.response.headers.get("set-cookie") for name, answer in answers.items()}
    assert cookies["own"].startswith(f'{SESSION_COOKIE}="";')
    assert cookies["another's"] is None


async def test_a_changed_password_keeps_this_session_and_ends_the_others(service: Service) -> None:
    user = await make_user(password_hash=QUICK_HASHES.hash(PASSWORD))
    here, there = [await signed_in(service, user) for _ in range(2)]

    answer = await service.graphql(
        CHANGE, headers=here, input={"currentPassword": PASSWORD, "newPassword": NEW}
    )

    me = {"id": encode_id("User", user.id)}
    assert answer.data == {"changePassword": {"viewer": me, "errors": []}}
    assert await viewer(service, here) == me
    assert await viewer(service, there) is None


async def test_one_password_is_set_or_changed_in_a_request(service: Service) -> None:
    user = await make_user(password_hash=QUICK_HASHES.hash(PASSWORD))
    wrong = {"currentPassword": "not the password", "newPassword": NEW}

    answer = await service.graphql(
        """mutation ($input: ChangePasswordInput!) {
          a: changePassword(input: $input) { errors { code } }
          b: changePassword(input: $input) { errors { code } }
        }""",
        user=user,
        input=wrong,
    )

    assert answer.codes == ["BAD_REQUEST"]
