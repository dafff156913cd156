"""PostgreSQL for Tortoise: transactions that give their connection back however they end.

The module's name holds the driver's because Tortoise's migrations choose their dialect by it.
"""

import asyncio

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections

from api.models.time_bound import may_commit


class _Connection(asyncpg.Connection):
    __slots__ = ()

    def get_reset_query(self) -> str:
        """Nothing: a second round trip after each statement, for state that is never set here.

        Transactions end themselves, and locks end with them. A transaction that is open
        nevertheless is rolled back all the same.
        """
        return ""


class Client(AsyncpgDBClient):
    """A pool of connections to the server."""

    connection_class = _Connection  # type: ignore[assignment]  # generic in the stubs only

    def _in_transaction(self) -> TransactionContext:
        return _Transaction(TransactionWrapper(self), self._pool_init_lock)

    async def execute_many(self, query: str, values: list[list[object]]) -> None:
        """Runs the statement for each row, all or nothing."""
        # Tortoise's own leaves its transaction to the pool when it is cancelled.
        async with self._in_transaction() as connection:
            await connection.execute_many(query, values)


class _Transaction(TransactionContextPooled):
    """A transaction that gives its connection back however it ends.

    Its begin and end are tasks of their own: cancelled half-way, they would leave it to the pool to
    find out in what state the connection is.
    """

    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await self.client._parent._pool.acquire()
        begun = asyncio.ensure_future(self.client.begin())
        try:
            await asyncio.shield(begun)
        except BaseException:
            await asyncio.shield(asyncio.ensure_future(self._abandon(begun)))
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        get_connections().reset(self.token)
        is_done = exc_type is None
        commit = is_done and may_commit()
        await asyncio.shield(asyncio.ensure_future(self._finish(commit=commit)))
        if is_done and not commit:
            raise asyncio.CancelledError

    async def _abandon(self, begun: asyncio.Future[None]) -> None:
        await asyncio.wait([begun])
        if begun.exception():
            await self._release()
        else:
            await self._finish(commit=False)

    async def _finish(self, *, commit: bool) -> None:
        try:
            if not self.client._finalized:
                await (self.client.commit() if commit else self.client.rollback())
        finally:
            await self._release()

    async def _release(self) -> None:
        pool = self.client._parent._pool
        if pool:
            await pool.release(self.client._connection)


client_class = Client
