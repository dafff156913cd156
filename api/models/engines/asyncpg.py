"""PostgreSQL for Tortoise: transactions that give their connection back however they end.

The module's name holds the driver's because Tortoise's migrations choose their dialect by it.
"""

import asyncio

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections


class Client(AsyncpgDBClient):
    """A pool of connections to the server."""

    def _in_transaction(self) -> TransactionContext:
        return _Transaction(TransactionWrapper(self), self._pool_init_lock)


class _Transaction(TransactionContextPooled):
    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await self.client._parent._pool.acquire()
        try:
            await self.client.begin()
        except BaseException:
            await self._release()
            raise
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def __aexit__(self, exc_type: object, exc_val: object, exc_tb: object) -> None:
        get_connections().reset(self.token)
        try:
            if not self.client._finalized:
                await (self.client.commit() if exc_type is None else self.client.rollback())
        finally:
            await self._release()

    async def _release(self) -> None:
        # The pool rolls back what a cancelled task left open before it lends the connection again.
        pool = self.client._parent._pool
        if pool:
            await asyncio.shield(asyncio.ensure_future(pool.release(self.client._connection)))


client_class = Client
