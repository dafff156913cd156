"""How a command ends that cannot do what it was asked for: in one line for each mistake."""

import functools
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec, TypeVar

import click

from api.errors import ApiError, ConfigurationError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def fail(message: str) -> NoReturn:
    """Ends the command with a message for the operator."""
    for line in message.splitlines():
        click.echo(f"calendar-feeds: {line}", err=True)
    sys.exit(1)


def says_errors(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Makes a command end in one line for what the operator can correct."""

    @functools.wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except (ApiError, ConfigurationError) as error:
            fail(str(error))

    return run
