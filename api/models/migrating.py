"""Bringing the open database to the newest schema, and telling whether it is."""

import pkgutil
from functools import lru_cache
from importlib import import_module
from typing import Final

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import OperationalError
from tortoise.migrations.executor import MigrationExecutor

from api.models.connections import APP, MIGRATIONS, is_postgres, writer_name
from api.models.database import fetch_rows, transaction

# Tortoise's table of the migrations that were applied.
_RECORD: Final = "tortoise_migrations"

# Any number that no other program on the server uses for its own advisory lock.
_MIGRATION_LOCK: Final = 0x63616C66656564


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
    apps = {APP: {"migrations": MIGRATIONS, "default_connection": writer_name()}}
    return MigrationExecutor(connection, apps)
