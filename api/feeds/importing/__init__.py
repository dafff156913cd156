"""Importing iCalendar files: what a file holds becomes events and tasks of a calendar.

Items are keyed by the file's UID: importing twice changes nothing, and importing a newer file
changes what differs. What cannot be read is named with its reason; the rest is imported.
"""

from datetime import datetime

from api.feeds.importing.comparing import Comparison, compare, current_revision
from api.feeds.importing.preparing import PreparedFile, prepare
from api.feeds.importing.progress import Progress, stage, unheard
from api.feeds.importing.reading import FileReader
from api.feeds.importing.report import ImportReport, NotImported
from api.feeds.importing.storing import store
from api.models.audit import Action, record
from api.models.calendar import Calendar
from api.models.database import transaction
from api.models.stamps import raise_revision, time_of_write

__all__ = ["FileReader", "ImportReport", "NotImported", "Progress", "import_file", "unheard"]


async def import_file(
    calendar: Calendar,
    content: bytes,
    now: datetime,
    *,
    reader: FileReader | None = None,
    dry_run: bool = False,
    progress: Progress = unheard,
) -> ImportReport:
    """Imports a file into the calendar: all of what can be read, in one transaction.

    A dry run says what would become of the file, and writes nothing. `reader` is the one that all
    imports of a server share; without it, this one waits for nobody. Raises InvalidInput when the
    file is not iCalendar; the message says what is wrong with it.
    """
    reader = reader or FileReader()
    parts = reader.read(content, calendar.time_zone, stage(progress, 0, 0.5))
    prepared = await prepare(parts)
    found = await compare(calendar, prepared, now, stage(progress, 0.5, 0.8))
    if found.is_change and not dry_run:
        found = await _write(calendar, prepared, found, now, stage(progress, 0.8, 1))
    progress(1)
    return ImportReport(
        created=found.created,
        updated=found.updated,
        unchanged=found.unchanged,
        refused=[*prepared.refused, *found.refused],
    )


async def _write(
    calendar: Calendar,
    prepared: PreparedFile,
    found: Comparison,
    now: datetime,
    progress: Progress,
) -> Comparison:
    """Writes what was found to differ; returns what was written.

    All else is done by now, so that others wait for the writing alone.
    """
    async with transaction():
        unwritten = await current_revision(calendar, lock=True) == found.revision
        if not unwritten or await time_of_write(now) != found.at:
            # Somebody has written since: what was read may be out of date.
            found = await compare(calendar, prepared, now)
        await store(found.changes, progress)
        if found.is_change:
            await raise_revision(calendar.id, found.latest)
            await record(
                Action.CALENDAR_IMPORTED,
                organization_id=calendar.organization_id,
                at=now,
                subject_id=calendar.id,
                details={"created": found.created, "updated": found.updated},
            )
    return found
