"""Requests that end before their answer: the client goes, or the server is told to stop."""

import asyncio
import json
import random
from typing import Any

import httpx
import pytest

from api.models import Calendar, Event, EventAssignee, User
from api.schema.http import SESSION_COOKIE
from tests.factories import make_calendar, make_user, open_session
from tests.service import Service

pytestmark = pytest.mark.verify

REQUESTS = 200
AT_ONCE = 10

CREATE = """
mutation Create($input: CreateEventInput!) {
  createEvent(input: $input) { event { title } errors { code message } }
}
"""
IDS = "{ viewer { id } calendars(first: 1) { edges { node { id } } } }"


class Client:
    """Creates events, each assigned to the user: two rows and a revision, or nothing."""

    def __init__(self, service: Service, user: User, cookie: str, input_: dict[str, Any]) -> None:
        self.service = service
        self.user = user
        self.cookie = cookie
        self.input = input_

    def payload(self, title: str) -> bytes:
        return json.dumps(
            {"query": CREATE, "variables": {"input": self.input | {"title": title}}}
        ).encode()

    async def create(self, title: str) -> str | None:
        """The title of the event that the answer shows; None without an answer to that."""
        answer = await self.service.http.post(
            "/graphql",
            content=self.payload(title),
            headers={"content-type": "application/json", "cookie": self.cookie},
        )
        if answer.status_code != 200:
            return None
        return str(answer.json()["data"]["createEvent"]["event"]["title"])

    async def create_and_go(self, title: str, *, turns: int, share: float) -> None:
        """Sends this share of the request, lets the server work for some turns, and is gone."""
        url = self.service.http.base_url
        _, writer = await asyncio.open_connection(url.host, url.port)
        body = self.payload(title)
        head = (
            "POST /graphql HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
            f"Cookie: {self.cookie}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        request = head.encode() + body
        writer.write(request[: round(len(request) * share)])
        await some_turns(turns)
        writer.transport.abort()


async def some_turns(turns: int) -> None:
    for _ in range(turns):
        await asyncio.sleep(0)


def served_requests() -> set[asyncio.Task[Any]]:
    """The server's tasks, which uvicorn cancels when stopping takes too long."""
    return {
        task
        for task in asyncio.all_tasks()
        if getattr(task.get_coro(), "__qualname__", "") == "RequestResponseCycle.run_asgi"
    }


@pytest.fixture
async def client(service: Service) -> Client:
    user = await make_user()
    await make_calendar(user, revision=1)
    ids = await service.ask(IDS, user=user)
    cookie = f"{SESSION_COOKIE}={await open_session(user, service.clock.now)}"
    (edge,) = ids["calendars"]["edges"]
    input_ = {
        "calendarId": edge["node"]["id"],
        "startsAt": "2026-03-18T13:00:00Z",
        "endsAt": "2026-03-18T14:00:00Z",
        "assigneeIds": [ids["viewer"]["id"]],
    }
    return Client(service, user, cookie, input_)


async def check_all_or_nothing(acknowledged: set[str]) -> set[str]:
    """Each event is there with its assignee and counted by the revision; returns the titles."""
    events = {event.id: event.title for event in await Event.all()}
    assert {row.event_id for row in await EventAssignee.all()} == set(events)
    assert (await Calendar.get()).revision == 1 + len(events)
    assert acknowledged <= set(events.values())
    return set(events.values())


async def check_serving(service: Service, client: Client) -> None:
    """More writes at once than there are connections, and the feed shows them all."""
    titles = {f"After {number}" for number in range(30)}
    created = await asyncio.gather(*(client.create(title) for title in titles))
    assert set(created) == titles

    feed = await service.fetch(await service.feed_url(client.user))
    assert feed.status_code == 200
    assert all(f"SUMMARY:{title}\r\n" in feed.text for title in titles)
    ready = await service.http.get("/readyz")
    assert ready.status_code == 200, ready.text


async def settled() -> None:
    while served_requests():
        await asyncio.sleep(0.005)


@pytest.mark.parametrize("seed", [1, 2])
async def test_clients_that_go_at_any_moment_leave_all_or_nothing_and_the_server_serving(
    service: Service, client: Client, seed: int
) -> None:
    chance = random.Random(seed)
    for start in range(0, REQUESTS, AT_ONCE):
        await asyncio.gather(
            *(
                client.create_and_go(
                    f"Gone {number}",
                    turns=chance.choice([chance.randrange(60), chance.randrange(5000)]),
                    share=chance.choice([1, 1, 1, chance.random()]),
                )
                for number in range(start, start + AT_ONCE)
            )
        )
    await settled()

    stored = await check_all_or_nothing(set())
    assert 0 < len(stored) < REQUESTS
    await check_serving(service, client)


@pytest.mark.parametrize("seed", [1, 2])
async def test_requests_that_the_server_cancels_leave_all_or_nothing_and_the_server_serving(
    service: Service, client: Client, seed: int
) -> None:
    chance = random.Random(seed)
    acknowledged: set[str] = set()
    for start in range(0, REQUESTS, AT_ONCE):
        titles = [f"Cancelled {number}" for number in range(start, start + AT_ONCE)]
        running = [asyncio.create_task(client.create(title)) for title in titles]
        while not all(task.done() for task in running):
            # Cancelled before its first step, a request would get no answer, only an end of the
            # connection when the server closes it.
            begun = served_requests()
            await some_turns(chance.randrange(1, 20))
            for task in begun:
                if not task.cancelling() and chance.random() < 0.03:
                    task.cancel()
        answers = await asyncio.gather(*running, return_exceptions=True)
        assert not any(isinstance(answer, httpx.TimeoutException) for answer in answers)
        acknowledged |= {answer for answer in answers if isinstance(answer, str)}
    await settled()

    stored = await check_all_or_nothing(acknowledged)
    assert 0 < len(acknowledged) <= len(stored) < REQUESTS
    await check_serving(service, client)
