"""Commands that only print."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import PREFIX, Settings
from api.tokens import generate_key, parse_key
from tests.cli.commands import Cli, commands

SCHEMA = Path(__file__).parents[2] / "schema.graphql"


@pytest.fixture
def environ() -> dict[str, str]:
    """Nothing is set: these commands need neither a database nor a key."""
    return {}


def test_export_schema_prints_the_file_in_the_repository(cli: Cli) -> None:
    assert cli.says("export-schema") == SCHEMA.read_text()


def test_settings_lists_every_setting_with_its_value_and_what_it_does(cli: Cli) -> None:
    lines = cli.says(
        "settings", port="81", trusted_proxies="10.0.0.1 10.0.0.2", introspection="yes"
    ).splitlines()

    shown = dict(line.removeprefix(PREFIX).split("=", 1) for line in lines[::2])
    assert list(shown) == [name.upper() for name in Settings.model_fields]
    assert lines[1::2] == [f"    {field.description}" for field in Settings.model_fields.values()]
    assert shown["PORT"] == "81"
    assert shown["TRUSTED_PROXIES"] == "10.0.0.1,10.0.0.2"
    assert shown["INTROSPECTION"] == "true"
    assert shown["REFRESH_INTERVAL"] == "PT1H"
    assert shown["MODE"] == "development"
    assert shown["PUBLIC_URL"] == ""


def test_settings_prints_values_in_the_form_in_which_they_are_given(cli: Cli) -> None:
    lines = cli.says("settings").splitlines()[::2]
    given = dict(line.split("=", 1) for line in lines)
    settings = {name.removeprefix(PREFIX).lower(): value for name, value in given.items()}

    assert cli.says("settings", **settings) == cli.says("settings")


def test_settings_hides_secrets(cli: Cli) -> None:
    key, password = generate_key(), "hush-hush"
    said = cli.says("settings", keys=key, database_url=f"postgres://feeds:{password}@db/feeds")

    assert f"{PREFIX}KEYS=(set)\n" in said
    assert f"{PREFIX}DATABASE_URL=(set)\n" in said
    assert key not in said
    assert password not in said


def test_settings_that_are_wrong_end_the_command(cli: Cli) -> None:
    assert cli.refuses("settings", port="eighty").startswith(f"{PREFIX}PORT: ")


def test_several_mistakes_are_said_in_a_line_each_that_names_the_program(cli: Cli) -> None:
    outcome = cli("settings", port="abc", log_level="loud")

    assert (outcome.status, outcome.stdout) == (1, "")
    assert outcome.stderr.splitlines() == [
        f"calendar-feeds: {PREFIX}PORT: give a whole number from 1 to 65535",
        f"calendar-feeds: {PREFIX}LOG_LEVEL: give DEBUG, INFO, WARNING or ERROR",
    ]


def test_generate_key_prints_a_key_that_is_never_the_same(cli: Cli) -> None:
    keys = {cli.says("generate-key").strip() for _ in range(3)}

    assert len(keys) == 3
    assert all(len(parse_key(key).secret) == 32 for key in keys)


def test_help_says_what_each_command_does_as_the_command_itself_does(cli: Cli) -> None:
    said = re.sub(r"\n {5,}", " ", cli.says("--help"))
    for name, command in commands().items():
        assert command.name == name
        assert command.help
        line = command.help.splitlines()[0]
        assert re.search(rf"^  {name} +{re.escape(line)}$", said, re.MULTILINE)
        assert line in cli.says(name, "-h")


def test_a_command_that_does_not_exist_is_a_wrong_usage(cli: Cli) -> None:
    outcome = cli("serv")
    assert outcome.status == 2
    assert "No such command 'serv'" in outcome.stderr


@pytest.mark.parametrize("command", ["--help", "--version", "settings", "generate-key"])
def test_what_only_prints_does_not_wait_for_the_rest_of_the_program(command: str) -> None:
    """Everything was imported first, which took more than a second."""
    script = (
        "import sys; from api.cli import main; main(standalone_mode=False); print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, command], capture_output=True, text=True, check=True, env={}
    )
    imported = ran.stdout.splitlines()[-1].split()
    assert "click" in imported
    assert not {"api.app", "api.schema", "tortoise", "strawberry", "uvicorn"} & {*imported}
