"""The command that serves."""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.cli.commands import STOP_SECONDS, Cli, program
from tests.postgres import free_port

BODY = b'{"query": "{ serverInfo { version } }"}'
HEAD = b"""POST /graphql HTTP/1.1\r
Host: localhost\r
Content-Type: application/json\r
Content-Length: %d\r
Expect: 100-continue\r
\r
""" % len(BODY)


def test_serve_refuses_a_database_that_needs_a_migration_and_says_what_to_do(
    cli: Cli, engine: str, empty_database_url: str
) -> None:
    refusal = cli.refuses("serve", database_url=empty_database_url)

    assert refusal.endswith(": calendar-feeds migrate")
    if engine == "postgres":
        parts = urlsplit(empty_database_url)
        place = f"postgres://…@{parts.hostname}:{parts.port}{parts.path}"
        assert refusal.startswith(f"the database {place} needs a migration.")


def test_serve_migrates_when_told_to_serves_and_ends_cleanly(
    tmp_path: Path, environ: dict[str, str], empty_database_url: str
) -> None:
    with program(
        tmp_path, environ, "serve", "--migrate", database_url=empty_database_url
    ) as served:
        served.await_ready()
        page = httpx.get(served.address)
        unknown = httpx.get(f"{served.address}/feeds/cf_unknown.ics")
        status = served.end()

    assert page.status_code == 200
    assert unknown.status_code == 404
    assert status == 0
    assert "Traceback" not in served.log
    assert f"Serving https://feeds.example.com/ on 127.0.0.1:{served.port}\n" in served.log


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_line_of_a_log_in_json_is_json(tmp_path: Path, environ: dict[str, str]) -> None:
    """That it serves was said in plain text among them."""
    with program(tmp_path, environ, "serve", log_format="json") as served:
        served.await_ready()
        served.end()

    lines = [json.loads(line) for line in served.log.splitlines()]
    address = f"https://feeds.example.com/ on 127.0.0.1:{served.port}"
    assert f"Serving {address}" in [line["message"] for line in lines]
    assert not [line for line in lines if "color_message" in line]


def test_two_workers_serve_one_database_and_end_cleanly(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with program(tmp_path, environ, "serve", workers="2") as served:
        served.await_ready()
        served.wait_until(lambda: served.log.count("Application startup complete") == 2)
        pages = {httpx.get(served.address).status_code for _ in range(10)}
        status = served.end()

    assert pages == {200}
    assert status == 0
    assert "Traceback" not in served.log


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_full_disk_ends_the_start_in_one_line(environ: dict[str, str], database_url: str) -> None:
    """It was a traceback from within the server."""
    # No file may grow beyond what SQLite's log has already; its index just fits.
    command = """
import resource, signal
from api.cli import main, serve
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, 32_768))
main()
"""
    path = database_url.removeprefix("sqlite://")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE large AS SELECT randomblob(100000)")
        ended = subprocess.run(
            [sys.executable, "-c", command, "serve"],
            env=environ | {"CALENDAR_FEEDS_PORT": str(free_port())},
            capture_output=True,
            text=True,
            check=False,
        )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("calendar-feeds: the database does not answer: ")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_requests_that_run_when_the_program_is_told_to_stop_are_answered(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    with program(tmp_path, environ, "serve") as served:
        served.await_ready()
        with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
            connection.sendall(HEAD)
            # The program asks for the body: the request is under way.
            assert connection.recv(4096).startswith(b"HTTP/1.1 100 ")
            served.process.send_signal(signal.SIGTERM)
            served.wait_until(lambda: "Shutting down" in served.log)
            connection.sendall(BODY)
            answer = b"".join(iter(lambda: connection.recv(4096), b""))
        status = served.process.wait(STOP_SECONDS)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"serverInfo" in answer
    assert status == 0


def test_a_port_that_is_taken_is_named_before_anything_is_changed(
    cli: Cli, empty_database_url: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        refusal = cli.refuses("serve", "--migrate", database_url=empty_database_url, port=port)

    assert refusal == (
        f"cannot listen on 127.0.0.1, port {port}: Address already in use. "
        "Set CALENDAR_FEEDS_HOST or CALENDAR_FEEDS_PORT to another."
    )
    assert "calendar-feeds migrate" in cli.refuses("serve", database_url=empty_database_url)
