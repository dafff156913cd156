"""The command that imports iCalendar files."""

from pathlib import Path

import click

from api.app import utc_now
from api.cli.running import asynchronous, migrated_database, settings_of_environment
from api.errors import InvalidInput
from api.feeds.importing import ImportReport, import_file
from api.ical.parsing import BYTE_LIMIT
from api.models.managing import find_calendar


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--calendar", "name", required=True, help="Name of the calendar, or its key.")
@click.option("--organization", help="Its name; not needed when there is only one.")
@asynchronous
async def import_files(files: tuple[Path, ...], name: str, organization: str | None) -> None:
    """Import events and tasks from iCalendar files; importing twice changes nothing.

    Exits with 1 when a file could not be read at all, and goes on with the others.
    """
    failed = False
    async with migrated_database(settings_of_environment()):
        calendar = await find_calendar(name, organization)
        for path in files:
            try:
                report = await import_file(calendar, _read(path), utc_now())
            except InvalidInput as unreadable:
                failed = True
                click.echo(f"{click.format_filename(path)}: {unreadable}", err=True)
            else:
                _print(click.format_filename(path), report)
    if failed:
        raise SystemExit(1)


def _read(path: Path) -> bytes:
    """The file's bytes, one more than can be imported at most; InvalidInput says why not."""
    try:
        with path.open("rb") as file:
            return file.read(BYTE_LIMIT + 1)
    except OSError as error:
        raise InvalidInput(error.strerror or str(error)) from None


def _print(name: str, report: ImportReport) -> None:
    click.echo(
        f"{name}: {report.created} imported, {report.updated} updated, "
        f"{report.unchanged} unchanged, {len(report.refused)} refused, "
        f"{len(report.series)} in series"
    )
    for item in [*report.refused, *report.series]:
        title = item.title or "(no title)"
        click.echo(f"  {item.component} {title!r} ({item.ical_uid}): {item.reason}")
