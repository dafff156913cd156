"""How a command runs: settings, logs, the database, and errors as one line."""

import asyncio
import functools
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from api.errors import ApiError, ConfigurationError
from api.models.database import is_unavailable, open_database, pending_migrations, reason
from api.settings import Settings, load_settings
from api.web.logs import configure_logs

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def fail(message: str) -> NoReturn:
    """Ends the command with a message for the operator."""
    click.echo(f"calendar-feeds: {message}", err=True)
    sys.exit(1)


def settings_of_environment() -> Settings:
    """The settings, with the log set up as they say."""
    settings = load_settings(os.environ)
    configure_logs(settings)
    return settings


def says_errors(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Makes a command end in one line for what the operator can correct."""

    @functools.wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except (ApiError, ConfigurationError) as error:
            fail(str(error))
        except BrokenPipeError:
            raise  # of standard output: click ends quietly
        except Exception as error:
            if is_unavailable(error):
                fail(f"the database does not answer: {reason(error)}")
            raise

    return run


def asynchronous(command: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Runs an `async def` command to its end."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        async def to_the_end() -> None:
            await command(*args, **kwargs)

        asyncio.run(to_the_end())

    return says_errors(run)


@asynccontextmanager
async def migrated_database(settings: Settings) -> AsyncIterator[None]:
    """The open database; ConfigurationError says what to do when it is not up to date."""
    async with open_database(settings.effective_database_url):
        if await pending_migrations():
            raise ConfigurationError("the database needs a migration. Run: calendar-feeds migrate")
        yield
