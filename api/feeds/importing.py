"""Importing iCalendar files: what a file holds becomes events and tasks of a calendar.

Items are keyed by the file's UID: importing twice changes nothing, and importing a newer file
changes what differs. What cannot be read is named with its reason; the rest is imported.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from api.errors import InvalidInput
from api.ical.parsing import ParsedEvent, ParsedFile, ParsedTask, UnreadableFile, parse_calendar
from api.models import validation
from api.models.audit import Action, record
from api.models.calendar import Calendar
from api.models.database import transaction
from api.models.entry import Event, EventAssignee, Task, TaskAssignee
from api.models.planning import check_event, check_task
from api.models.stamps import raise_revision, stamp_write, time_of_write
from api.models.user import User

_BATCH: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NotImported:
    """One item that was not imported, and why, for a person."""

    component: str
    ical_uid: str
    title: str
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What became of a file, item by item: each is counted once."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[NotImported] = field(default_factory=list)
    series: list[NotImported] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """Items that the calendar holds anew or otherwise than before."""
        return self.created + self.updated


@dataclass(frozen=True, slots=True)
class _Kind:
    """What differs between events and tasks when they are stored."""

    component: str
    model: type[Any]
    assignee_model: type[Any]
    assignee_key: str
    columns: tuple[str, ...]
    check: Callable[[Any], None]

    def assignees(self, item_id: UUID, user_ids: Iterable[UUID]) -> list[Any]:
        """The rows that assign the users to the item."""
        return [
            self.assignee_model(**{self.assignee_key: item_id, "user_id": user_id})
            for user_id in sorted(user_ids)
        ]


_COMMON: Final = ("ical_uid", "all_day", "title")
_EVENTS: Final = _Kind(
    "VEVENT",
    Event,
    EventAssignee,
    "event_id",
    (*_COMMON, "starts_at", "ends_at", "location", "status", "transparent", "time_zone"),
    check_event,
)
_TASKS: Final = _Kind(
    "VTODO",
    Task,
    TaskAssignee,
    "task_id",
    (*_COMMON, "due_at", "completed_at", "priority"),
    check_task,
)


async def import_file(calendar: Calendar, content: bytes, now: datetime) -> ImportReport:
    """Imports a file into the calendar: all of what can be read, in one transaction.

    Raises InvalidInput when the file is not iCalendar; the message says what is wrong with it.
    """
    try:
        # Reading and checking take long: off the event loop, and before the transaction begins.
        report, events, tasks = await asyncio.to_thread(
            _prepare, content, ZoneInfo(calendar.time_zone)
        )
    except UnreadableFile as unreadable:
        raise InvalidInput(str(unreadable), ("file",)) from None
    async with transaction():
        await Calendar.filter(id=calendar.id).select_for_update(no_key=True)
        at = await time_of_write(now)
        latest = max(
            await _store(calendar, at, _EVENTS, events, report),
            await _store(calendar, at, _TASKS, tasks, report),
        )
        if report.changed:
            await raise_revision(calendar.id, latest)
            await record(
                Action.CALENDAR_IMPORTED,
                organization_id=calendar.organization_id,
                at=now,
                subject_id=calendar.id,
                details={"created": report.created, "updated": report.updated},
            )
    return report


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An item as columns, and the e-mail addresses of whom it concerns."""

    columns: dict[str, Any]
    attendees: tuple[str, ...]


def _prepare(
    content: bytes, zone: ZoneInfo
) -> tuple[ImportReport, list[_Prepared], list[_Prepared]]:
    """The events and the tasks of a file, ready to be stored, and the report of all the rest."""
    parsed = parse_calendar(content, zone)
    report = _report(parsed)
    ready: dict[str, list[_Prepared]] = {_EVENTS.component: [], _TASKS.component: []}
    for item in parsed.items:
        kind = _EVENTS if isinstance(item, ParsedEvent) else _TASKS
        try:
            prepared = _Prepared(_columns(kind, item), item.attendees)
        except InvalidInput as invalid:
            report.refused.append(_refused(kind, item, invalid))
        else:
            ready[kind.component].append(prepared)
    return report, ready[_EVENTS.component], ready[_TASKS.component]


def _report(parsed: ParsedFile) -> ImportReport:
    """The report with what the parser could not read; what it read is counted when stored."""
    return ImportReport(
        refused=[
            NotImported(
                component=item.component,
                ical_uid=item.ical_uid or "",
                title=item.title,
                reason=item.reason,
            )
            for item in parsed.refused
        ],
        series=[
            NotImported(
                component=item.component,
                ical_uid=item.ical_uid,
                title=item.title,
                reason="Series and their exceptions cannot be imported yet.",
            )
            for item in parsed.series
        ],
    )


