"""SQLite for Tortoise: transactions that take the write lock at once and survive cancellation.

The module's name holds the engine's because Tortoise's migrations choose their dialect by it.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.backends.sqlite.executor import SqliteExecutor
from tortoise.connection import get_connections
from tortoise.filters import insensitive_contains

from api.models.engines.glob import contains_in_any_case
from api.models.fields import instant_text
from api.models.time_bound import may_commit

# What the driver binds, whether the ORM or a statement of our own passes it.
sqlite3.register_adapter(datetime, instant_text)
sqlite3.register_adapter(UUID, str)


# While another process makes the file and switches it to WAL.
_ATTEMPTS = 100
_PAUSE = 0.05


def _text(stored: bytes) -> str:
    """A text as it is stored, with � for what is not UTF-8.

    SQLite checks nothing; by default one such text fails the whole statement, with all rows of a
    feed, and stands in the error. This costs 0.2 microseconds a text.
    """
    return stored.decode(errors="replace")


class _Executor(SqliteExecutor):
    FILTER_FUNC_OVERRIDE = {  # noqa: RUF012  (an instance variable in the base class)
        **SqliteExecutor.FILTER_FUNC_OVERRIDE,
        insensitive_contains: contains_in_any_case,
    }


class Client(SqliteClient):
    """One connection to the file."""

    executor_class = _Executor

    async def create_connection(self, with_db: bool) -> None:
        """Opens the file; waits while another process makes it."""
        # `PRAGMA journal_mode` answers "database is locked" at once, whatever busy_timeout says,
        # where another connection is about to write and the file is not in WAL mode yet.
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                await super().create_connection(with_db)
            except sqlite3.OperationalError as error:
                await self.close()
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or attempt == _ATTEMPTS:
                    raise
                await asyncio.sleep(_PAUSE)
            else:
                if self._connection:
                    self._connection.text_factory = _text
                return

    def _in_transaction(self) -> TransactionContext:
        return _Transaction(_TransactionClient(self), self._lock)

    async def execute_many(self, query: str, values: list[list[object]]) -> None:
        """Runs the statement for each row, all or nothing."""
        # Tortoise's own begins a transaction that a cancelled task leaves open for all who follow.
        async with self._in_transaction() as connection:
            await connection.execute_many(query, values)


class _TransactionClient(SqliteTransactionWrapper):
    async def begin(self) -> None:
        # A deferred BEGIN lets two read-modify-write transactions fail with "database is locked"
        # whatever busy_timeout says; an immediate one waits.
        await self._connection.execute("BEGIN IMMEDIATE")

    async def execute_script(self, query: str) -> None:
        # The driver's own `executescript` commits first, and with it the lock of a migration.
        for statement in _statements(query):
            await self.execute_query(statement)


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                yield statement
            statement = ""


class _Transaction(SqliteTransactionContext):
    """A transaction that gives its lock back however it ends.

    The driver runs statements in a thread: a cancelled `begin` or `commit` still happens there. So
    the clean-up is a task of its own, which holds the lock until it is done.
    """

    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            await asyncio.shield(asyncio.ensure_future(self._abandon()))
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection  # type: ignore[no-any-return]  # untyped in the base class

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        get_connections().reset(self.token)
        is_done = exc_type is None
        commit = is_done and may_commit()
        await asyncio.shield(asyncio.ensure_future(self._finish(commit=commit)))
        if is_done and not commit:
            raise asyncio.CancelledError

    async def _abandon(self) -> None:
        try:
            # Asked of the driver's thread, behind the BEGIN that may still wait there; without a
            # transaction it does nothing.
            if self.connection._connection:
                await self.connection._connection.rollback()
        finally:
            self._trxlock.release()

    async def _finish(self, *, commit: bool) -> None:
        try:
            if not self.connection._finalized:
                await (self.connection.commit() if commit else self.connection.rollback())
        except BaseException:
            await self.connection._connection.rollback()
            raise
        finally:
            self._trxlock.release()


client_class = Client
