"""The command that shows the product on one's own machine, with sample data."""

import asyncio
import ipaddress
import secrets
import sys
from dataclasses import dataclass
from datetime import datetime

import click

from api.app import utc_now
from api.auth import PasswordPool
from api.cli.running import on_database, settings_of_environment
from api.cli.sample import sample_on
from api.cli.sample.loading import load_sample
from api.cli.serve import AnnouncingServer, check_address
from api.errors import ConfigurationError
from api.feeds.operations.addresses import show_links
from api.feeds.operations.keys import load_keys
from api.feeds.operations.listing import make_default_feeds, visible_feeds
from api.models import Organization, User, database, migrating
from api.models.audit import Actor
from api.models.feed import FeedKind
from api.settings import Settings


@dataclass(frozen=True, slots=True)
class Demo:
    """What is printed: who can sign in, and a feed's address."""

    email: str
    password: str
    feed: str


@click.command()
@on_database
def demo() -> None:
    """Serve on this machine only; an empty database gets sample data first."""
    settings = settings_of_environment()
    _check_loopback(settings.host)
    check_address(settings)
    prepared = asyncio.run(_prepare(settings))
    AnnouncingServer(settings, lambda: _announce(settings, prepared)).run()


def _check_loopback(host: str) -> None:
    """The demo prints a password and an address: only this machine may reach it."""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise ConfigurationError(
            f"the demo serves on this machine only, not on {host}. Set CALENDAR_FEEDS_HOST to "
            "127.0.0.1, or use: calendar-feeds serve"
        )


def _announce(settings: Settings, prepared: Demo | None) -> None:
    click.echo(f"Page: {settings.base_url}/")
    if prepared is None:
        click.echo("This database holds data of its own: sign in as one of its users.")
    else:
        click.echo(f"Sign in: {prepared.email} / {prepared.password}")
        click.echo(f"Feed: {prepared.feed}")
    sys.stdout.flush()


async def _prepare(settings: Settings) -> Demo | None:
    now = utc_now()
    async with database.open_database(settings.effective_database_url):
        await migrating.migrate()
        sample = sample_on(now.date())
        if not await Organization.exists():
            click.echo("Loading sample data", err=True)
            await load_sample(sample, now)
        user = await User.get_or_none(email=sample.demo_user)
        return await _demo_of(user, now, settings) if user else None


async def _demo_of(user: User, now: datetime, settings: Settings) -> Demo:
    # New at every start: a password that stood in the code would open every demo there is.
    password = secrets.token_urlsafe(9)
    user.password_hash = await PasswordPool().hash(password)
    await user.save(update_fields=["password_hash"])
    await make_default_feeds(user.id, now)
    feed = await visible_feeds(user.id).get(kind=FeedKind.ALL)
    keys = load_keys(settings)
    links = (await show_links(Actor(user), [feed], now, keys=keys, settings=settings))[feed.id]
    if links is None:
        raise ConfigurationError(
            "the key of the demo's feed is gone. Remove the data folder to begin anew."
        )
    return Demo(user.email, password, links.url)
