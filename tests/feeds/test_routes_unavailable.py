"""503: what a program gets while the database is away. A 404 would empty its calendar."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.settings import Settings, load_settings
from api.tokens import generate_token
from tests.clock import Clock
from tests.feeds.network import network_to
from tests.feeds.outside import path_of, run
from tests.feeds.publishing import publish, summaries
from tests.feeds.raw import ask, target_of
from tests.service import Service, serve

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("engine", ["postgres"], indirect=True)


async def assert_unavailable(service: Service, url: str) -> None:
    """Asserts the answer of a service that cannot know: alike for whoever asks."""
    target = target_of(service, url)
    etag = ("If-None-Match", "*")
    unknown = f"/feeds/{generate_token('cf')}.ics"
    answer = await ask(service, target)
    assert answer.status == 503
    assert answer.body == b"Try again later.\n"
    assert answer.header("retry-after") == ["300"]
    assert answer.header("cache-control") == ["private, no-cache"]
    assert await ask(service, target, headers=[etag]) == answer
    assert await ask(service, unknown) == answer
    assert (await ask(service, target, "HEAD")).headers == answer.headers


async def test_a_fault_of_the_database_is_not_a_missing_feed(
    service: Service, app_settings: Settings
) -> None:
    database = app_settings.effective_database_url
    published = await publish(service)
    await run(database, "ALTER TABLE feed_tokens RENAME TO elsewhere")
    await assert_unavailable(service, published.url)
    await run(database, "ALTER TABLE elsewhere RENAME TO feed_tokens")
    assert summaries(await service.fetch(published.url)) == ["Hearing"]


async def test_a_fault_after_the_address_is_proved_is_not_a_missing_feed(
    service: Service, app_settings: Settings
) -> None:
    database = app_settings.effective_database_url
    published = await publish(service)
    await run(database, "ALTER TABLE events RENAME TO elsewhere")
    answer = await ask(service, target_of(service, published.url))
    assert answer.status == 503
    await run(database, "ALTER TABLE elsewhere RENAME TO events")
    assert summaries(await service.fetch(published.url)) == ["Hearing"]


async def test_a_malformed_address_needs_no_database(
    service: Service, app_settings: Settings
) -> None:
    await run(app_settings.effective_database_url, "ALTER TABLE feed_tokens RENAME TO elsewhere")
    assert (await ask(service, "/feeds/malformed.ics")).status == 404


def overwrite(path: Path, content: bytes) -> None:
    """Changes the file itself, as it is open elsewhere."""
    with path.open("r+b") as file:
        file.write(content)


@on_sqlite
async def test_a_broken_file_is_not_a_missing_feed(
    service: Service, app_settings: Settings
) -> None:
    database = app_settings.effective_database_url
    published = await publish(service)
    await run(database, "PRAGMA wal_checkpoint(TRUNCATE)")
    file = path_of(database)
    whole = file.read_bytes()
    overwrite(file, b"?" * len(whole))
    await assert_unavailable(service, published.url)
    overwrite(file, whole)
    # A write tells the open connections that what they remember of the file is old.
    await run(database, "UPDATE calendars SET revision = revision + 1")
    assert summaries(await service.fetch(published.url)) == ["Hearing"]


@on_postgres
async def test_the_service_recovers_when_all_its_connections_were_killed(
    service: Service, app_settings: Settings, postgres_url: str
) -> None:
    published = await publish(service)
    name = urlsplit(app_settings.effective_database_url).path.removeprefix("/")
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    for _ in range(3):
        await run(postgres_url, kill)
        first = await service.fetch(published.url)
        assert first.status_code in {200, 503}
        assert summaries(await service.fetch(published.url)) == ["Hearing"]


@on_postgres
async def test_a_database_that_takes_no_connections_is_not_a_missing_feed(
    service: Service, app_settings: Settings, postgres_url: str
) -> None:
    published = await publish(service)
    name = urlsplit(app_settings.effective_database_url).path.removeprefix("/")
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    await run(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", kill)
    await assert_unavailable(service, published.url)
    await run(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert summaries(await service.fetch(published.url)) == ["Hearing"]


@on_postgres
async def test_a_database_that_is_gone_is_not_a_missing_feed(
    service: Service, app_settings: Settings, postgres_url: str
) -> None:
    published = await publish(service)
    name = urlsplit(app_settings.effective_database_url).path.removeprefix("/")
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    # The service connects again and again; it must not before the name is another.
    await run(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", kill)
    await run(postgres_url, f"ALTER DATABASE {name} RENAME TO {name}_gone")
    await assert_unavailable(service, published.url)
    await run(postgres_url, f"ALTER DATABASE {name}_gone RENAME TO {name}")
    await run(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert summaries(await service.fetch(published.url)) == ["Hearing"]


@on_postgres
async def test_a_server_out_of_reach_is_not_a_missing_feed(
    environ: dict[str, str], clock: Clock
) -> None:
    async with network_to(environ["CALENDAR_FEEDS_DATABASE_URL"]) as (network, url):
        settings = load_settings(environ | {"CALENDAR_FEEDS_DATABASE_URL": url})
        async with serve(settings, clock) as service:
            published = await publish(service)
            await network.cut()
            await assert_unavailable(service, published.url)
            await network.join()
            assert summaries(await service.fetch(published.url)) == ["Hearing"]
