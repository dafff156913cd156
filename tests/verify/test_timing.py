"""Whoever cannot prove an address learns nothing from the time that the answer takes."""

import asyncio
import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import pytest

from api.feeds.operations.addresses import new_token
from api.feeds.operations.keys import load_keys
from api.models.database import open_database
from api.models.feed import Feed, FeedKind, RetiredReason
from api.settings import load_settings
from api.tokens import FEED, Token, generate_selector, generate_token, hash_secret, verify_secret
from tests.cli.commands import program
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user

TRIES = 500
WARM_UP = 50
CALENDARS = 30


@dataclass(frozen=True)
class Known:
    """Selectors that exist, by what they belong to."""

    calendar: str
    everything: str
    retired: str


async def publish(environ: dict[str, str]) -> Known:
    """Feeds of a user with many calendars, each with events."""
    key = load_keys(load_settings(environ)).first
    async with open_database(environ["CALENDAR_FEEDS_DATABASE_URL"]):
        user = await make_user()
        calendars = [await make_calendar(user) for _ in range(CALENDARS)]
        for calendar in calendars:
            await make_event(calendar)
        selectors = []
        for kind, calendar_id, retired in (
            (FeedKind.CALENDAR, calendars[0].id, {}),
            (FeedKind.ALL, None, {}),
            (
                FeedKind.CALENDAR,
                calendars[1].id,
                {"retired_at": NOON, "retired_reason": RetiredReason.RESET},
            ),
        ):
            feed = await Feed.create(
                organization_id=user.organization_id,
                user_id=user.id,
                kind=kind,
                calendar_id=calendar_id,
                created_at=NOON,
            )
            token = new_token(key).for_feed(feed, NOON)
            token.update_from_dict(retired)
            await token.save(force_create=True)
            selectors.append(token.selector)
    return Known(*selectors)


def seconds(connection: http.client.HTTPConnection, selector: str) -> float:
    """How long the answer to this selector with a random secret takes."""
    address = Token(FEED, selector, generate_token(FEED).secret)
    began = time.perf_counter()
    connection.request("GET", f"/feeds/{address}.ics")
    answer = connection.getresponse()
    answer.read()
    taken = time.perf_counter() - began
    assert answer.status == 404
    return taken


def medians(ask: Callable[[bool], float], tries: int) -> tuple[float, float]:
    """The medians for unknown and known, asked by turns, each as often first as the other."""
    times: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(tries + WARM_UP):
        for known in ((False, True), (True, False))[turn % 2]:
            taken = ask(known)
            if turn >= WARM_UP:
                times[known].append(taken)
    return median(times[False]), median(times[True])


@pytest.mark.verify
@pytest.mark.parametrize("feed", ["calendar", "everything", "retired"])
def test_an_unknown_selector_takes_as_long_as_a_wrong_secret(
    tmp_path: Path, environ: dict[str, str], feed: str
) -> None:
    """The medians of 500 tries each, by turns, differ by less than a tenth."""
    selector: str = getattr(asyncio.run(publish(environ)), feed)
    with program(tmp_path, environ, "serve", log_level="WARNING") as service:
        service.await_ready()
        connection = http.client.HTTPConnection(urlsplit(service.address).netloc)
        unknown, wrong = medians(
            lambda known: seconds(connection, selector if known else generate_selector()), TRIES
        )
        connection.close()
    print(f"{feed}: unknown {unknown * 1e6:.0f} µs, wrong {wrong * 1e6:.0f} µs")  # noqa: T201
    assert wrong / unknown == pytest.approx(1, abs=0.1)


@pytest.mark.verify
def test_nobodys_secret_takes_as_long_to_verify_as_a_wrong_one() -> None:
    """Without the network around it, where the hash is a tenth of all."""
    stored = hash_secret(generate_token(FEED).secret)

    def verify(known: bool) -> float:
        secret = generate_token(FEED).secret
        began = time.perf_counter()
        assert not verify_secret(stored if known else None, secret)
        return time.perf_counter() - began

    unknown, wrong = medians(verify, 4 * TRIES)
    print(f"hash: unknown {unknown * 1e6:.0f} µs, wrong {wrong * 1e6:.0f} µs")  # noqa: T201
    assert wrong / unknown == pytest.approx(1, abs=0.1)
