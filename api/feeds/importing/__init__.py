"""Importing iCalendar files: what a file holds becomes events and tasks of a calendar.

Items are keyed by the file's UID: importing twice changes nothing, and importing a newer file
changes what differs. What cannot be read is named with its reason; the rest is imported.
"""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from api.errors import InvalidInput
from api.feeds.importing.comparing import Comparison, compare, current_revision
from api.feeds.importing.preparing import PreparedFile, prepare
from api.feeds.importing.reading import FileReader
from api.feeds.importing.report import ImportReport, NotImported
from api.models.access import CalendarRole
from api.models.acting import lock_organization
from api.models.audit import Action, Actor, record
from api.models.batches.progress import Progress, stage, unheard
from api.models.batches.storing import store
from api.models.calendar import Calendar
from api.models.database import transaction
from api.models.roles import require_role
from api.models.stamps import raise_revision, time_of_write

__all__ = [
    "FileReader",
    "ImportReport",
    "NotImported",
    "Progress",
    "import_file",
    "import_text",
    "unheard",
]

# NUL, and halves of characters that JSON can say: no file of text has them.
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")


async def import_text(
    actor: Actor,
    now: datetime,
    *,
    calendar_id: UUID,
    content: str,
    reader: FileReader,
    dry_run: bool = False,
) -> ImportReport:
    """Imports the text of a file into a calendar that the actor may write, as `import_file` does.

    Raises NotFound and Forbidden as `require_role` does, before the file is looked at.
    """
    calendar = await require_role(actor.user, calendar_id, CalendarRole.WRITER)
    if _NO_TEXT.search(content):
        raise InvalidInput(
            "This holds NUL characters or halves of characters, as no text does. Send the file as "
            "it was exported.",
            ("content",),
        )
    return await import_file(
        calendar, content.encode(), now, actor=actor, reader=reader, dry_run=dry_run
    )


async def import_file(
    calendar: Calendar,
    content: bytes,
    now: datetime,
    *,
    actor: Actor | None = None,
    reader: FileReader | None = None,
    dry_run: bool = False,
    progress: Progress = unheard,
) -> ImportReport:
    """Imports a file into the calendar: all of what can be read, in one transaction.

    A dry run says what would become of the file, and writes nothing. `reader` is the one that all
    imports of a server share; without it, this one waits for nobody. An `actor` is named in the
    audit log, and must still have the right to write when the file has been read. Raises
    InvalidInput when the file is not iCalendar; the message says what is wrong with it.
    """
    reader = reader or FileReader()
    parts = reader.read(content, calendar.time_zone, stage(progress, 0, 0.5))
    prepared = await prepare(parts)
    found = await compare(calendar, prepared, now, stage(progress, 0.5, 0.8))
    if found.is_change and not dry_run:
        found = await _write(calendar, prepared, found, now, actor, stage(progress, 0.8, 1))
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
    actor: Actor | None,
    progress: Progress,
) -> Comparison:
    """Writes what was found to differ; returns what was written.

    All else is done by now, so that others wait for the writing alone.
    """
    async with transaction():
        # Assignees' rows are locked in the file's order: not beside who changes several users.
        await lock_organization(calendar.organization_id, alone=False)
        unwritten = await current_revision(calendar, lock=True) == found.revision
        if actor is not None:
            # Under the lock: who took the role away may have held it.
            await require_role(actor.user, calendar.id, CalendarRole.WRITER)
        if not unwritten or await time_of_write(calendar.organization_id, now) != found.at:
            # Somebody has written since: what was read may be out of date.
            found = await compare(calendar, prepared, now)
        await store(found.changes, progress)
        if found.is_change:
            await raise_revision(calendar.id, found.latest)
            await record(
                Action.CALENDAR_IMPORTED,
                organization_id=calendar.organization_id,
                at=now,
                actor_id=actor.user.id if actor else None,
                api_token_id=actor.api_token_id if actor else None,
                network=actor.network if actor else "",
                subject_id=calendar.id,
                details={"created": found.created, "updated": found.updated},
            )
    return found
