"""The command `calendar-feeds`.

Each command reads the settings from the environment, does one thing, and says what it did. What an
operator can correct ends in one line on standard error and exit status 1.
"""

from importlib import import_module
from typing import Final

import click

# Where each command is, and the first line of its help.
COMMANDS: Final = {
    "serve": ("serve:serve", "Serve feeds, GraphQL and the page."),
    "demo": (
        "demo:demo",
        "Serve on this machine only; an empty database gets sample data first.",
    ),
    "migrate": (
        "admin:migrate",
        "Bring the database up to date; safe to run at any time, by several at once.",
    ),
    "create-organization": (
        "admin:create_organization",
        "Create an organization, the tenant that users and calendars belong to.",
    ),
    "create-user": (
        "admin:create_user",
        "Create a user; asks for a password, an empty one means that none is set.",
    ),
    "set-password": (
        "admin:set_password",
        "Give a user another password, and end all their sessions.",
    ),
    "password-link": (
        "admin:password_link",
        "Print a link with which a user sets a password, once, within 24 hours.",
    ),
    "import": (
        "importing:import_files",
        "Import events and tasks from iCalendar files; importing twice changes nothing.",
    ),
    "reset-feeds": (
        "admin:reset_feeds",
        "Replace all feed addresses of a user; the old ones show nothing from now on.",
    ),
    "export-schema": ("exporting:export_schema", "Print the GraphQL schema."),
    "settings": (
        "inspecting:show_settings",
        "List every setting with its value now and what it does; secrets are hidden.",
    ),
    "generate-key": ("inspecting:generate_key", "Print a new key for CALENDAR_FEEDS_KEYS."),
}


class LazyGroup(click.Group):
    """Imports a command when it is run: to import all of them takes more than a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """The names, in the order in which they are shown."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        """The command, imported; None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  (click's signature)
        """Lists them without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="calendar-feeds", prog_name="calendar-feeds")
def main() -> None:
    """Private, read-only calendar feeds for every member of staff.

    Settings are environment variables; `calendar-feeds settings` lists them.
    """
