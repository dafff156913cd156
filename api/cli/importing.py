"""The command that imports iCalendar files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from api.app import utc_now
from api.cli.running import asynchronous, migrated_database, settings_of_environment
from api.errors import InvalidInput
from api.feeds.importing import ImportReport, Progress, import_file, unheard
from api.ical.parsing import BYTE_LIMIT
from api.models.calendar import Calendar
from api.models.managing import find_calendar
from api.schema.ids import decode_id

# Of a file of so many bytes on, one waits some seconds.
_LONG: Final = 200_000
_STEPS: Final = 100


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--calendar", "name", required=True, help="Name of the calendar, or its id.")
@click.option("--organization", help="Its name; not needed when there is only one.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each file; change nothing.")
@asynchronous
async def import_files(
    files: tuple[Path, ...], name: str, organization: str | None, *, dry_run: bool
) -> None:
    """Import events and tasks from iCalendar files; importing twice changes nothing.

    Exits with 1 when a file could not be read at all, and goes on with the others.
    """
    failed = False
    async with migrated_database(settings_of_environment()):
        calendar = await find_calendar(_name_or_key(name), organization)
        for path in files:
            try:
                report = await _import(calendar, path, dry_run=dry_run)
            except InvalidInput as unreadable:
                failed = True
                click.echo(f"{click.format_filename(path)}: {unreadable}", err=True)
            else:
                _print(click.format_filename(path), report, dry_run=dry_run)
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")
    if failed:
        raise SystemExit(1)


def _name_or_key(calendar: str) -> str:
    """The key in the id that GraphQL gives a calendar; anything else as it is."""
    kind, key = decode_id(calendar) or ("", None)
    return str(key) if kind == "Calendar" else calendar


async def _import(calendar: Calendar, path: Path, *, dry_run: bool) -> ImportReport:
    content = _read(path)
    with _progress_bar(click.format_filename(path), len(content)) as progress:
        return await import_file(calendar, content, utc_now(), dry_run=dry_run, progress=progress)


def _read(path: Path) -> bytes:
    """The file's bytes, one more than can be imported at most; InvalidInput says why not."""
    try:
        with path.open("rb") as file:
            return file.read(BYTE_LIMIT + 1)
    except OSError as error:
        raise InvalidInput(error.strerror or str(error)) from None


@contextmanager
def _progress_bar(label: str, size: int) -> Iterator[Progress]:
    """A bar on standard error while a large file is imported, if somebody sits there."""
    if size < _LONG or not sys.stderr.isatty():
        yield unheard
        return
    # Stages differ in pace, so that a guess of the time left would be wrong.
    with click.progressbar(length=_STEPS, label=label, show_eta=False, file=sys.stderr) as bar:
        yield lambda share: bar.update(round(share * _STEPS) - bar.pos)


def _print(name: str, report: ImportReport, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    click.echo(
        f"{name}: {report.created} {would}imported, {report.updated} {would}updated, "
        f"{report.unchanged} unchanged, {len(report.refused)} refused"
    )
    for item in report.refused:
        title = item.title or "(no title)"
        click.echo(f"  {item.component} {title!r} ({item.ical_uid}): {item.reason}")
