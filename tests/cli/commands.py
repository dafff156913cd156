"""Running the command `calendar-feeds`, and reading what it says."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
import httpx
from click.testing import CliRunner

from api.cli import main
from api.models.database import open_database
from api.settings import PREFIX
from tests.postgres import free_port

COMMAND = Path(sys.executable).with_name("calendar-feeds")

# A start takes two or three seconds, and an end one. Tests share their machine with others.
START_SECONDS = 180
STOP_SECONDS = 30

Found = TypeVar("Found")


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it printed."""

    status: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Cli:
    """The command in this process: starting the program anew would take seconds and add nothing."""

    environ: dict[str, str]

    @property
    def database_url(self) -> str:
        """The database on which the command works."""
        return self.environ[f"{PREFIX}DATABASE_URL"]

    def __call__(self, *arguments: str, stdin: str | bytes = "", **settings: str) -> Outcome:
        """Runs the command; `port="80"` sets CALENDAR_FEEDS_PORT. A traceback fails the test."""
        result = CliRunner().invoke(
            main, arguments, input=stdin, env=self.environ | variables(settings)
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    def says(self, *arguments: str, stdin: str | bytes = "", **settings: str) -> str:
        """What a command prints that does what it was asked for."""
        outcome = self(*arguments, stdin=stdin, **settings)
        assert outcome.status == 0, outcome.stderr
        assert outcome.stderr == ""
        return outcome.stdout

    def refuses(self, *arguments: str, stdin: str | bytes = "", **settings: str) -> str:
        """The one line with which a command ends that cannot do what it was asked for."""
        outcome = self(*arguments, stdin=stdin, **settings)
        assert outcome.status == 1
        assert outcome.stdout == ""
        (line,) = outcome.stderr.splitlines()
        assert line.startswith("calendar-feeds: ")
        return line.removeprefix("calendar-feeds: ")


def commands() -> dict[str, click.Command]:
    """Every command by its name."""
    context = click.Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def variables(settings: Mapping[str, str]) -> dict[str, str]:
    """Settings by their short names as environment variables."""
    return {PREFIX + name.upper(): value for name, value in settings.items()}


def on_database(url: str, work: Callable[[], Awaitable[Found]]) -> Found:
    """What the work finds or makes with the models on this database."""

    async def run() -> Found:
        async with open_database(url):
            return await work()

    return asyncio.run(run())


@dataclass
class Program:
    """The command as a program of its own, while it runs."""

    process: subprocess.Popen[bytes]
    output: Path
    errors: Path
    port: int

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def printed(self) -> str:
        """What it wrote to standard output so far."""
        return self.output.read_text()

    @property
    def log(self) -> str:
        """What it wrote to standard error so far."""
        return self.errors.read_text()

    def await_lines(self, count: int) -> list[str]:
        """The lines that it printed, once there are so many."""
        self.wait_until(lambda: self.printed.count("\n") >= count)
        return self.printed.splitlines()

    def await_ready(self) -> None:
        """Returns once it says that it can serve."""
        self.wait_until(self._is_ready)

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Its exit status after this signal; it has to end within seconds."""
        self.process.send_signal(by)
        return self.process.wait(STOP_SECONDS)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Returns once the condition holds; fails when the program ended before."""
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            assert self.process.poll() is None, f"it ended by itself: {self.log}"
            assert time.monotonic() < deadline, f"it takes too long: {self.log}"
            time.sleep(0.05)


@contextmanager
def program(
    folder: Path, environ: Mapping[str, str], *arguments: str, **settings: str
) -> Iterator[Program]:
    """Starts the command on a free port of this machine, and ends it with the block."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    output, errors = folder / f"output-{port}", folder / f"errors-{port}"
    with output.open("wb") as stdout, errors.open("wb") as stderr:
        process = subprocess.Popen(
            [COMMAND, *arguments],
            env={**inherited, **environ} | variables({"port": str(port)} | settings),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )
    try:
        yield Program(process, output, errors, port)
    finally:
        process.kill()
        process.wait()


def announced(demo: Program) -> tuple[str, str, str, str]:
    """Page, e-mail address, password and feed, of the three lines that a demo prints."""
    page, sign_in, feed = demo.await_lines(3)
    credentials = re.fullmatch(r"Sign in: (\S+) / (\S+)", sign_in)
    assert credentials is not None, sign_in
    assert page.startswith("Page: ")
    assert feed.startswith("Feed: ")
    return page[len("Page: ") :], credentials[1], credentials[2], feed[len("Feed: ") :]
