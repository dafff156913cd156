"""Files that mean harm are read or refused within seconds and little memory, in their process."""

import asyncio

import pytest

from api.errors import InvalidInput
from api.feeds.importing.reading import TOO_LARGE, TOO_LONG, FileReader
from tests.feeds.publishing import publish
from tests.ical.hostile_files import hostile_file
from tests.service import Service

pytestmark = [pytest.mark.verify, pytest.mark.anyio]

FILES = 200


async def outcome(reader: FileReader, content: bytes) -> str:
    """Why the file cannot be read; nothing when it can be."""
    try:
        async for _ in reader.read(content, "Europe/Berlin"):
            pass
    except InvalidInput as refused:
        return refused.message
    return ""


async def fetched_until(service: Service, url: str, done: asyncio.Event) -> list[int]:
    """The status of each fetch of a feed, one after the other."""
    statuses = []
    while not done.is_set():
        statuses.append((await service.fetch(url)).status_code)
    return statuses


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_hostile_files_end_within_their_limits_while_feeds_are_fetched(
    service: Service,
) -> None:
    """Five seconds of the processor and 500 MB for each; the machine may be busy with more."""
    reader = FileReader(cpu_seconds=5, seconds=120, megabytes=500)
    published = await publish(service)
    done = asyncio.Event()
    fetching = asyncio.create_task(fetched_until(service, published.url, done))

    outcomes = [await outcome(reader, hostile_file(seed)) for seed in range(FILES)]
    done.set()
    statuses = await fetching

    assert set(statuses) == {200}
    assert len(statuses) > FILES
    beyond = [seed for seed, why in enumerate(outcomes) if why in {TOO_LONG, TOO_LARGE}]
    assert beyond == []
    assert 0 < outcomes.count("") < FILES
