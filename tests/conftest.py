"""What tests share: databases on both engines, and the application over real HTTP."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from api.models import database, migrating
from api.settings import Settings, load_settings
from api.tokens import generate_key
from tests.clock import Clock
from tests.engines import ENGINES
from tests.faster import keep_filters, leave_imports_out_of_garbage
from tests.postgres import Connection, create_database, drop_database, postgres_server
from tests.service import Service, serve

# Deadlines are timed assertions, and the machine is shared; some readers compile their grammar on
# first use.
# In CI the examples are the same in every run: a change must not fail for what it did not touch.
settings.register_profile(
    "tests",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("tests")
keep_filters()


def pytest_collection_finish() -> None:
    """All modules are imported now."""
    leave_imports_out_of_garbage()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The server on which tests make their databases."""
    with postgres_server() as url:
        yield url


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Every test that needs a database runs on both engines."""
    return str(request.param)


async def _migrate(url: str) -> None:
    async with database.open_database(url):
        await migrating.migrate()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "calendar-feeds.sqlite3"
    asyncio.run(_migrate(f"sqlite://{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """A migrated PostgreSQL database, to be used as a template."""
    url = asyncio.run(create_database(postgres_url))
    asyncio.run(_migrate(url))
    yield url
    asyncio.run(drop_database(postgres_url, url))


@pytest.fixture(scope="session")
def postgres_connection(postgres_url: str) -> Iterator["tuple[asyncio.Runner, Connection]"]:
    """A connection to the server, and what runs it: opening one takes as long as a database."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(postgres_url))
        yield runner, connection
        runner.run(connection.close())


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database of the test's own."""
    if engine == "sqlite":
        path = tmp_path / "calendar-feeds.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite://{path}"
    else:
        server = request.getfixturevalue("postgres_url")
        template = request.getfixturevalue("postgres_template")
        runner, connection = request.getfixturevalue("postgres_connection")
        url = runner.run(create_database(server, template, connection))
        yield url
        runner.run(drop_database(server, url, connection))


@pytest.fixture
async def open_database(database_url: str) -> AsyncIterator[str]:
    """The database, open for the models, without a server; its address."""
    async with database.open_database(database_url):
        yield database_url


@pytest.fixture
def clock() -> Clock:
    """The time that the application is told."""
    return Clock()


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment in which the program would be started for this test."""
    return {
        "CALENDAR_FEEDS_DATABASE_URL": database_url,
        "CALENDAR_FEEDS_DATA_DIR": str(tmp_path / "data"),
        "CALENDAR_FEEDS_KEYS": generate_key(),
        "CALENDAR_FEEDS_PUBLIC_URL": "https://feeds.example.com",
        # A bound on time is a timed assertion, and the machine is shared.
        "CALENDAR_FEEDS_OPERATION_SECONDS": "300",
    }


@pytest.fixture
def app_settings(environ: dict[str, str]) -> Settings:
    """The settings of the application under test."""
    return load_settings(environ)


@pytest.fixture
async def service(app_settings: Settings, clock: Clock) -> AsyncIterator[Service]:
    """The application, served over real HTTP on loopback; the models work on its database."""
    async with serve(app_settings, clock) as running:
        yield running
