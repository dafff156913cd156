"""Two batches of the host application at once: one after the other, and nothing twice."""

import asyncio
from typing import Any

from api.models import Calendar, Event, User
from tests.schema.hosting import counts, event, make_host
from tests.service import Service


def sums(payloads: list[Any]) -> tuple[int, ...]:
    """What all batches together created, updated and left alone."""
    return tuple(map(sum, zip(*map(counts, payloads), strict=True)))


async def test_the_same_events_twice_at_once_are_made_once(service: Service) -> None:
    host = await make_host(service)
    events = [event(str(number)) for number in range(20)]

    payloads = await asyncio.gather(*(host.upsert_events(*events) for _ in range(3)))

    assert sums(payloads) == (20, 0, 40)
    assert await Event.all().count() == 20
    assert (await Calendar.get(id=host.calendar.id)).revision == host.calendar.revision + 1


async def test_the_same_people_and_calendars_twice_at_once_are_made_once(service: Service) -> None:
    host = await make_host(service)
    names = [str(number) for number in range(20)]
    users = [{"externalId": name, "email": f"{name}@firm.example", "name": name} for name in names]

    people = await asyncio.gather(*(host.send("upsertUsers", users=users) for _ in range(3)))
    members = [{"userExternalId": name, "role": "READER"} for name in names]
    calendars = [{"externalId": name, "name": name, "members": members} for name in names[:5]]
    made = await asyncio.gather(
        *(host.send("upsertCalendars", calendars=calendars) for _ in range(3))
    )

    assert sums(people) == (20, 0, 40)
    assert sums(made) == (5, 0, 10)
    assert await User.filter(external_id__in=names).count() == 20


async def test_different_batches_for_one_calendar_lose_nothing(service: Service) -> None:
    host = await make_host(service)

    payloads = await asyncio.gather(
        *(host.upsert_events(event("shared"), event(str(number))) for number in range(4))
    )

    assert sums(payloads)[:2] == (5, 0)
    assert await Event.all().count() == 5


async def test_a_batch_beside_the_end_of_its_run_is_there_as_it_was_acknowledged(
    service: Service,
) -> None:
    host = await make_host(service)
    await host.upsert_events(*(event(str(number)) for number in range(6)))
    await host.upsert_events(*(event(str(number)) for number in range(4)), syncRunId="2")

    batch, end, again = await asyncio.gather(
        host.upsert_events(event("4"), event("new"), syncRunId="2"),
        host.finish("2"),
        host.finish("2"),
    )

    # Whether the end came first: then the batch has brought back what it removed.
    removed = {end["deletedEvents"], again["deletedEvents"]}
    assert (removed, counts(batch)) in [({0, 1}, (1, 0, 1)), ({0, 2}, (2, 0, 0))]
    left = {row.external_id for row in await Event.all()}
    assert left == {"0", "1", "2", "3", "4", "new"}
