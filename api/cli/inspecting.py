"""Commands that print what needs no database, and start at once."""

import os
from datetime import timedelta

import click
from pydantic import SecretStr

from api.cli.failing import says_errors
from api.settings import PREFIX, Settings, load_settings
from api.settings.values import iso_8601
from api.tokens import generate_key as new_key


@click.command(name="settings")
@says_errors
def show_settings() -> None:
    """List every setting with its value now and what it does; secrets are hidden."""
    settings = load_settings(os.environ)
    for name, field in Settings.model_fields.items():
        click.echo(f"{PREFIX}{name.upper()}={_shown(getattr(settings, name))}")
        click.echo(f"    {field.description}")


def _shown(value: object) -> str:
    """A value as one would give it."""
    if isinstance(value, SecretStr):
        return "(set)" if value.get_secret_value() else ""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, timedelta):
        return iso_8601(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@click.command()
def generate_key() -> None:
    """Print a new key for CALENDAR_FEEDS_KEYS."""
    click.echo(new_key())
