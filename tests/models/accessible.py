"""The view `calendar_access`, read."""

from uuid import UUID

from api.ical.feed_settings import Detail
from api.models.access import CalendarRole
from api.models.database import fetch_rows

Access = tuple[CalendarRole, Detail] | None


async def access_of_everybody() -> dict[tuple[UUID, UUID], Access]:
    """The view by user and calendar; there is one row of each at most."""
    rows = await fetch_rows("SELECT user_id, calendar_id, role, detail FROM calendar_access")
    seen: dict[tuple[UUID, UUID], Access] = {
        (UUID(str(row["user_id"])), UUID(str(row["calendar_id"]))): (
            CalendarRole(row["role"]),
            Detail(row["detail"]),
        )
        for row in rows
    }
    assert len(seen) == len(rows)
    return seen
