"""Logging: lines for a person or JSON, each with the id of its request."""

import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest

from api.settings import load_settings
from api.web.logs import configure_logs, request_id

Configure = Callable[..., None]


@pytest.fixture
def configure() -> Iterator[Configure]:
    """Sets the log up as these settings say, until the test ends."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("tortoise", "uvicorn", "asyncpg")}

    def configured(**settings: str) -> None:
        variables = {f"CALENDAR_FEEDS_{name.upper()}": text for name, text in settings.items()}
        configure_logs(load_settings(variables))

    yield configured
    root.handlers[:], root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def test_a_line_for_a_person_has_time_level_request_and_logger(
    configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(log_format="text")
    token = request_id.set("7f3c")
    logging.getLogger("api.here").warning("said %s", "so")
    request_id.reset(token)
    logging.getLogger("api.here").info("later")
    first, second = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d [\d:,]+ WARNING \[7f3c\] api\.here: said so", first)
    assert second.endswith("INFO [-] api.here: later")


def test_a_json_line_is_one_object_whatever_is_said(
    configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(log_format="json")
    token = request_id.set("7f3c")
    try:
        int("first\nsecond")
    except ValueError:
        logging.getLogger("api.here").exception("a “fault”\nin two lines")
    request_id.reset(token)
    [line] = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said["level"] == "ERROR"
    assert said["request_id"] == "7f3c"
    assert said["logger"] == "api.here"
    assert said["message"] == "a “fault”\nin two lines"
    assert "ValueError: invalid literal" in said["exc_info"]
    assert said["time"]


def test_a_json_line_says_a_message_once_without_the_colours_of_a_terminal(
    configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    """uvicorn gives a second one, which stood in the log with its codes."""
    configure(log_format="json")
    logging.getLogger("uvicorn.error").info(
        "Started %s", "7", extra={"color_message": "Started \x1b[36m%s\x1b[0m", "port": 8000}
    )
    said = json.loads(capsys.readouterr().err)
    assert {name: said[name] for name in said.keys() - {"time"}} == {
        "level": "INFO",
        "request_id": "-",
        "logger": "uvicorn.error",
        "message": "Started 7",
        "port": 8000,
    }


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_the_operator_sets_the_level(
    configure: Configure, capsys: pytest.CaptureFixture[str], level: str
) -> None:
    configure(log_level=level)
    for number in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logging.getLogger("api.here").log(number, "said")
    expected = ["DEBUG", "INFO", "WARNING", "ERROR"]
    shown = re.findall(" (DEBUG|INFO|WARNING|ERROR) ", capsys.readouterr().err)
    assert shown == expected[expected.index(level) :]


@pytest.mark.parametrize(
    "name",
    [
        "tortoise.db_client",
        "aiosqlite",
        "asyncio",
        "uvicorn.access",
        "strawberry.execution",
        "asyncpg",
    ],
)
def test_what_libraries_print_to_debug_is_never_shown(
    configure: Configure, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """They print values of rows and paths of requests."""
    configure(log_level="DEBUG")
    logging.getLogger(name).debug("INSERT … ('secret')")
    logging.getLogger(name).warning("told")
    said = capsys.readouterr().err
    assert "secret" not in said
    assert "told" in said
