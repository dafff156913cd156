"""Whether the database is away, as opposed to a statement that is wrong; and not waiting for it."""

import asyncio
import sqlite3
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

import asyncpg
from tortoise.exceptions import DBConnectionError, OperationalError

Answer = TypeVar("Answer")

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
