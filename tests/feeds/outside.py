"""The database behind the program's back: plain statements through another connection."""

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg


def is_sqlite(database_url: str) -> bool:
    return database_url.startswith("sqlite://")


def path_of(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite://"))


async def run(database_url: str, *statements: str) -> None:
    """Runs these statements, each by itself."""
    if is_sqlite(database_url):
        with closing(sqlite3.connect(path_of(database_url), isolation_level=None)) as file:
            for statement in statements:
                file.execute(statement)
        return
    connection = await asyncpg.connect(database_url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
