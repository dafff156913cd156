"""The database of one process: open it, migrate it, run transactions and statements on it.

SQLite has two connections to one file: `default` writes, `reader` serves every read outside a
transaction, so that a read never waits for a write. PostgreSQL has one pool.
"""

import asyncio
import pkgutil
import re
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

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
from api.models.private import make_file, make_folder

Answer = TypeVar("Answer")

APP: Final = "models"
MODULES: Final = ["api.models"]
# An application of its own, without migrations: the view is made by a statement, not as a table.
VIEWS: Final = "views"
MIGRATIONS: Final = "api.models.migrations"
# Tortoise's table of the migrations that were applied.
_RECORD: Final = "tortoise_migrations"

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


def _sqlite_path(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite://").split("?")[0])


def _sqlite_connections(database_url: str) -> dict[str, Any]:
    pragmas = {
        "file_path": str(_sqlite_path(database_url)),
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


def reason(error: BaseException) -> str:
    """Why the database is away, for the operator: without any value, and without its address.

    SQLite's own words say more than the kind of error, and never what was in a statement.
    """
    cause = error.args[0] if isinstance(error, OperationalError) and error.args else error
    return str(cause) if isinstance(cause, sqlite3.Error) else type(cause).__name__


@asynccontextmanager
async def open_database(database_url: str) -> AsyncIterator[None]:
    """The models work on this database while the block lasts; one at a time in a process.

    Raises ConfigurationError, without user, password and options, when it cannot be reached.
    """
    context = TortoiseContext()
    try:
        if database_url.startswith("sqlite://"):
            _make_private(_sqlite_path(database_url))
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


def _refusal(database_url: str, error: Exception) -> Exception:
    """What the operator is told who can mend it; else the error itself."""
    place = _place(database_url)
    if is_unavailable(error):
        return ConfigurationError(
            f"The database {place} cannot be reached: {reason(error)}. Is it running, "
            "and is CALENDAR_FEEDS_DATABASE_URL right?"
        )
    if isinstance(error, TypeError | ValueError) and "?" in database_url:
        return ConfigurationError(
            f"The address of the database {place} has an option that is unknown or has a wrong "
            "value. What follows the ? in CALENDAR_FEEDS_DATABASE_URL is passed to asyncpg.connect."
        )
    return error


def _place(database_url: str) -> str:
    """The address as far as anybody may read it: a password may stand among the options, too."""
    parts = urlsplit(database_url)
    _, user, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"…@{host}" if user else host, query="", fragment="").geturl()


def _make_private(path: Path) -> None:
    """SQLite gives the files beside the database the mode of the database itself."""
    try:
        make_folder(path.parent)
        make_file(path)
    except OSError as error:
        raise ConfigurationError(
            f"The database sqlite://{path} cannot be made or written: {error.strerror}."
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
        pending = [step.migration.name for step in await executor.plan()]
        await executor.migrate()
    return pending


async def pending_migrations() -> list[str]:
    """Names of the migrations that the open database still needs.

    One statement, asked anew each time: a copy that was put back while the program runs may be
    older than it.
    """
    try:
        rows = await fetch_rows(f"SELECT name FROM {_RECORD} WHERE app = $1", APP)  # noqa: S608  (a constant)
    except OperationalError as error:
        if not _is_missing_table(error):
            raise
        rows = []
    recorded = {row["name"] for row in rows}
    return [name for name in _migrations(MIGRATIONS) if name not in recorded]


@lru_cache
def _migrations(package: str) -> list[str]:
    modules = pkgutil.iter_modules(import_module(package).__path__)
    return sorted(module.name for module in modules if not module.name.startswith("_"))


def _is_missing_table(error: OperationalError) -> bool:
    cause = error.args[0]
    return isinstance(cause, asyncpg.UndefinedTableError) or "no such table" in str(cause)


def _executor(connection: BaseDBAsyncClient) -> MigrationExecutor:
    apps = {APP: {"migrations": MIGRATIONS, "default_connection": _writer_name()}}
    return MigrationExecutor(connection, apps)


async def answer_within(seconds: float, work: Coroutine[Any, Any, Answer]) -> Answer:
    """What the work comes to; TimeoutError when it takes longer than this.

    Then it is cancelled and left: asyncpg ends a cancelled statement with the server's consent,
    for which it may wait a minute where the network swallows all that is sent.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait([task], timeout=seconds)
        if not task.done():
            raise TimeoutError
        return task.result()
    finally:
        task.cancel()
        task.add_done_callback(_forget)


def _forget(task: asyncio.Task[Any]) -> None:
    """Nobody asks any more what went wrong in it; asyncio would complain of that."""
    if not task.cancelled():
        task.exception()
