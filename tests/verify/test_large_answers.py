"""A large answer is built in turns with what others ask: it does not keep them all waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

import pytest

from api.models import EventAssignee, User
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user
from tests.service import Service

pytestmark = [
    pytest.mark.verify,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

LISTS = """query ($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Event { assignees { id name email role active feedsAllowed } } }
}"""
# In one go it is nine tenths of it.
LARGEST_SHARE = 0.4


@asynccontextmanager
async def longest_wait() -> AsyncIterator[list[float]]:
    """How long others waited for the event loop at most, while the block lasted."""
    waits = [0.0]

    async def wait() -> None:
        while True:
            before = perf_counter()
            await asyncio.sleep(0)
            waits[0] = max(waits[0], perf_counter() - before)

    waiting = asyncio.create_task(wait())
    try:
        yield waits
    finally:
        waiting.cancel()


async def test_nobody_waits_until_all_assignees_of_an_answer_are_told(service: Service) -> None:
    owner = await make_user()
    calendar = await make_calendar(owner)
    values = {"organization_id": owner.organization_id, "name": "Someone", "created_at": NOON}
    people = [User(**values, email=f"{number}@firm.example") for number in range(500)]
    events = [await make_event(calendar) for _ in range(30)]
    await User.bulk_create(people)
    for event in events:
        await EventAssignee.bulk_create(
            EventAssignee(event_id=event.id, user_id=user.id) for user in people
        )
    ids = [encode_id("Event", event.id) for event in events]

    began = perf_counter()
    async with longest_wait() as waits:
        data = await service.ask(LISTS, user=owner, ids=ids)
    took = perf_counter() - began

    assert [len(node["assignees"]) for node in data["nodes"]] == [500] * 30
    assert waits[0] < took * LARGEST_SHARE
