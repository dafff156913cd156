"""What the database itself says of its tables, in one form for both engines."""

import re
from collections import defaultdict
from dataclasses import dataclass

from api.models.connections import is_postgres
from api.models.database import fetch_rows

# Made by the migrations' own book-keeping.
RECORD = "tortoise_migrations"


@dataclass(frozen=True)
class Index:
    """An index; `condition` is that of a partial one, without brackets, quotes and casts."""

    table: str
    columns: tuple[str, ...]
    unique: bool
    condition: str


@dataclass(frozen=True)
class ForeignKey:
    table: str
    column: str
    target: str
    on_delete: str


async def relations() -> set[str]:
    """The names of all tables and views."""
    if is_postgres():
        rows = await fetch_rows(
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'"
        )
    else:
        rows = await fetch_rows(
            "SELECT name FROM sqlite_master"
            " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
        )
    return {row["name"] for row in rows}


async def columns(table: str) -> dict[str, bool]:
    """The table's columns, each with whether it takes null."""
    if is_postgres():
        rows = await fetch_rows(
            "SELECT column_name AS name, is_nullable = 'YES' AS nullable"
            " FROM information_schema.columns WHERE table_name = $1",
            table,
        )
    else:
        rows = await fetch_rows(
            'SELECT name, NOT "notnull" AS nullable FROM pragma_table_info($1)', table
        )
    return {row["name"]: bool(row["nullable"]) for row in rows}


async def indexes() -> dict[str, Index]:
    """Every index by its name, those of primary keys and unique columns too."""
    rows = await fetch_rows(_POSTGRES_INDEXES if is_postgres() else _SQLITE_INDEXES)
    parts = defaultdict(list)
    for row in rows:
        parts[row["name"]].append(row)
    return {
        name: Index(
            table=found[0]["table_name"],
            columns=tuple(row["column_name"] for row in found),
            unique=bool(found[0]["is_unique"]),
            condition=plain(found[0]["condition"] or ""),
        )
        for name, found in parts.items()
    }


_POSTGRES_INDEXES = """
SELECT i.relname AS name, t.relname AS table_name, a.attname AS column_name,
       x.indisunique AS is_unique, pg_get_expr(x.indpred, x.indrelid) AS condition
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid AND t.relnamespace = 'public'::regnamespace
CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k(attnum, position)
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum
ORDER BY i.relname, k.position
"""
_SQLITE_INDEXES = """
SELECT l.name AS name, m.name AS table_name, i.name AS column_name,
       l."unique" AS is_unique,
       (SELECT substr(s.sql, instr(s.sql, ' WHERE ') + 7) FROM sqlite_master s
        WHERE s.name = l.name AND l.partial) AS condition
FROM sqlite_master m
JOIN pragma_index_list(m.name) l
JOIN pragma_index_info(l.name) i
WHERE m.type = 'table'
ORDER BY l.name, i.seqno
"""


def plain(condition: str) -> str:
    """A condition as it was written, without what PostgreSQL adds to it."""
    return re.sub(r'::[a-z]+( varying)?|[()"]', "", condition)


async def foreign_keys() -> set[ForeignKey]:
    """Every foreign key, with what happens to the row when the other one is deleted."""
    rows = await fetch_rows(_POSTGRES_FOREIGN_KEYS if is_postgres() else _SQLITE_FOREIGN_KEYS)
    return {ForeignKey(**row) for row in rows}


_POSTGRES_FOREIGN_KEYS = """
SELECT t.relname AS table, a.attname AS column, r.relname AS target,
       CASE c.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'other' END
           AS on_delete
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
JOIN pg_class r ON r.oid = c.confrelid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f'
"""
_SQLITE_FOREIGN_KEYS = """
SELECT m.name AS "table", f."from" AS "column", f."table" AS target, f.on_delete AS on_delete
FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
WHERE m.type = 'table'
"""
