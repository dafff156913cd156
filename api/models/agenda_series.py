"""The series in rows of an agenda, expanded: in a thread, without the database.

One that cannot be read costs only itself.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from api.errors import BadRequest
from api.ical.event import takes_time
from api.ical.facts import EventStatus
from api.ical.recurrence import Occurrence, Series, Steps, expand, occurrence_at
from api.ical.recurrence.steps import TooManySteps
from api.ical.window import Window
from api.models.agenda_rows import AgendaRows, Placed, Row, SeenCalendar
from api.models.agenda_texts import occurrence_event
from api.models.entry import Event, OccurrenceKey
from api.models.expanding import take_series
from api.models.fields import key
from api.models.series import series_of

logger = logging.getLogger(__name__)


def expanded(
    rows: AgendaRows,
    seen: Sequence[SeenCalendar],
    reaches: Mapping[UUID, Window],
    window: Window,
    steps: Steps,
) -> dict[UUID, list[Placed]]:
    """By calendar the occurrences that are as their series say, in its reach of the window."""
    calendars = {calendar.id: calendar for calendar in seen}
    found: dict[UUID, list[Placed]] = {calendar.id: [] for calendar in seen}
    for row in rows.series:
        calendar = calendars[key(row["calendar_id"])]
        if calendar.times_only and not _takes_time(row):
            continue
        found[calendar.id] += [
            Placed((each.starts_at, key(row["id"]), each.original_start), row, each)
            for each in _expand(row, calendar, reaches[calendar.id], steps)
            if (str(row["id"]), each.original_start) not in rows.overridden
            and window.holds_event(each.starts_at, each.ends_at)
        ]
    return found


def as_their_series_say(
    all_series: Mapping[UUID, Event], keys: Collection[OccurrenceKey], steps: Steps
) -> dict[OccurrenceKey, Event]:
    """Those of the occurrences that these series have; one at a time, each with its days."""
    facts = {id_: _facts_of(vars(row), vars(row)["zone"], steps) for id_, row in all_series.items()}
    found = {}
    for each in keys:
        series = facts.get(each.series_id)
        occurrence = _occurrence_of(series, each, steps) if series is not None else None
        if occurrence is not None:
            row = all_series[each.series_id]
            event = occurrence_event(vars(row), occurrence)
            event.viewer_role = row.viewer_role
            found[each] = event
    return found


def _expand(row: Row, calendar: SeenCalendar, within: Window, steps: Steps) -> list[Occurrence]:
    """The occurrences of a series; none of one that cannot be read, which costs only itself."""
    series = _facts_of(row, calendar.time_zone, steps)
    with _costs_itself(row["id"]):
        return expand(series, within, steps) if series is not None else []
    return []


def _occurrence_of(series: Series, wanted: OccurrenceKey, steps: Steps) -> Occurrence | None:
    with _costs_itself(wanted.series_id):
        return occurrence_at(series, wanted.original_start, steps)
    return None


def _facts_of(row: Row, calendar_zone: str, steps: Steps) -> Series | None:
    """The series in a row, None of what is none."""
    with _costs_itself(row["id"]):
        series = series_of(row, calendar_zone)
        take_series(series, steps)
        return series
    return None


def check_left(steps: Steps) -> None:
    """Reads nothing more for a request that has used up its steps. Raises BadRequest."""
    with _costs_itself(None):
        steps.take(0)


@contextmanager
def _costs_itself(series_id: object) -> Iterator[None]:
    """Leaves out a series that cannot be read; raises BadRequest where the steps are used up."""
    try:
        yield
    except TooManySteps as error:
        raise BadRequest(str(error)) from None
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        # Without the error's text: what is in a calendar does not belong in a log.
        logger.error("series %s cannot be read: %s", series_id, type(error).__name__)  # noqa: TRY400


def _takes_time(row: Row) -> bool:
    return takes_time(EventStatus(row["status"]), transparent=bool(row["transparent"]))
