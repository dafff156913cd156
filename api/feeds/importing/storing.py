"""Storing what a file holds: what the calendar has not, and what it has otherwise."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.feeds.importing.kinds import Kind
from api.feeds.importing.preparing import Prepared
from api.feeds.importing.report import ImportReport
from api.models.calendar import Calendar
from api.models.planning import stamp_write
from api.models.user import User

_BATCH: Final = 500


async def store(
    calendar: Calendar,
    now: datetime,
    kind: Kind,
    items: Sequence[Prepared],
    report: ImportReport,
) -> None:
    """Stores the items of one kind; only what differs from the stored costs a statement each."""
    stored = await _stored(calendar, kind, items)
    assigned = await _assigned(kind, [row.id for row in stored.values()])
    users = await _users(calendar, items)
    fresh: list[Any] = []
    assignees: list[Any] = []
    for item in items:
        wanted = {users[email] for email in item.attendees if email in users}
        row = stored.get(item.columns["ical_uid"])
        if row is None:
            row = kind.model(
                calendar_id=calendar.id, created_at=now, updated_at=now, **item.columns
            )
            fresh.append(row)
            assignees += kind.assignees(row.id, wanted)
            report.created += 1
        elif _differs(row, item.columns) or assigned.get(row.id, set()) != wanted:
            row.update_from_dict(item.columns)
            stamp_write(row, now)
            await row.save()
            await kind.assignee_model.filter(**{kind.assignee_key: row.id}).delete()
            assignees += kind.assignees(row.id, wanted)
            report.updated += 1
        else:
            report.unchanged += 1
    await kind.model.bulk_create(fresh, batch_size=_BATCH)
    await kind.assignee_model.bulk_create(assignees, batch_size=_BATCH)


async def _stored(calendar: Calendar, kind: Kind, items: Sequence[Prepared]) -> dict[str, Any]:
    """The rows that the calendar already holds under the UIDs of the items."""
    rows: dict[str, Any] = {}
    for start in range(0, len(items), _BATCH):
        uids = [item.columns["ical_uid"] for item in items[start : start + _BATCH]]
        for row in await kind.model.filter(calendar_id=calendar.id, ical_uid__in=uids):
            rows[row.ical_uid] = row
    return rows


async def _assigned(kind: Kind, ids: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """The users that are assigned to these rows now."""
    assigned: dict[UUID, set[UUID]] = {}
    for start in range(0, len(ids), _BATCH):
        batch = {f"{kind.assignee_key}__in": list(ids[start : start + _BATCH])}
        for row in await kind.assignee_model.filter(**batch):
            assigned.setdefault(getattr(row, kind.assignee_key), set()).add(row.user_id)
    return assigned


async def _users(calendar: Calendar, items: Sequence[Prepared]) -> dict[str, UUID]:
    """The users of the organization among the attendees, by e-mail address."""
    emails = sorted({email for item in items for email in item.attendees})
    users: dict[str, UUID] = {}
    for start in range(0, len(emails), _BATCH):
        batch = emails[start : start + _BATCH]
        for user in await User.filter(organization_id=calendar.organization_id, email__in=batch):
            users[user.email] = user.id
    return users


def _differs(row: Any, columns: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in columns.items())
