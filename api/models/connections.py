"""How the engines are connected to: names, pragmas, and which connection serves what.

SQLite has two connections to one file: `default` writes, `reader` serves every read outside a
transaction, so that a read never waits for a write. PostgreSQL has one pool.
"""

from pathlib import Path
from typing import Any, Final

from tortoise import Model
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connection, get_connections

APP: Final = "models"
MODULES: Final = ["api.models"]
# An application of its own, without migrations: the view is made by a statement, not as a table.
VIEWS: Final = "views"
MIGRATIONS: Final = "api.models.migrations"

# Tortoise keeps statements by connection name for the whole process, so each engine has its own.
SQLITE_WRITER: Final = "default"
SQLITE_READER: Final = "reader"
POSTGRES: Final = "postgres"


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


def sqlite_path(database_url: str) -> Path:
    """The file that an address of SQLite names."""
    return Path(database_url.removeprefix("sqlite://").split("?")[0])


def _sqlite_connections(database_url: str) -> dict[str, Any]:
    pragmas = {
        "file_path": str(sqlite_path(database_url)),
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
        return reader_name()

    def db_for_write(self, model: type[Model]) -> str:  # noqa: ARG002  (Tortoise's signature)
        """The connection on which to write."""
        return SQLITE_WRITER


def writer_name() -> str:
    """The connection of the open database on which to write."""
    return next(iter(get_connections().db_config))


def reader_name() -> str:
    """The connection on which to read now: in a transaction its own."""
    writer = writer_name()
    in_write = isinstance(get_connection(writer), TransactionalDBClient)
    return SQLITE_READER if writer == SQLITE_WRITER and not in_write else writer


def is_postgres() -> bool:
    """Whether the open database is PostgreSQL; else it is SQLite."""
    return writer_name() == POSTGRES
