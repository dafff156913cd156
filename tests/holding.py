"""Work that is stopped half done on PostgreSQL, so that other work meets it there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@asynccontextmanager
async def held(database_url: str, table: str) -> AsyncIterator[Callable[[int], Awaitable[None]]]:
    """While the block lasts nobody writes this table; gives what waits until so many would."""
    url = database_url
    holder, watcher = await asyncpg.connect(url), await asyncpg.connect(url)

    async def until_waiting(count: int) -> None:
        # What a transaction sees of its surroundings stands still, so another connection looks.
        while await watcher.fetchval(WAITING) < count:
            await asyncio.sleep(0)

    try:
        async with holder.transaction(), asyncio.timeout(30):
            await holder.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield until_waiting
    finally:
        await holder.close()
        await watcher.close()
