"""The notice: what a retired address serves instead of a calendar, for some days.

Programs that keep old items when an address answers 404 (Evolution, vdirsyncer, Nextcloud) lose
them this way, and the person who looks at the calendar learns why it is empty. It holds nothing of
the calendar.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

from icalendar import Event

from api.ical.calendar import render_calendar
from api.ical.facts import RenderOptions
from api.ical.properties import UID_DOMAIN, add_text, utc_seconds
from api.models.feed import RetiredReason

_NO_LONGER_AVAILABLE: Final = "This calendar is no longer available. Please remove it."
_TEXTS: Final = {
    RetiredReason.RESET: "This calendar address was replaced. Get the new one at {public_url}, or "
    "from the person who gave you this one.",
    RetiredReason.ACCESS_WITHDRAWN: "You no longer have access to this calendar. Please remove it.",
    RetiredReason.DELETED: _NO_LONGER_AVAILABLE,
    RetiredReason.EXPIRED: _NO_LONGER_AVAILABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """An address that was proved and shows no calendar any more: since when (UTC), and why.

    `feed_id` is None when the feed is gone.
    """

    token_id: UUID
    feed_id: UUID | None
    selector: str
    at: datetime
    reason: RetiredReason

    def has_notice(self, now: datetime, days: int) -> bool:
        """Whether it still explains itself, so many days after it was retired."""
        return now < self.at + timedelta(days=days)


def render_notice(
    retired: Retired, now: datetime, *, public_url: str, options: RenderOptions
) -> bytes:
    """A calendar of one all-day event on the current UTC day, which takes nobody's time.

    The event keeps its UID and moves along with the days, its SEQUENCE and stamps rising, so that
    a program shows one, and shows it today.
    """
    day = now.astimezone(UTC).date()
    stamp = max(retired.at, datetime.combine(day, time(), UTC))
    text = _TEXTS[retired.reason].format(public_url=public_url)
    event = Event()
    add_text(event, "UID", f"notice-{retired.token_id}@{UID_DOMAIN}")
    event.add("DTSTAMP", utc_seconds(stamp))
    event.add("LAST-MODIFIED", utc_seconds(stamp))
    event.add("SEQUENCE", max(0, (day - retired.at.date()).days))
    event.add("DTSTART", day)
    event.add("DTEND", day + timedelta(days=1))
    add_text(event, "SUMMARY", text)
    add_text(event, "STATUS", "CONFIRMED")
    add_text(event, "TRANSP", "TRANSPARENT")
    add_text(event, "X-MICROSOFT-CDO-BUSYSTATUS", "FREE")  # Outlook's own TRANSP
    component: bytes = event.to_ical(sorted=False)
    return render_calendar(name=None, color=None, components=[component], options=options)
