"""What the host application names: calendars and users of its organization."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api.errors import InvalidInput, NotFound
from api.models.audit import HostActor
from api.models.calendar import Calendar
from api.models.user import User
from api.models.validation import is_external_id

NO_SUCH_USER: Final = "There is no such user. Send the user with `upsertUsers` first."
_NO_SUCH_CALENDAR: Final = (
    "There is no such calendar. Send the calendar with `upsertCalendars` first, or correct its id."
)
# As many values as one statement takes.
_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class CalendarRef:
    """Which calendar the host means: by its key here, or by the host's own id of it."""

    key: UUID | None = None
    external_id: str | None = None


async def host_calendar(actor: HostActor, ref: CalendarRef) -> Calendar:
    """The calendar of the host's organization. Raises InvalidInput unless it has one id."""
    if ref.key is None and ref.external_id is None:
        raise InvalidInput(
            "Say which calendar: give `calendarId` or `calendarExternalId`.", ("calendarId",)
        )
    if ref.key is not None and ref.external_id is not None:
        raise InvalidInput(
            "Say in one way which calendar: leave out `calendarId` or `calendarExternalId`.",
            ("calendarExternalId",),
        )
    calendars = Calendar.filter(organization_id=actor.organization_id)
    if ref.key is not None:
        calendar, field = await calendars.get_or_none(id=ref.key), "calendarId"
    else:
        external_id = ref.external_id or ""
        known = is_external_id(external_id)
        calendar = await calendars.get_or_none(external_id=external_id) if known else None
        field = "calendarExternalId"
    if calendar is None:
        raise NotFound(_NO_SUCH_CALENDAR, (field,))
    return calendar


async def locked_calendars_called(
    organization_id: UUID, names: Collection[str]
) -> dict[str, Calendar]:
    """The calendars of the organization that have these ids of the host, locked in one order."""
    possible = [name for name in names if is_external_id(name)]
    calendars = Calendar.filter(organization_id=organization_id, external_id__in=possible)
    rows = await calendars.order_by("id").select_for_update(no_key=True)
    return {row.external_id: row for row in rows}


async def users_called(
    organization_id: UUID, names: Collection[str], column: str = "external_id"
) -> dict[str, UUID]:
    """The users of the organization that have one of these ids of the host, by id.

    With the column `email` by addresses as they are stored. What cannot be a name is nobody's, and
    who was erased is nobody.
    """
    possible = [name for name in names if is_external_id(name)]
    found: dict[str, UUID] = {}
    for start in range(0, len(possible), _AT_ONCE):
        part = possible[start : start + _AT_ONCE]
        users = User.filter(organization_id=organization_id, erased_at__isnull=True)
        rows = await users.filter(**{f"{column}__in": part})
        found |= {getattr(row, column): row.id for row in rows}
    return found
