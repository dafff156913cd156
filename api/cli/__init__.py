"""The command `calendar-feeds`.

Each command reads the settings from the environment, does one thing, and says what it did. What an
operator can correct ends in one line on standard error and exit status 1.
"""

import click

from api.cli.admin import create_organization, create_user, migrate, reset_feeds
from api.cli.demo import demo
from api.cli.importing import import_files
from api.cli.inspecting import export_schema, generate_key, show_settings
from api.cli.serve import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="calendar-feeds", prog_name="calendar-feeds")
def main() -> None:
    """Private, read-only calendar feeds for every member of staff.

    Settings are environment variables; `calendar-feeds settings` lists them.
    """


for command in (
    serve,
    demo,
    migrate,
    create_organization,
    create_user,
    import_files,
    reset_feeds,
    export_schema,
    show_settings,
    generate_key,
):
    main.add_command(command)
