"""An event, or an occurrence of a series, as a VEVENT."""

from datetime import timedelta

from icalendar import Component, Event

from api.ical.facts import EventFacts, EventStatus, RenderOptions, Stamp
from api.ical.feed_settings import CalendarNamePlacement, CancelledEvents, Detail, FeedSettings
from api.ical.properties import (
    UID_DOMAIN,
    add_details,
    add_identity,
    add_summary,
    add_text,
    as_written,
    public_id,
    utc_seconds,
)
from api.ical.text import printable

# What an event lasts at least. Programs show minutes, and two of eighteen reject an end that is
# not after its start (RFC 5545 section 3.8.2.2).
SHORTEST = timedelta(minutes=1)
SHORTEST_ALL_DAY = timedelta(days=1)


def render_event(
    event: EventFacts,
    *,
    detail: Detail,
    settings: FeedSettings,
    stamp: Stamp,
    options: RenderOptions,
    several_calendars: bool,
) -> bytes | None:
    """The event's VEVENT (RFC 5545 section 3.6.1), from BEGIN to END, folded, each line with CRLF.

    None when a feed of this detail and these settings does not show it. `detail` is what the role
    and the ceiling leave of the settings' own; `several_calendars` says that the feed is over more
    than one, so that items may name theirs.
    """
    if not _is_shown(event, detail, settings):
        return None
    component = Event()
    add_identity(component, event_uid(event), event, stamp)
    _add_period(component, event)
    if detail is Detail.BUSY:
        add_text(component, "SUMMARY", "Busy")
    else:
        label = settings.calendar_name if several_calendars else CalendarNamePlacement.NONE
        _add_face(component, event, label)
        if detail is Detail.FULL:
            add_text(component, "LOCATION", printable(event.location))
            add_details(component, event, label, options.description_length)
    body: bytes = component.to_ical(sorted=False)
    return body


def event_uid(event: EventFacts) -> str:
    """The UID of the event: what it is called, and for an occurrence its original start in UTC.

    Neither changes when the event is moved or renamed, so programs see the same event again.
    """
    if event.original_start is None:
        return f"{public_id(event.id)}@{UID_DOMAIN}"
    return f"{public_id(event.id)}-{utc_seconds(event.original_start):%Y%m%dT%H%M%SZ}@{UID_DOMAIN}"


def takes_time(status: EventStatus, *, transparent: bool) -> bool:
    """Whether an event keeps the person busy: all that is shown to who sees times only."""
    return status is not EventStatus.CANCELLED and not transparent


def _is_shown(event: EventFacts, detail: Detail, settings: FeedSettings) -> bool:
    cancelled = event.status is EventStatus.CANCELLED
    match detail:
        case Detail.OFF:
            return False
        case Detail.BUSY:
            return takes_time(event.status, transparent=event.transparent)
        case _:
            return not cancelled or settings.cancelled is CancelledEvents.SHOW


def _add_period(component: Component, event: EventFacts) -> None:
    """Add DTSTART and an exclusive DTEND, which is after it even where the event's own is not."""
    shortest = SHORTEST_ALL_DAY if event.all_day else SHORTEST
    start = as_written(event.starts_at, all_day=event.all_day)
    end = as_written(event.ends_at, all_day=event.all_day)
    component.add("DTSTART", start)
    component.add("DTEND", end if end > start else start + shortest)


def _add_face(component: Component, event: EventFacts, label: CalendarNamePlacement) -> None:
    """Add CREATED, SUMMARY, STATUS and TRANSP.

    A cancelled event takes nobody's time, also in programs that ignore STATUS.
    """
    cancelled = event.status is EventStatus.CANCELLED
    component.add("CREATED", utc_seconds(event.created_at))
    add_summary(component, "Cancelled: " if cancelled else "", event, label)
    add_text(component, "STATUS", event.status)
    add_text(component, "TRANSP", "TRANSPARENT" if cancelled or event.transparent else "OPAQUE")
