"""Commands that set up and look after an installation."""

import sys

import click

from api.app import utc_now
from api.auth import PasswordPool, check_password, create_password_link, forget_tries, password_url
from api.cli.running import asynchronous, migrated_database, settings_of_environment
from api.errors import InvalidInput
from api.feeds.operations import resetting
from api.feeds.operations.keys import load_keys, register_key
from api.models import database, migrating, people
from api.models.user import UserRole
from api.schema.ids import encode_id


@click.command()
@asynchronous
async def migrate() -> None:
    """Bring the database up to date; safe to run at any time, by several at once."""
    settings = settings_of_environment()
    async with database.open_database(settings.effective_database_url):
        applied = await migrating.migrate()
    click.echo(f"Applied: {', '.join(applied)}" if applied else "The database is up to date.")


@click.command()
@click.argument("name")
@click.option("--time-zone", default="UTC", show_default=True, help="Name of the IANA database.")
@asynchronous
async def create_organization(name: str, time_zone: str) -> None:
    """Create an organization, the tenant that users and calendars belong to."""
    async with migrated_database(settings_of_environment()):
        organization = await people.create_organization(name, time_zone, utc_now())
    click.echo(f"Created the organization {organization.name}.")


_password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, one line."
)


@click.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--organization", help="Its name; not needed when there is only one.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in UserRole]),
    default=UserRole.MEMBER.value,
    show_default=True,
)
@_password_stdin
@asynchronous
async def create_user(
    email: str, name: str, organization: str | None, role: str, *, password_stdin: bool
) -> None:
    """Create a user; asks for a password, an empty one means that none is set."""
    password = _password("Password (empty for none)", from_stdin=password_stdin)
    async with migrated_database(settings_of_environment()):
        tenant = await people.find_organization(organization)
        user = await people.create_user(
            tenant.id,
            utc_now(),
            email=email,
            name=name,
            role=UserRole(role),
            password_hash=await PasswordPool().hash(password) if password else None,
        )
    click.echo(f"Created {user.email} in {tenant.name}, with the id {encode_id('User', user.id)}.")
    if not password:
        click.echo(
            f"No password is set: nobody can sign in as {user.email} yet. "
            f"Set one with: calendar-feeds set-password {user.email}, or let them do it: "
            f"calendar-feeds password-link {user.email}"
        )


@click.command()
@click.argument("email")
@_password_stdin
@asynchronous
async def set_password(email: str, *, password_stdin: bool) -> None:
    """Give a user another password, and end all their sessions."""
    password = _password("New password", from_stdin=password_stdin)
    if not password:
        raise InvalidInput("Give a password at a terminal, or with --password-stdin.")
    async with migrated_database(settings_of_environment()):
        user = await people.find_user(email)
        password_hash = await PasswordPool().hash(password)
        ended = await people.set_password(user, password_hash, utc_now())
        await forget_tries(user.email)
    click.echo(f"{user.email} has another password. Sessions ended: {ended}.")


@click.command()
@click.argument("email")
@asynchronous
async def password_link(email: str) -> None:
    """Print a link with which a user sets a password, once, within 24 hours."""
    settings = settings_of_environment()
    async with migrated_database(settings):
        user = await people.find_user(email)
        link = await create_password_link(user, utc_now(), by=None)
    click.echo(password_url(link.token, settings))


def _password(prompt: str, *, from_stdin: bool) -> str:
    """A password that may be set, asked for at a terminal; empty when none is given."""
    if from_stdin:
        line = sys.stdin.buffer.readline().rstrip(b"\r\n")
        try:
            return check_password(line.decode())
        except UnicodeDecodeError:
            raise InvalidInput("The password is not UTF-8.", ("password",)) from None
    if not sys.stdin.isatty():
        return ""
    answer: str = click.prompt(
        prompt, default="", hide_input=True, confirmation_prompt=True, show_default=False
    )
    return check_password(answer) if answer else ""


@click.command()
@click.argument("email")
@click.option(
    "--no-notice", is_flag=True, help="The old addresses answer 404 at once, and do not say why."
)
@asynchronous
async def reset_feeds(email: str, *, no_notice: bool) -> None:
    """Replace all feed addresses of a user; the old ones show nothing from now on."""
    settings = settings_of_environment()
    async with migrated_database(settings):
        user = await people.find_user(email)
        keys = load_keys(settings)
        # After the loss of a key this is how another is taken into use.
        await register_key(keys.first, utc_now())
        reset = await resetting.reset_feeds(
            user,
            None,
            utc_now(),
            keys=keys,
            by=None,
            notice_days=settings.reset_notice_days,
            leaves_notice=not no_notice,
        )
    click.echo(
        f"The feeds of {user.email} have new addresses; the old ones show nothing more."
        if reset.replaced
        else f"{user.email} had no address yet: there was nothing to replace."
    )
