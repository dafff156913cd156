"""Erasing somebody: what is known of the person goes, what the firm needs stays."""

from datetime import timedelta

import pytest
from tortoise import Model

from api import models
from api.errors import InvalidInput, NotFound
from api.models import AuditEntry, Event, FeedToken, Organization, Task, User
from api.models.audit import Action, Actor, record
from api.models.erasing import erase_user
from api.models.people import PasswordWay, set_password
from api.models.roles import require_colleague
from api.models.staff import reactivate_user, update_user
from api.models.user import UserRole
from tests.clock import NOON
from tests.factories import make_user

LATER = NOON + timedelta(days=1)
ALL: list[type[Model]] = list(models.__models__)
# What somebody knew of the person, besides what is only theirs.
KNOWN = {
    "name": "Ada Lovelace",
    "email": "ada.lovelace@firm.example",
    "external_id": "staff-0042",
    "password_hash": "$argon2id$of-ada",
}


async def leave(user: User) -> Actor:
    """The user is known by what is in KNOWN, and was deactivated; an admin."""
    await user.update_from_dict({**KNOWN, "active": False}).save()
    organization = await Organization.get(id=user.organization_id)
    return Actor(await make_user(organization, role=UserRole.ADMIN), "192.0.2.0/24")


async def everything() -> str:
    """All that any table holds."""
    return str([await model.all().values() for model in ALL])


async def rows() -> dict[str, int]:
    counts = {model.__name__: await model.all().count() for model in ALL}
    return {name: count for name, count in counts.items() if count}


async def test_nothing_is_left_of_the_person(firm: User) -> None:
    actor = await leave(firm)
    network, organization_id = "198.51.100.0/24", firm.organization_id
    await record(
        Action.SIGNED_IN,
        organization_id=organization_id,
        at=NOON,
        actor_id=firm.id,
        network=network,
    )
    await set_password(firm, "$hash", NOON, way=PasswordWay.LINK, network=network)
    assert KNOWN["name"] in await everything()

    erased = await erase_user(actor, LATER, user_id=firm.id)

    text = await everything()
    assert [known for known in KNOWN.values() if known in text] == []
    assert "198.51.100" not in text
    assert (erased.name, erased.email) == ("Erased user", f"{firm.id}@erased.invalid")
    assert (erased.erased_at, erased.role, erased.feeds_allowed) == (LATER, UserRole.MEMBER, False)


async def test_what_the_firm_needs_stays(firm: User) -> None:
    actor = await leave(firm)
    before = await rows()

    await erase_user(actor, LATER, user_id=firm.id)

    after = await rows()
    gone = {"Session", "PasswordLink", "ApiToken", "Member", "EventAssignee", "TaskAssignee"}
    gone |= {"Feed", "FeedCalendar", "FeedProgram", "FetchDay", "FeedNetwork"}
    assert after == {name: count for name, count in before.items() if name not in gone} | {
        "AuditEntry": before["AuditEntry"] + 1
    }
    assert before.keys() - after.keys() == gone
    assert (await Event.first(), await Task.first()) != (None, None)
    # What they did is still told, of whom nobody knows any more who it was.
    assert await AuditEntry.filter(actor_id=firm.id).count() == 1
    entry = await AuditEntry.get(action=Action.USER_ERASED)
    assert (entry.actor_id, entry.subject_id, entry.details) == (actor.user.id, firm.id, {})


async def test_addresses_go_on_saying_that_they_show_nothing(firm: User) -> None:
    await erase_user(await leave(firm), LATER, user_id=firm.id)

    (token,) = await FeedToken.all()
    assert (token.feed_id, token.retired_at) == (None, LATER)


async def test_who_is_active_is_deactivated_first(firm: User) -> None:
    actor = await leave(firm)
    await User.filter(id=firm.id).update(active=True)
    before = await rows()

    with pytest.raises(InvalidInput) as refused:
        await erase_user(actor, LATER, user_id=firm.id)

    assert refused.value.path == ("id",)
    assert await rows() == before


async def test_who_was_erased_is_nobody_any_more(firm: User) -> None:
    actor = await leave(firm)
    await erase_user(actor, LATER, user_id=firm.id)

    for again in (
        erase_user(actor, LATER, user_id=firm.id),
        reactivate_user(actor, LATER, user_id=firm.id),
        update_user(actor, LATER, user_id=firm.id, fields={"name": "Ada"}),
        require_colleague(actor.user, firm.id),
    ):
        with pytest.raises(NotFound):
            await again


async def test_the_address_of_who_was_erased_is_free_again(firm: User) -> None:
    actor = await leave(firm)
    await erase_user(actor, LATER, user_id=firm.id)

    other = await make_user(email=KNOWN["email"])
    assert (await User.get(email=KNOWN["email"])).id == other.id
