"""One VEVENT or VTODO as an event or a task (RFC 5545 sections 3.6.1 and 3.6.2)."""

from dataclasses import dataclass
from datetime import datetime

from api.ical.facts import EventStatus
from api.ical.limits import LOCATION_LENGTH
from api.ical.parsing.components import Component
from api.ical.parsing.texts import (
    item_uid,
    occurrence_uid,
    read_attendees,
    read_categories,
    read_description,
    read_line,
    read_number,
    read_title,
    read_url,
    read_word,
)
from api.ical.parsing.times import (
    OUT_OF_RANGE,
    UnreadableItem,
    read_due,
    read_end,
    read_moment,
    read_recurrence_id,
    within_range,
)
from api.ical.parsing.zones import Zones
from api.ical.recurrence import RecurrenceId

_LOWEST_PRIORITY = 9
_DONE_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedItem:
    """What events and tasks of a file have in common. Every datetime is aware and in UTC.

    `ical_uid` is the file's UID; where it has none, one that is derived from the content, so that
    the same file read twice gives the same. `all_day` says that the times are dates: they count as
    00:00 UTC. `url` is of any scheme, and may be none that should become a link. `attendees` are
    e-mail addresses, case-folded.
    """

    ical_uid: str
    all_day: bool
    title: str
    description: str
    url: str
    categories: tuple[str, ...]
    attendees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEvent(ParsedItem):
    """An event; `ends_at` is exclusive and not before `starts_at`, for dates at least a day after.

    A timed event may have no length. `time_zone` is the IANA name of the zone in which the file
    says the start, and None where it says UTC, a floating time, a date, or a zone that only the
    file itself defines. `transparent` events take no time of the person who has them.

    `rrule`, `rdates`, `exdates`, `last_starts_at`, `series_ends_at` and `exact_seconds` are those
    of a series as it is stored (`api.models.series`), and `time_zone` then is that in which it is
    expanded, None for dates.

    An event with a `recurrence_id` stands for one occurrence of a series: that of the same file
    with its UID, and `original_start` is the start which that gives it, or, where that is None, of
    a series that is not in the file.
    """

    starts_at: datetime
    ends_at: datetime
    location: str
    status: EventStatus
    transparent: bool
    time_zone: str | None
    rrule: str | None = None
    rdates: tuple[str, ...] = ()
    exdates: tuple[str, ...] = ()
    last_starts_at: datetime | None = None
    series_ends_at: datetime | None = None
    exact_seconds: int = 0
    recurrence_id: RecurrenceId | None = None
    original_start: datetime | None = None

    @property
    def own_uid(self) -> str:
        """The UID under which it stands without a series."""
        if self.recurrence_id is None:
            return self.ical_uid
        return occurrence_uid(self.ical_uid, self.recurrence_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedTask(ParsedItem):
    """A task; `completed_at` is None while it is open.

    `priority` is 0 for none and 1 (highest) to 9 (lowest), RFC 5545 section 3.8.1.9.
    """

    due_at: datetime
    completed_at: datetime | None
    priority: int


def read_event(component: Component, zones: Zones) -> ParsedEvent:
    """The event that a VEVENT is, its recurrence apart. Raises UnreadableItem."""
    try:
        return _event(component, zones)
    except OverflowError:
        # Years 1 and 9999 have local times that are in no year of UTC.
        raise UnreadableItem(OUT_OF_RANGE) from None


def read_task(component: Component, zones: Zones) -> ParsedTask:
    """The task that a VTODO is. Raises UnreadableItem."""
    try:
        return _task(component, zones)
    except OverflowError:
        raise UnreadableItem(OUT_OF_RANGE) from None


def _event(component: Component, zones: Zones) -> ParsedEvent:
    line = component.first("DTSTART")
    if line is None:
        raise UnreadableItem("It has no start (DTSTART).")
    start = read_moment(line, zones)
    status = read_word(component, "STATUS")
    return ParsedEvent(
        ical_uid=item_uid(component),
        starts_at=within_range(start.utc()),
        ends_at=within_range(read_end(component, start, zones)),
        all_day=start.is_date,
        title=read_title(component),
        description=read_description(component),
        location=read_line(component, "LOCATION", LOCATION_LENGTH),
        url=read_url(component),
        categories=read_categories(component),
        attendees=read_attendees(component),
        status=EventStatus(status) if status in set(EventStatus) else EventStatus.CONFIRMED,
        transparent=read_word(component, "TRANSP") == "TRANSPARENT",
        time_zone=start.zone_name,
        recurrence_id=read_recurrence_id(component, zones),
    )


def _task(component: Component, zones: Zones) -> ParsedTask:
    if read_word(component, "STATUS") == "CANCELLED":
        raise UnreadableItem("It was cancelled. A task that nobody has to do is not imported.")
    due = read_due(component, zones)
    due_at = within_range(due.utc())
    return ParsedTask(
        ical_uid=item_uid(component),
        due_at=due_at,
        all_day=due.is_date,
        title=read_title(component),
        description=read_description(component),
        url=read_url(component),
        categories=read_categories(component),
        attendees=read_attendees(component),
        completed_at=_completed_at(component, due_at, zones),
        priority=read_number(component, "PRIORITY", _LOWEST_PRIORITY),
    )


def _completed_at(component: Component, due_at: datetime, zones: Zones) -> datetime | None:
    """When the task was completed, or None while it is open.

    STATUS decides, then PERCENT-COMPLETE and COMPLETED. A completed task that does not say when
    was completed at its latest stamp, or when it was due.
    """
    status = read_word(component, "STATUS")
    done = read_number(component, "PERCENT-COMPLETE", _DONE_PERCENT) == _DONE_PERCENT
    stamp = component.first("COMPLETED")
    if status in {"NEEDS-ACTION", "IN-PROCESS"} or not (status == "COMPLETED" or done or stamp):
        return None
    for name in ("COMPLETED", "LAST-MODIFIED", "DTSTAMP"):
        if (line := component.first(name)) is not None:
            try:
                return within_range(read_moment(line, zones).utc())
            except (UnreadableItem, OverflowError):
                continue
    return due_at
