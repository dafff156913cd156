"""What tests of the models share."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.models import User
from tests.models.populated import make_firm
from tests.postgres import create_database, drop_database


@pytest.fixture
async def firm(open_database: str) -> User:
    """A user with at least one row of everything."""
    return await make_firm()


@pytest.fixture
def empty_database(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that was never migrated; on SQLite there is no file yet."""
    if engine == "sqlite":
        yield f"sqlite://{tmp_path / 'empty.sqlite3'}"
    else:
        server = request.getfixturevalue("postgres_url")
        url = asyncio.run(create_database(server))
        yield url
        asyncio.run(drop_database(server, url))
