"""The database of one process: open it, migrate it, run transactions and statements on it.

SQLite has two connections to one file: `default` writes, `reader` serves every read outside a
transaction, so that a read never waits for a write. PostgreSQL has one pool.
"""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import asyncpg
from tortoise import Model
from tortoise.backends.base.client import (
    BaseDBAsyncClient,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connection, get_connections
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError, OperationalError
from tortoise.migrations.executor import MigrationExecutor
from tortoise.transactions import in_transaction

from api.errors import ConfigurationError

APP: Final = "models"
MODULES: Final = ["api.models"]
# An application of its own, without migrations: the view is made by a statement, not as a table.
VIEWS: Final = "views"
MIGRATIONS: Final = "api.models.migrations"

# Tortoise keeps statements by connection name for the whole process, so each engine has its own.
SQLITE_WRITER: Final = "default"
SQLITE_READER: Final = "reader"
POSTGRES: Final = "postgres"

# Any number that no other program on the server uses for its own advisory lock.
_MIGRATION_LOCK: Final = 0x63616C66656564

# What the drivers raise when the database cannot be reached or cannot answer, as opposed to a
# statement that is wrong.
_UNAVAILABLE: Final = (
    OSError,
    TimeoutError,
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InterfaceError,
    asyncpg.TransactionRollbackError,
    # Of a connection that the server has ended a moment ago.
    asyncpg.InternalClientError,
)
# SQLite raises the same errors for both; its result codes tell them apart. These are of statements
# (https://sqlite.org/rescode.html); a full disk, a lock or a broken file has another.
_WRONG_STATEMENT: Final = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_RANGE,
    sqlite3.SQLITE_TOOBIG,
}


def tortoise_config(database_url: str) -> dict[str, Any]:
    """Tortoise's configuration for this address (`sqlite://PATH` or `postgres://…`)."""
    if database_url.startswith("sqlite://"):
        connections, routers = _sqlite_connections(database_url), [ReadRouter]
    else:
        connections, routers = _postgres_connections(database_url), []
    default = next(iter(connections))
    return {
        "connections": connections,
        "apps": {
            APP: {"models": MODULES, "default_connection": default, "migrations": MIGRATIONS},
            VIEWS: {"models": ["api.models.access"], "default_connection": default},
        },
        "routers": routers,
        "use_tz": True,
        "timezone": "UTC",
    }


def _sqlite_connections(database_url: str) -> dict[str, Any]:
    path = database_url.removeprefix("sqlite://").split("?")[0]
    pragmas = {
        "file_path": path,
        "journal_mode": "WAL",
        # In WAL mode NORMAL can undo a committed transaction after a power loss: a reset that was
        # acknowledged must stay.
        "synchronous": "FULL",
        "busy_timeout": 5000,
        "foreign_keys": "ON",
    }
    engine = "api.models.engines.sqlite"
    return {
        SQLITE_WRITER: {"engine": engine, "credentials": pragmas},
        SQLITE_READER: {"engine": engine, "credentials": {**pragmas, "query_only": "ON"}},
    }


def _postgres_connections(database_url: str) -> dict[str, Any]:
    credentials = expand_db_url(database_url)["credentials"]
    credentials = {"minsize": 1, "maxsize": 10, "timeout": 10, "command_timeout": 60, **credentials}
    return {POSTGRES: {"engine": "api.models.engines.asyncpg", "credentials": credentials}}


class ReadRouter:
    """Sends reads to SQLite's second connection, except inside a transaction.

    After a commit the second connection sees what was written, so a request that wrote reads its
    own writes.
    """

    def db_for_read(self, model: type[Model]) -> str:  # noqa: ARG002  (Tortoise's signature)
        """The connection on which to read now."""
        return _reader_name()

    def db_for_write(self, model: type[Model]) -> str:  # noqa: ARG002  (Tortoise's signature)
        """The connection on which to write."""
        return SQLITE_WRITER


def _writer_name() -> str:
    return next(iter(get_connections().db_config))


def _reader_name() -> str:
    writer = _writer_name()
    in_write = isinstance(get_connection(writer), TransactionalDBClient)
    return SQLITE_READER if writer == SQLITE_WRITER and not in_write else writer


