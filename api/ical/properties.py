"""The properties that VEVENT and VTODO share, added in the order in which they are written.

Everything goes in without the conveniences of the icalendar library that are not deterministic
(`Event.new` reads the clock) and in UTC, so that the same facts give the same bytes everywhere.
"""

import re
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from icalendar import Component, vCategory, vText, vUri

from api.ical.facts import ItemFacts, Stamp
from api.ical.feed_settings import CalendarNamePlacement
from api.ical.text import printable, printable_line, shorten

UID_DOMAIN = "calendar-feeds"
# Of the names that items have in feeds. It must never change: programs would see other items.
_ITEMS = UUID("eeab7b7c-75ca-435e-9f21-fde91723a5fa")

# RFC 3986 in ASCII, without brackets: they only stand around IPv6 addresses, and readers built on
# `urllib` reject the whole calendar when they are out of place.
_URI = re.compile(
    r"""
    ( https?:// ( [\w.~!$&'()*+,;=:%-]+ @ )? [\w.~-]+ ( :\d{1,5} )? ( [/?#] | $ ) | mailto: (?=.) )
    ( [\w.~:/?#@!$&'()*+,;=-] | %[0-9a-f]{2} )*
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_CUT_FROM = 100
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


class Text(vText):
    r"""A TEXT value (RFC 5545 section 3.3.11) that keeps a backslash before an N.

    The library takes `\N` in a Python string for a line break: "C:\New" would lose its folder.
    """

    __slots__ = ()

    def to_ical(self) -> bytes:
        """The escaped text in UTF-8."""
        return self.translate(_ESCAPES).encode()


def utc_seconds(instant: datetime) -> datetime:
    """The instant in UTC, in whole seconds, as iCalendar writes it (RFC 5545 section 3.3.5)."""
    if instant.tzinfo is None:
        raise ValueError("a datetime without a time zone names no instant")
    return instant.astimezone(UTC).replace(microsecond=0)


def as_written(instant: datetime, *, all_day: bool) -> date:
    """What stands in the calendar: the instant in whole seconds, or its UTC date (VALUE=DATE)."""
    at = utc_seconds(instant)
    return at.date() if all_day else at


def add_text(component: Component, name: str, text: str) -> None:
    """Add a TEXT property, unless there is nothing to say; the text is printable."""
    if text:
        component.add(name, Text(text))


def public_id(id_: UUID) -> UUID:
    """What feeds call the item with this key: the same for ever, at every detail, and no more.

    A key begins with the time at which its item was made (UUIDv7), which is nothing for somebody
    who sees times only; a hash of it tells nothing (RFC 9562 section 5.5).
    """
    return uuid5(_ITEMS, str(id_))


def add_identity(component: Component, uid: str, item: ItemFacts, stamp: Stamp) -> None:
    """Add UID, and the stamps by which programs tell whether they have the latest text.

    DTSTAMP is not the time of rendering: without METHOD it equals LAST-MODIFIED (RFC 5545 section
    3.8.7.2), and a feed that is rendered twice stays the same.
    """
    changed_at = max(item.updated_at, stamp.changed_at or item.updated_at)
    add_text(component, "UID", uid)
    component.add("DTSTAMP", utc_seconds(changed_at))
    component.add("LAST-MODIFIED", utc_seconds(changed_at))
    component.add("SEQUENCE", item.sequence + stamp.generation)


def add_summary(
    component: Component, prefix: str, item: ItemFacts, label: CalendarNamePlacement
) -> None:
    """Add SUMMARY: the prefix, the calendar's name if it goes there, the title, on one line.

    The prefix ("Due: ") comes first: narrow views show only the first words.
    """
    name = printable_line(item.calendar_name)
    if label is CalendarNamePlacement.TITLE_PREFIX and name:
        prefix = f"{prefix}{name}: "
    add_text(component, "SUMMARY", prefix + (printable_line(item.title) or "(No title)"))


def add_details(
    component: Component, item: ItemFacts, label: CalendarNamePlacement, description_length: int
) -> None:
    """Add DESCRIPTION, URL and CATEGORIES, each only if there is something to say."""
    url = printable_line(item.url)
    is_uri = _URI.fullmatch(url)
    # Cleaning a long text takes time, and most of it would be cut off again.
    text = printable(item.description[: 2 * description_length + _CUT_FROM])
    description = shorten(text, description_length, url)
    if url and not is_uri and not description.endswith(url):
        # What is no URI would break the line for strict readers; people can still read it here.
        description = "\n".join(filter(None, [description, url]))
    add_text(component, "DESCRIPTION", description)
    if is_uri:
        component.add("URL", vUri(url))
    add_categories(component, item, label)


def add_categories(component: Component, item: ItemFacts, label: CalendarNamePlacement) -> None:
    """Add CATEGORIES: the item's own, then the calendar's name if it goes there, none twice."""
    names = [
        *item.categories,
        *([item.calendar_name] if label is CalendarNamePlacement.CATEGORY else []),
    ]
    lines = dict.fromkeys(filter(None, map(printable_line, names)))
    if lines:
        categories = vCategory([])
        categories.cats = [Text(line) for line in lines]  # the constructor would make them vText
        component.add("CATEGORIES", categories)
