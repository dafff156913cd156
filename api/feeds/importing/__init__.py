"""Importing iCalendar files: what a file holds becomes events and tasks of a calendar.

Items are keyed by the file's UID: importing twice changes nothing, and importing a newer file
changes what differs. What cannot be read is named with its reason; the rest is imported.
"""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from api.errors import InvalidInput
from api.feeds.importing.kinds import EVENTS, TASKS
from api.feeds.importing.preparing import prepare
from api.feeds.importing.report import ImportReport, NotImported
from api.feeds.importing.storing import store
from api.ical.parsing import UnreadableFile
from api.models.audit import Action, record
from api.models.calendar import Calendar
from api.models.database import transaction
from api.models.planning import raise_revision

__all__ = ["ImportReport", "NotImported", "import_file"]


async def import_file(calendar: Calendar, content: bytes, now: datetime) -> ImportReport:
    """Imports a file into the calendar: all of what can be read, in one transaction.

    Raises InvalidInput when the file is not iCalendar; the message says what is wrong with it.
    """
    try:
        # Reading and checking take long: off the event loop, and before the transaction begins.
        report, events, tasks = await asyncio.to_thread(
            prepare, content, ZoneInfo(calendar.time_zone)
        )
    except UnreadableFile as unreadable:
        raise InvalidInput(str(unreadable), ("file",)) from None
    async with transaction():
        await Calendar.filter(id=calendar.id).select_for_update(no_key=True)
        await store(calendar, now, EVENTS, events, report)
        await store(calendar, now, TASKS, tasks, report)
        if report.changed:
            await raise_revision(calendar.id)
            await record(
                Action.CALENDAR_IMPORTED,
                organization_id=calendar.organization_id,
                at=now,
                subject_id=calendar.id,
                details={"created": report.created, "updated": report.updated},
            )
    return report
