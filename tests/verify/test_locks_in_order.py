"""Transactions that lock the same rows wait for each other in one order, never in a circle."""

import asyncio
from itertools import count
from typing import Any

import pytest

from api.feeds.importing import import_file
from api.models import ApiToken, EventAssignee
from api.models.audit import HostActor
from api.models.hosting.refusals import Refusals
from api.models.hosting.users import upsert_users
from tests.clock import NOON
from tests.factories import make_calendar, make_user, open_api_token
from tests.ical.parsing_files import vcalendar, vevent

pytestmark = pytest.mark.verify

USERS = 100
ROUNDS = 10


def addresses(number: int) -> tuple[str, str]:
    return f"user{number}@old.example", f"user{number}@new.example"


def file(round_: int) -> bytes:
    """New events for all users, in the order in which the batch does not have them."""
    events = (
        vevent(
            *(f"ATTENDEE:mailto:{address}" for address in addresses(number)),
            uid=f"UID:{round_}-{number}",
        )
        for number in reversed(range(USERS))
    )
    return vcalendar(*(line for event in events for line in event))


def batch(round_: int) -> dict[int, dict[str, Any]]:
    """Other addresses for all of them: that locks whatever a foreign key leads to."""
    return {
        number: {
            "external_id": str(number),
            "email": addresses(number)[round_ % 2],
            "name": "User",
        }
        for number in range(USERS)
    }


@pytest.mark.parametrize("engine", ["postgres"])
async def test_an_import_and_a_batch_of_the_users_whom_it_names_never_wait_in_a_circle(
    open_database: str,
) -> None:
    owner = await make_user()
    token = await ApiToken.get(selector=(await open_api_token(await owner.organization)).selector)
    host = HostActor(owner.organization_id, token.id)
    calendar = await make_calendar(owner)
    await upsert_users(host, NOON, items=batch(0), refusals=Refusals("users"))

    imported = asyncio.Event()

    async def send_batches() -> None:
        for round_ in count(1):
            if imported.is_set():
                return
            await upsert_users(host, NOON, items=batch(round_), refusals=Refusals("users"))

    async def import_files() -> None:
        try:
            for round_ in range(ROUNDS):
                await import_file(calendar, file(round_), NOON)
        finally:
            imported.set()

    await asyncio.gather(send_batches(), import_files())
    assert await EventAssignee.all().count() == ROUNDS * USERS
