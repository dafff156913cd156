"""The same data give the same bytes: at every fetch, in every process, on both engines."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from api.cli.sample import sample_on
from api.cli.sample.loading import load_sample
from api.feeds.operations.listing import make_default_feeds
from api.ical.properties import public_id
from api.models import User
from api.models.database import open_database
from tests.clock import NOON
from tests.feeds.mixed import GOLDEN, key, load_mixed
from tests.feeds.rendering import render_feeds
from tests.postgres import create_database, drop_database
from tests.service import Service

ROOT = Path(__file__).parents[3]
SURROUNDINGS = [
    {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PGTZ": "Asia/Tokyo"},
]


@pytest.fixture
def both_engines(
    sqlite_template: Path, postgres_url: str, postgres_template: str, tmp_path: Path
) -> Iterator[list[str]]:
    """The addresses of an empty database on each engine."""
    file = tmp_path / "calendar-feeds.sqlite3"
    shutil.copy(sqlite_template, file)
    url = asyncio.run(create_database(postgres_url, postgres_template))
    yield [f"sqlite://{file}", url]
    asyncio.run(drop_database(postgres_url, url))


async def rendered_on(url: str, load: Callable[[], Awaitable[UUID]]) -> dict[str, str]:
    """All feeds of the user whom `load` made."""
    async with open_database(url):
        return await render_feeds(await load(), NOON)


async def rendered_elsewhere(url: str, user: UUID, surroundings: dict[str, str]) -> dict[str, str]:
    """The same in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.feeds.rendering", url, str(user), NOON.isoformat()),
        cwd=ROOT,
        env=os.environ | surroundings,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    bodies: dict[str, str] = json.loads(output)
    return bodies


async def load_demo() -> UUID:
    """The demo's sample, and all feeds of its user."""
    sample = sample_on(NOON.date())
    await load_sample(sample, NOON)
    user = await User.get(email=sample.demo_user)
    await make_default_feeds(user.id, NOON)
    return user.id


async def test_a_mixed_feed_is_its_golden_file_byte_for_byte(service: Service) -> None:
    reader = await User.get(id=await load_mixed())
    feed = await service.fetch(await service.feed_url(reader))
    assert feed.content == GOLDEN.read_bytes()


async def test_every_process_renders_the_same_bytes(open_database: str) -> None:
    reader = await load_mixed()
    here = await render_feeds(reader, NOON)
    elsewhere = await asyncio.gather(
        *(rendered_elsewhere(open_database, reader, around) for around in SURROUNDINGS)
    )
    assert here == {"ALL ": GOLDEN.read_bytes().decode()}
    assert elsewhere == [here, here]


async def test_both_engines_give_the_same_bytes_for_the_whole_demo(both_engines: list[str]) -> None:
    sqlite, postgres = [await rendered_on(url, load_demo) for url in both_engines]
    assert sqlite.keys() == postgres.keys()
    assert len(sqlite) > 5
    for name, body in sqlite.items():
        assert body == postgres[name], name
    assert sqlite["ALL "].count("BEGIN:VEVENT") > 100


async def test_one_fetch_after_another_gives_the_same_bytes(service: Service) -> None:
    """Also when nothing is remembered from the first."""
    reader = await User.get(id=await load_mixed())
    url = await service.feed_url(reader)
    first = await service.fetch(url)
    assert (await service.fetch(url)).content == first.content
    service.clock.advance(hours=11)
    again = await render_feeds(reader.id, service.clock.now)
    assert again["ALL "].encode() == first.content
    assert str(public_id(key(10))) in first.text
