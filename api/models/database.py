"""The database of one process: open it, run transactions and statements on it."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tortoise.backends.base.client import BaseDBAsyncClient, TransactionContext
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.transactions import in_transaction

from api.errors import ConfigurationError
from api.models.availability import is_unavailable, reason
from api.models.connections import (
    is_postgres,
    reader_name,
    sqlite_path,
    tortoise_config,
    writer_name,
)
from api.models.private import make_file, make_folder


@asynccontextmanager
async def open_database(database_url: str) -> AsyncIterator[None]:
    """The models work on this database while the block lasts; one at a time in a process.

    Raises ConfigurationError, without user, password and options, when it cannot be reached.
    """
    context = TortoiseContext()
    try:
        if database_url.startswith("sqlite://"):
            _make_private(sqlite_path(database_url))
        with context:
            await context.init(config=tortoise_config(database_url), _enable_global_fallback=True)
        # A cancelled request that is the first to connect would leave the connection half made.
        for connection in context.connections.all():
            await connection.create_connection(with_db=True)
    except Exception as error:
        with suppress(Exception):  # what could not be made cannot be closed either
            await context.close_connections()
        raise _refusal(database_url, error) from error
    try:
        yield
    finally:
        # One after another: only the last to close writes SQLite's log into the file, and none
        # would be the last if both did it at once.
        for connection in context.connections.all():
            await connection.close()
        await context.close_connections()


def is_missing(database_url: str) -> bool:
    """Whether this is an SQLite database whose file is still to be made."""
    if not database_url.startswith("sqlite://"):
        return False
    try:
        return not sqlite_path(database_url).exists()
    except OSError:
        return False  # nobody can tell; opening it says why


def place(database_url: str) -> str:
    """The address as far as anybody may read it: a password may stand among the options, too."""
    if database_url.startswith("sqlite://"):
        return f"sqlite://{sqlite_path(database_url).absolute()}"
    parts = urlsplit(database_url)
    _, user, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"…@{host}" if user else host, query="", fragment="").geturl()


def _refusal(database_url: str, error: Exception) -> Exception:
    """What the operator is told who can mend it; else the error itself."""
    if is_unavailable(error) and database_url.startswith("sqlite://"):
        return _unusable(sqlite_path(database_url), reason(error))
    if is_unavailable(error):
        return ConfigurationError(
            f"The database {place(database_url)} cannot be reached: {reason(error)}. "
            "Is it running, and is CALENDAR_FEEDS_DATABASE_URL right?"
        )
    if isinstance(error, TypeError | ValueError) and "?" in database_url:
        return ConfigurationError(
            f"The address of the database {place(database_url)} has an option that is unknown or "
            "has a wrong value. What follows the ? in CALENDAR_FEEDS_DATABASE_URL is passed to "
            "asyncpg.connect."
        )
    return error


def _make_private(path: Path) -> None:
    """SQLite gives the files beside the database the mode of the database itself."""
    try:
        make_folder(path.parent)
        make_file(path)
    except OSError as error:
        raise _unusable(path, error.strerror or type(error).__name__) from None


def _unusable(path: Path, why: str) -> ConfigurationError:
    path = path.absolute()
    return ConfigurationError(
        f"The database file {path} cannot be made, read or written: {why}. It must be an SQLite "
        f"database, and this user must be allowed to write it and its folder {path.parent}. "
        "CALENDAR_FEEDS_DATA_DIR or CALENDAR_FEEDS_DATABASE_URL says where it is."
    )


def transaction() -> TransactionContext:
    """All or nothing. Nothing slow belongs inside: on SQLite every other write waits."""
    return in_transaction(writer_name())


async def fetch_rows(statement: str, *values: object) -> list[dict[str, Any]]:
    """The rows of a reading statement of our own, written once with `$1`, `$2`, … for both engines.

    Instants come back as the engine gives them: pass them through `fields.instant`.
    """
    return await _execute(get_connection(reader_name()), statement, values)


async def execute(statement: str, *values: object) -> list[dict[str, Any]]:
    """Runs a writing statement of our own; returns the rows of its RETURNING clause."""
    return await _execute(get_connection(writer_name()), statement, values)


async def execute_many(statement: str, rows: Sequence[Sequence[object]]) -> None:
    """Runs a writing statement of our own once for each row of values, all or nothing.

    Give some hundred rows at a time: a driver does not stop half-way when it is cancelled.
    """
    if not is_postgres():
        statement = _numbered_for_sqlite(statement)
    await get_connection(writer_name()).execute_many(statement, list(map(list, rows)))


async def _execute(
    connection: BaseDBAsyncClient, statement: str, values: Sequence[object]
) -> list[dict[str, Any]]:
    if not is_postgres():
        statement = _numbered_for_sqlite(statement)
    elif any(isinstance(value, datetime) and value.tzinfo is None for value in values):
        # SQLite's adapter refuses it too; this driver would take it for the machine's local time.
        raise ValueError("an instant needs a time zone")
    return await connection.execute_query_dict(statement, list(values))


@lru_cache(maxsize=256)
def _numbered_for_sqlite(statement: str) -> str:
    return re.sub(r"\$(\d+)", r"?\1", statement)
