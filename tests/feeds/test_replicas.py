"""Two processes on one database: what one does is in force on the other with its next request."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from api.app import utc_now
from api.models.database import open_database
from api.schema.http import SESSION_COOKIE
from api.schema.ids import encode_id
from api.tokens import generate_key
from tests.cli.commands import program
from tests.factories import make_calendar, make_event, make_user, open_session
from tests.feeds.publishing import FEEDS, RENAME, RESET, summaries


class Replica:
    """One of the processes, as a signed-in person and their calendar program see it."""

    def __init__(self, address: str, session: str) -> None:
        cookies = {SESSION_COOKIE: session}
        self._page = httpx.Client(base_url=address, cookies=cookies, timeout=30)
        self._program = httpx.Client(base_url=address, timeout=30)

    def ask(self, query: str, **variables: str) -> Any:
        answer = self._page.post("/graphql", json={"query": query, "variables": variables}).json()
        assert "errors" not in answer
        return answer["data"]

    def address(self) -> str:
        """The path of the feed over all calendars."""
        edges = self.ask(FEEDS)["calendarFeeds"]["edges"]
        [url] = [edge["node"]["links"]["url"] for edge in edges if edge["node"]["kind"] == "ALL"]
        return str(urlsplit(url).path)

    def fetch(self, path: str, etag: str = "") -> httpx.Response:
        return self._program.get(path, headers={"if-none-match": etag})

    def close(self) -> None:
        self._page.close()
        self._program.close()


async def publish(database_url: str) -> tuple[str, str]:
    """A user's session and the id of the event in their calendar."""
    async with open_database(database_url):
        user = await make_user()
        event = await make_event(await make_calendar(user), title="Hearing", starts_at=utc_now())
        return str(await open_session(user, utc_now())), encode_id("Event", event.id)


def test_a_reset_and_a_write_on_one_replica_are_in_force_on_the_other(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    session, event = asyncio.run(publish(environ["CALENDAR_FEEDS_DATABASE_URL"]))
    keys = {"keys": generate_key(), "log_level": "WARNING"}
    with (
        program(tmp_path, environ, "serve", **keys) as first,
        program(tmp_path, environ, "serve", **keys) as second,
    ):
        first.await_ready()
        second.await_ready()
        here, there = Replica(first.address, session), Replica(second.address, session)
        path = here.address()
        assert there.address() == path
        before = here.fetch(path)
        assert summaries(before) == summaries(there.fetch(path)) == ["Hearing"]
        assert before.content == there.fetch(path).content

        here.ask(RENAME, id=event, title="Judgment")
        assert summaries(there.fetch(path, before.headers["etag"])) == ["Judgment"]

        etag = there.fetch(path).headers["etag"]
        here.ask(RESET)
        for replica in (here, there):
            (notice,) = summaries(replica.fetch(path, etag))
            assert notice.startswith("This calendar address was replaced.")
        renewed = there.address()
        assert renewed == here.address() != path
        assert here.fetch(renewed).content == there.fetch(renewed).content
        here.close()
        there.close()
        assert (first.end(), second.end()) == (0, 0)
    assert "Traceback" not in first.log + second.log
