"""How a command runs that needs the database: settings, logs, and what may be wrong with it."""

import asyncio
import functools
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from api.cli.failing import Arguments, Result, says_errors
from api.errors import ConfigurationError
from api.models.availability import is_unavailable, reason
from api.models.database import is_missing, open_database, place
from api.models.migrating import pending_migrations
from api.settings import Settings, load_settings
from api.web.logs import configure_logs


def settings_of_environment() -> Settings:
    """The settings, with the log set up as they say."""
    settings = load_settings(os.environ)
    configure_logs(settings)
    return settings


def on_database(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Makes a command end in one line when the database is away, too."""

    @functools.wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except BrokenPipeError:
            raise  # of standard output: click ends quietly
        except Exception as error:
            if is_unavailable(error):
                raise ConfigurationError(
                    f"the database does not answer: {reason(error)}"
                ) from error
            raise

    return says_errors(run)


def asynchronous(command: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Runs an `async def` command to its end."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        async def to_the_end() -> None:
            await command(*args, **kwargs)

        asyncio.run(to_the_end())

    return on_database(run)


@asynccontextmanager
async def migrated_database(settings: Settings) -> AsyncIterator[None]:
    """The open database; ConfigurationError says what to do when it is not up to date.

    None is made: that is what the command `migrate` is for.
    """
    url = settings.effective_database_url
    if is_missing(url):
        raise ConfigurationError(
            f"there is no database {place(url)} yet. Make it with: calendar-feeds migrate"
        )
    async with open_database(url):
        if await pending_migrations():
            raise ConfigurationError(
                f"the database {place(url)} needs a migration. Run: calendar-feeds migrate"
            )
        yield
