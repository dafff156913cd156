"""Whom a bearer token stands for, and what is refused alike."""

from datetime import timedelta

import pytest

from api import tokens
from api.auth import Host, Viewer, bearer_token, identify_bearer
from api.errors import Unauthenticated
from api.models.session import ApiToken, Scope
from tests.clock import NOON
from tests.factories import (
    make_organization,
    make_user,
    open_api_token,
    open_session,
    open_user_token,
)

LATER = NOON + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("BEARER a.b-c", "a.b-c"),
        ("Basic abc", None),
        ("Bearer", ""),
        ("bearer ", ""),
        ("Bearer a b", "a b"),
        ("Bearer\ta", "a"),
        ("Bearers a", None),
        ("abc", None),
        ("", None),
        (None, None),
    ],
)
def test_the_token_is_taken_out_of_the_header(header: str | None, token: str | None) -> None:
    assert bearer_token(header) == token


async def test_an_api_token_stands_for_the_host(open_database: str) -> None:
    organization = await make_organization()
    token = await open_api_token(organization, Scope.READ, Scope.SIGN_IN)
    row = await ApiToken.get()

    host = await identify_bearer(str(token), NOON)

    assert host == Host(organization.id, row.id, frozenset({Scope.READ, Scope.SIGN_IN}))


async def test_a_user_token_stands_for_its_user(open_database: str) -> None:
    user = await make_user()
    issuer = await open_api_token(await user.organization, Scope.SIGN_IN)
    token = await open_user_token(user, issuer)

    viewer = await identify_bearer(str(token), NOON)

    assert isinstance(viewer, Viewer)
    assert (viewer.user.id, viewer.session_id) == (user.id, None)
    assert viewer.user_token_id == (await ApiToken.get(selector=token.selector)).id
    assert viewer.api_token_id == (await ApiToken.get(selector=issuer.selector)).id


async def test_a_token_that_is_no_good_is_refused_whatever_is_wrong_with_it(
    open_database: str,
) -> None:
    user = await make_user()
    organization = await user.organization
    good = await open_api_token(organization, Scope.READ)
    revoked = await open_api_token(organization, Scope.SIGN_IN, revoked_at=NOON)
    expired = await open_api_token(organization, Scope.SIGN_IN, expires_at=NOON)
    elsewhere = await make_user(active=False)
    issuer = await open_api_token(await elsewhere.organization, Scope.SIGN_IN)
    refused = {
        "no token": "x",
        "a session": str(await open_session(user, NOON)),
        "unknown": str(tokens.generate_token(tokens.API)),
        "another's secret": f"cfa_{good.selector}_{revoked.secret}",
        "another kind": str(good).replace("cfa", "cfu"),
        "revoked": str(revoked),
        "expired": str(expired),
        "of a revoked one": str(await open_user_token(user, revoked)),
        "of an expired one": str(await open_user_token(user, expired)),
        "itself expired": str(await open_user_token(user, good, expires_at=NOON)),
        "itself revoked": str(await open_user_token(user, good, revoked_at=NOON)),
        "of a deactivated user": str(await open_user_token(elsewhere, issuer)),
    }
    said = {}

    for case, text in refused.items():
        with pytest.raises(Unauthenticated) as error:
            await identify_bearer(text, NOON)
        said[case] = str(error.value)

    message = "This bearer token is not, or no longer, valid. Sign in again, or get a new token."
    assert set(said.values()) == {message}
    assert isinstance(await identify_bearer(str(good), NOON), Host)


async def test_a_user_token_is_good_until_the_moment_it_ends(open_database: str) -> None:
    user = await make_user()
    issuer = await open_api_token(await user.organization, Scope.SIGN_IN)
    token = str(await open_user_token(user, issuer, expires_at=LATER))

    assert isinstance(await identify_bearer(token, LATER - timedelta(seconds=1)), Viewer)
    with pytest.raises(Unauthenticated):
        await identify_bearer(token, LATER)