def is_postgres() -> bool:
    """Whether the open database is PostgreSQL; else it is SQLite."""
    return _writer_name() == POSTGRES


def is_unavailable(error: BaseException) -> bool:
    """Whether this says that the database is away: the same request may succeed later."""
    if isinstance(error, OSError) and error.filename is not None:
        return False  # of a file of ours; a connection's error names none
    if isinstance(error, OperationalError) and error.args:
        error = error.args[0]
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return code & 0xFF not in _WRONG_STATEMENT
    return isinstance(error, _UNAVAILABLE)


@asynccontextmanager
async def open_database(database_url: str) -> AsyncIterator[None]:
    """The models work on this database while the block lasts; one at a time in a process.

    Raises ConfigurationError, without the password, when it cannot be reached.
    """
    context = TortoiseContext()
    try:
        if database_url.startswith("sqlite://"):
            _make_folder(database_url)
        with context:
            await context.init(config=tortoise_config(database_url), _enable_global_fallback=True)
        # A cancelled request that is the first to connect would leave the connection half made.
        for connection in context.connections.all():
            await connection.create_connection(with_db=True)
    except Exception as unreachable:
        await context.close_connections()
        if not is_unavailable(unreachable):
            raise
        place = re.sub(r"//.*@", "//…@", database_url)
        raise ConfigurationError(
            f"The database {place} cannot be reached: {type(unreachable).__name__}. Is it running, "
            "and is CALENDAR_FEEDS_DATABASE_URL right?"
        ) from unreachable
    try:
        yield
    finally:
        # One after another: only the last to close writes SQLite's log into the file, and none
        # would be the last if both did it at once.
        for connection in context.connections.all():
            await connection.close()
        await context.close_connections()


def _make_folder(database_url: str) -> None:
    path = Path(database_url.removeprefix("sqlite://").split("?")[0])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The folder of the database {database_url} cannot be made: {error.strerror}."
        ) from None


def transaction() -> TransactionContext:
    """All or nothing. Nothing slow belongs inside: on SQLite every other write waits."""
    return in_transaction(_writer_name())


async def fetch_rows(statement: str, *values: object) -> list[dict[str, Any]]:
    """The rows of a reading statement of our own, written once with `$1`, `$2`, … for both engines.

    Instants come back as the engine gives them: pass them through `fields.instant`.
    """
    return await _execute(get_connection(_reader_name()), statement, values)


async def execute(statement: str, *values: object) -> list[dict[str, Any]]:
    """Runs a writing statement of our own; returns the rows of its RETURNING clause."""
    return await _execute(get_connection(_writer_name()), statement, values)


async def execute_many(statement: str, rows: Sequence[Sequence[object]]) -> None:
    """Runs a writing statement of our own once for each row of values, all or nothing.

    Give some hundred rows at a time: a driver does not stop half-way when it is cancelled.
    """
    if not is_postgres():
        statement = _numbered_for_sqlite(statement)
    await get_connection(_writer_name()).execute_many(statement, list(map(list, rows)))


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


async def migrate() -> list[str]:
    """Brings the open database to the newest schema; returns the names of what was applied.

    All migrations and their record are one transaction, and only one process migrates at a time:
    others wait, then find nothing to do.
    """
    async with transaction() as connection:
        if is_postgres():
            await connection.execute_query(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        executor = _executor(connection)
        # Asking for the record before there is one would end PostgreSQL's transaction.
        await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))  # noqa: SLF001
        pending = await _pending(executor)
        await executor.migrate()
    return pending


async def pending_migrations() -> list[str]:
    """Names of the migrations that the open database still needs."""
    return await _pending(_executor(get_connection(_reader_name())))


def _executor(connection: BaseDBAsyncClient) -> MigrationExecutor:
    apps = {APP: {"migrations": MIGRATIONS, "default_connection": _writer_name()}}
    return MigrationExecutor(connection, apps)


async def _pending(executor: MigrationExecutor) -> list[str]:
    return [step.migration.name for step in await executor.plan()]


async def is_reachable(seconds: float = 2.0) -> bool:
    """Whether the database answers within this time."""
    try:
        async with asyncio.timeout(seconds):
            await fetch_rows("SELECT 1 AS one")
    except Exception as error:
        if is_unavailable(error):
            return False
        raise
    return True