async def _store(
    calendar: Calendar,
    at: datetime,
    kind: _Kind,
    items: Sequence[_Prepared],
    report: ImportReport,
) -> datetime:
    """Stores the items of one kind; only what differs from the stored costs a statement each.

    Returns the latest stamp among them, `at` or later.
    """
    latest = at
    stored = await _stored(calendar, kind, items)
    assigned = await _assigned(kind, [row.id for row in stored.values()])
    users = await _users(calendar, items)
    fresh: list[Any] = []
    assignees: list[Any] = []
    for item in items:
        wanted = {users[email] for email in item.attendees if email in users}
        row = stored.get(item.columns["ical_uid"])
        if row is None:
            row = kind.model(calendar_id=calendar.id, created_at=at, updated_at=at, **item.columns)
            fresh.append(row)
            assignees += kind.assignees(row.id, wanted)
            report.created += 1
        elif _differs(row, item.columns) or assigned.get(row.id, set()) != wanted:
            row.update_from_dict(item.columns)
            stamp_write(row, at)
            latest = max(latest, row.updated_at)
            await row.save()
            await kind.assignee_model.filter(**{kind.assignee_key: row.id}).delete()
            assignees += kind.assignees(row.id, wanted)
            report.updated += 1
        else:
            report.unchanged += 1
    await kind.model.bulk_create(fresh, batch_size=_BATCH)
    await kind.assignee_model.bulk_create(assignees, batch_size=_BATCH)
    return latest


async def _stored(calendar: Calendar, kind: _Kind, items: Sequence[_Prepared]) -> dict[str, Any]:
    """The rows that the calendar already holds under the UIDs of the items."""
    rows: dict[str, Any] = {}
    for start in range(0, len(items), _BATCH):
        uids = [item.columns["ical_uid"] for item in items[start : start + _BATCH]]
        for row in await kind.model.filter(calendar_id=calendar.id, ical_uid__in=uids):
            rows[row.ical_uid] = row
    return rows


async def _assigned(kind: _Kind, ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """The users that are assigned to these rows now."""
    assigned: dict[UUID, set[UUID]] = {}
    for start in range(0, len(ids), _BATCH):
        batch = {f"{kind.assignee_key}__in": list(ids[start : start + _BATCH])}
        for row in await kind.assignee_model.filter(**batch):
            assigned.setdefault(getattr(row, kind.assignee_key), set()).add(row.user_id)
    return assigned


async def _users(calendar: Calendar, items: Sequence[_Prepared]) -> dict[str, UUID]:
    """The users of the organization among the attendees, by e-mail address."""
    emails = sorted({email for item in items for email in item.attendees})
    users: dict[str, UUID] = {}
    for start in range(0, len(emails), _BATCH):
        batch = emails[start : start + _BATCH]
        for user in await User.filter(organization_id=calendar.organization_id, email__in=batch):
            users[user.email] = user.id
    return users


def _columns(kind: _Kind, item: ParsedEvent | ParsedTask) -> dict[str, Any]:
    """The item as columns, cleaned as every write is; InvalidInput for what cannot be stored."""
    columns = {name: getattr(item, name) for name in kind.columns}
    columns["categories"] = list(item.categories)
    columns |= _links(item)
    scratch = kind.model(**columns)
    kind.check(scratch)
    if kind.model is Event:
        columns["long"] = scratch.long
    return {name: getattr(scratch, name) for name in columns}


def _links(item: ParsedEvent | ParsedTask) -> dict[str, str]:
    """The item's address; one that is no web address is kept at the end of the description."""
    try:
        return {"url": validation.url(item.url, "url"), "description": item.description}
    except InvalidInput:
        text = item.description[: validation.DESCRIPTION_LENGTH - len(item.url) - 2]
        return {"url": "", "description": f"{text}\n\n{item.url}".strip()}


def _differs(row: Any, columns: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in columns.items())


def _refused(kind: _Kind, item: ParsedEvent | ParsedTask, invalid: InvalidInput) -> NotImported:
    reason = f"{': '.join((*invalid.path, invalid.message))}"
    return NotImported(
        component=kind.component, ical_uid=item.ical_uid, title=item.title[:80], reason=reason
    )
