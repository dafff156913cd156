"""Migrating: once, whole or not at all, whoever else does it at the same time."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tortoise.context import get_current_context
from tortoise.exceptions import OperationalError
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import AlterModelOptions

from api.models import User, migrating
from api.models.connections import APP, MIGRATIONS
from api.models.database import fetch_rows, open_database
from api.models.migrating import migrate, pending_migrations
from tests.factories import make_user
from tests.models import catalog

ALL = sorted(path.stem for path in Path(migrating.__file__).parent.glob("migrations/0*.py"))

# Opens and migrates the database of its command line when it is told to.
PROCESS = """
import asyncio, json, sys
from api.models.database import open_database
from api.models.migrating import migrate

async def main():
    async with open_database(sys.argv[1]):
        return await migrate()

print("ready", flush=True)
input()
print(json.dumps(asyncio.run(main())))
"""

# A step that comes far before it fails, in scripts of several statements.
FAILING = """
from tortoise import migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]
    operations = [
        ops.RunSQL("CREATE TABLE halfway (id INT); INSERT INTO halfway VALUES (1);"),
        ops.RunSQL("DELETE FROM users; DELETE FROM organizations;"),
        ops.RunSQL("INSERT INTO nowhere VALUES (1)"),
    ]
"""


async def test_what_is_pending_is_what_migrating_applies_and_then_nothing(
    empty_database: str,
) -> None:
    async with open_database(empty_database):
        assert await pending_migrations() == ALL
        assert await migrate() == ALL
        assert await pending_migrations() == []


async def test_migrating_twice_applies_nothing_and_keeps_the_rows(open_database: str) -> None:
    user = await make_user()
    assert await migrate() == []
    assert await User.get() == user
    assert await applied() == ALL


async def applied() -> list[str]:
    """The migrations that the database itself has on record."""
    return [row["name"] for row in await fetch_rows(f"SELECT name FROM {catalog.RECORD}")]


async def test_asking_what_is_pending_changes_nothing(empty_database: str) -> None:
    async with open_database(empty_database):
        await pending_migrations()
        assert await catalog.relations() == set()


async def test_the_migrations_lack_nothing_that_the_models_say(open_database: str) -> None:
    """But for options such as check constraints, which Tortoise would only note in its state."""
    context = get_current_context()
    assert context
    assert context.apps
    found = MigrationAutodetector(context.apps, {APP: {"migrations": MIGRATIONS}})

    operations = [step for writer in await found.changes() for step in writer.operations]

    assert [step for step in operations if not isinstance(step, AlterModelOptions)] == []


@pytest.fixture
def failing_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program has one more migration, which fails half-way."""
    package = tmp_path / f"migrations_of_{tmp_path.name}"
    shutil.copytree(Path(migrating.__file__).parent / "migrations", package)
    (package / "9999_failing.py").write_text(FAILING)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(migrating, "MIGRATIONS", package.name)


async def test_a_migration_that_fails_on_an_empty_database_leaves_it_empty(
    empty_database: str, failing_migration: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_database(empty_database):
        with pytest.raises(OperationalError, match="nowhere"):
            await migrate()
        assert await catalog.relations() == set()

        monkeypatch.undo()
        assert await migrate() == ALL


async def test_a_migration_that_fails_leaves_schema_and_rows_as_they_were(
    open_database: str, failing_migration: None
) -> None:
    user = await make_user()
    before = await catalog.relations()

    with pytest.raises(OperationalError, match="nowhere"):
        await migrate()

    assert await catalog.relations() == before
    assert await User.get() == user
    assert await applied() == ALL
    assert await pending_migrations() == ["9999_failing"]


def migrating_process(url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> list[str]:
    """What the process applied."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    names: list[str] = json.loads(out)
    return names


async def test_processes_that_migrate_an_empty_database_at_once_apply_it_once(
    empty_database: str,
) -> None:
    processes = [migrating_process(empty_database) for _ in range(3)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()

    names = await asyncio.gather(*(asyncio.to_thread(told, process) for process in processes))

    assert sorted(names) == [[], [], ALL]
    async with open_database(empty_database):
        assert await applied() == ALL
        assert await pending_migrations() == []
