"""The probes: does the program live, and can it serve."""

from urllib.parse import urlsplit

import pytest

from api.feeds.operations.keys import register_key
from api.settings import Settings, load_settings
from api.tokens import generate_key, parse_key
from tests.clock import Clock
from tests.feeds.network import network_to
from tests.feeds.outside import path_of, run
from tests.service import Service, serve

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("engine", ["postgres"], indirect=True)


async def assert_ready(service: Service) -> None:
    answer = await service.http.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def assert_not_ready(service: Service, problem: str) -> None:
    answer = await service.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "not ready"
    assert problem in answer.json()["problem"]
    assert answer.headers["retry-after"] == "5"
    assert (await service.http.get("/healthz")).json() == {"status": "alive"}


async def test_a_service_that_can_serve_is_alive_and_ready(service: Service) -> None:
    assert (await service.http.get("/healthz")).json() == {"status": "alive"}
    await assert_ready(service)


async def test_a_service_without_the_newest_key_is_not_ready(
    service: Service, clock: Clock
) -> None:
    """It would make addresses that the other replicas cannot show."""
    newer = parse_key(generate_key())
    clock.advance(seconds=1)
    await register_key(newer, clock.now)
    await assert_not_ready(service, "CALENDAR_FEEDS_KEYS")


async def test_a_service_with_the_newest_key_behind_its_first_is_ready(
    environ: dict[str, str], clock: Clock
) -> None:
    """While keys are rotated, replicas with the old order and the new one run side by side."""
    old, new = generate_key(), generate_key()
    for keys in (f"{old},{new}", f"{new},{old}", f"{old},{new}"):
        clock.advance(seconds=1)
        settings = load_settings(environ | {"CALENDAR_FEEDS_KEYS": keys})
        async with serve(settings, clock) as service:
            await assert_ready(service)


async def test_a_database_that_lost_a_migration_is_said(
    service: Service, app_settings: Settings
) -> None:
    database = app_settings.effective_database_url
    await run(database, "ALTER TABLE tortoise_migrations RENAME TO elsewhere")
    await assert_not_ready(service, "calendar-feeds migrate")
    await run(database, "ALTER TABLE elsewhere RENAME TO tortoise_migrations")
    await assert_ready(service)


@on_sqlite
async def test_a_broken_file_is_not_ready(service: Service, app_settings: Settings) -> None:
    database = app_settings.effective_database_url
    await run(database, "PRAGMA wal_checkpoint(TRUNCATE)")
    file = path_of(database)
    with file.open("r+b") as broken:
        broken.write(b"?" * file.stat().st_size)
    await assert_not_ready(service, "The database cannot be used: file is not a database.")


@on_postgres
async def test_a_database_out_of_reach_is_not_ready_until_it_is_back(
    environ: dict[str, str], clock: Clock
) -> None:
    async with network_to(environ["CALENDAR_FEEDS_DATABASE_URL"]) as (network, url):
        settings = load_settings(environ | {"CALENDAR_FEEDS_DATABASE_URL": url})
        async with serve(settings, clock) as service:
            await network.cut()
            await assert_not_ready(service, "cannot be used: ConnectionRefusedError")
            await network.join()
            await assert_ready(service)


@on_postgres
async def test_a_network_that_swallows_everything_is_said_in_seconds(
    environ: dict[str, str], clock: Clock
) -> None:
    """The first answer took a minute: so long did the driver wait to end the statement."""
    async with network_to(environ["CALENDAR_FEEDS_DATABASE_URL"]) as (network, url):
        settings = load_settings(environ | {"CALENDAR_FEEDS_DATABASE_URL": url})
        async with serve(settings, clock) as service:
            await assert_ready(service)
            network.swallows = True
            # The client of these tests gives up after half a minute.
            for _ in range(2):
                await assert_not_ready(service, "cannot be used: TimeoutError")
            network.swallows = False
            await network.cut()
            await network.join()
            await assert_ready(service)


@on_postgres
@pytest.mark.parametrize(
    ("away", "back"),
    [
        ("SELECT 1", "SELECT 1"),
        (
            "ALTER DATABASE {name} RENAME TO {name}_gone",
            "ALTER DATABASE {name}_gone RENAME TO {name}",
        ),
    ],
    ids=["takes no connections", "is gone"],
)
async def test_a_database_that_cannot_be_used_is_not_ready_until_it_can(
    service: Service, app_settings: Settings, postgres_url: str, away: str, back: str
) -> None:
    name = urlsplit(app_settings.effective_database_url).path.removeprefix("/")
    kill = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    # The service connects again and again; it must not in between.
    await run(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", kill)
    await run(postgres_url, away.format(name=name))
    await assert_not_ready(service, "database")
    await run(postgres_url, back.format(name=name))
    await run(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    await assert_ready(service)
