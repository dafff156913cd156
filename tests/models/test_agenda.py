"""The agenda of a calendar that is written while it is read."""

from datetime import timedelta

import pytest

from api.ical.window import Window
from api.models import Event
from api.models.agenda import place_of
from api.models.agenda_rows import SeenCalendar, read_rows
from api.models.agenda_texts import made_of, read_texts
from api.models.paging import Page
from tests.clock import NOON
from tests.factories import make_calendar, make_event, make_user

DAY = timedelta(days=1)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_page_does_not_end_where_its_last_event_was_moved_while_it_was_read(
    open_database: str,
) -> None:
    """What was written at each of the last readings is shown all the same; the rest was skipped."""
    calendar = await make_calendar(await make_user())
    event = await make_event(calendar, starts_at=NOON)
    seen = SeenCalendar(calendar.id, calendar.time_zone, times_only=False)
    rows = await read_rows([seen], Window(NOON - DAY, NOON + 30 * DAY), Page(1))
    (placed,) = rows.singles[calendar.id]

    await Event.filter(id=event.id).update(
        starts_at=NOON + 9 * DAY, ends_at=NOON + 10 * DAY, title="Moved", sequence=1
    )
    shown = made_of(placed, await read_texts([placed.row]))

    assert (shown.title, place_of(shown)) == ("Moved", (NOON, event.id, NOON))
