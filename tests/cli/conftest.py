"""The command as an operator starts it: in this process, or as a program of its own."""

import asyncio
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.settings import PREFIX
from tests.cli.commands import Cli
from tests.postgres import URL_VARIABLE, create_database, drop_database


@pytest.fixture
def cli(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    """The command in this process, with the settings of the test and no others."""
    for name in os.environ:
        if name.startswith(PREFIX) and name != URL_VARIABLE:
            monkeypatch.delenv(name)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield Cli(environ)
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def empty_database_url(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A database in which there is nothing at all yet."""
    if engine == "sqlite":
        yield f"sqlite://{tmp_path / 'empty.sqlite3'}"
    else:
        server = request.getfixturevalue("postgres_url")
        url = asyncio.run(create_database(server))
        yield url
        asyncio.run(drop_database(server, url))
