"""What the text properties of an event or a task say, cleaned and cut to what is stored."""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice

from api.ical.limits import (
    CATEGORIES,
    CATEGORY_LENGTH,
    DESCRIPTION_LENGTH,
    TITLE_LENGTH,
    URL_LENGTH,
)
from api.ical.parsing.components import Component
from api.ical.recurrence import RecurrenceId
from api.ical.text import printable, printable_line

UID_LENGTH = 1_000
MOST_ATTENDEES = 1_000

# So many values of a list are looked at, repeated and empty ones included.
_MOST_VALUES = 10_000

# RFC 5545 section 3.3.11, and the quotation marks and colons that some programs escape as well.
# What else follows a backslash is kept with it: C:\temp.
_ESCAPED = re.compile(r"\\([nN\\;,:\"])")

# A value of a list ends at a comma that is not escaped.
_VALUE = re.compile(r"(?:[^\\,]+|\\.)++")

# RFC 5321 section 4.5.3.1: local part up to 64 octets, the path in all 254.
_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,189}")

# What says which event or task it is when it has no UID: nothing that is renewed with each export
# or when a task is done. With another list, files that were imported before would come in again.
_IDENTITY = (
    *("SUMMARY", "DESCRIPTION", "LOCATION", "URL"),
    *("DTSTART", "DTEND", "DUE", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE"),
)


def unescape(text: str) -> str:
    """The text that an escaped TEXT value stands for (RFC 5545 section 3.3.11)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def read_line(component: Component, name: str, length: int) -> str:
    """A TEXT property on one line and without control characters, cut; "" if it is absent."""
    line = component.first(name)
    return printable_line(unescape(line.value))[:length].rstrip() if line else ""


def read_title(component: Component) -> str:
    """The SUMMARY, cut; "" if it is absent."""
    return read_line(component, "SUMMARY", TITLE_LENGTH)


def read_description(component: Component) -> str:
    """The DESCRIPTION, its line breaks as LF, without control characters, cut; "" if absent."""
    line = component.first("DESCRIPTION")
    return printable(unescape(line.value))[:DESCRIPTION_LENGTH] if line else ""


def read_url(component: Component) -> str:
    """The URL as it stands, of any scheme; "" if absent, or too long to be stored uncut."""
    line = component.first("URL")
    url = printable_line(line.value) if line else ""
    return url if len(url) <= URL_LENGTH else ""


def read_word(component: Component, name: str) -> str:
    """A property that is one of a few words, such as STATUS, in capitals; "" if it is absent."""
    line = component.first(name)
    return line.value.strip().upper() if line else ""


def read_number(component: Component, name: str, largest: int) -> int:
    """A whole number from 0 to `largest`; 0 if it is absent or anything else."""
    text = read_word(component, name)
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII):
        return 0
    number = int(text)
    return number if number <= largest else 0


def read_categories(component: Component) -> tuple[str, ...]:
    """All CATEGORIES in the order of the file, each once: the first of them, each cut."""
    values = islice(_categories(component), _MOST_VALUES)
    names = (printable_line(unescape(value))[:CATEGORY_LENGTH] for value in values)
    return tuple(_first_distinct(names, CATEGORIES))


def read_attendees(component: Component) -> tuple[str, ...]:
    """The e-mail addresses of all ATTENDEEs, case-folded, each once, the first 1,000 of them.

    The parameter EMAIL goes before the value, which in some programs is no address (RFC 7986
    section 6.2). Who has no address is left out.
    """
    lines = component.all("ATTENDEE")[:_MOST_VALUES]
    values = (line.parameters.get("EMAIL") or line.value for line in lines)
    addresses = (re.sub(r"^mailto:", "", text.strip().casefold()).strip() for text in values)
    readable = (text for text in addresses if _ADDRESS.fullmatch(text) and text.isprintable())
    return tuple(_first_distinct(readable, MOST_ATTENDEES))


def read_uid(component: Component) -> str | None:
    """The UID, or None if it is absent. One that is too long ends in a hash of the whole."""
    uid = printable_line(unescape(line.value)) if (line := component.first("UID")) else ""
    return _fitting(uid) or None


def item_uid(component: Component) -> str:
    """The component's UID, or if it has none one that the same content gives in each export."""
    return read_uid(component) or _derived_uid(component)


def occurrence_uid(uid: str, recurrence_id: RecurrenceId) -> str:
    """The UID of an occurrence that stands alone, the same in each export of its series."""
    return _fitting(f"{uid}/{recurrence_id}")


def _fitting(uid: str) -> str:
    if len(uid) <= UID_LENGTH:
        return uid
    digest = sha256(uid.encode()).hexdigest()
    return uid[: UID_LENGTH - len(digest) - 1] + "-" + digest


def _derived_uid(component: Component) -> str:
    content = [
        (line.name, sorted(line.parameters.items()), line.value.strip())
        for name in _IDENTITY
        for line in component.all(name)
    ]
    text = repr((component.name, content))
    return "derived-" + sha256(text.encode("utf-8", "replace")).hexdigest()


def _categories(component: Component) -> Iterator[str]:
    for line in component.all("CATEGORIES"):
        for value in _VALUE.finditer(line.value):
            yield value[0]


def _first_distinct(texts: Iterator[str], most: int) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if text and text not in seen:
            seen.add(text)
            yield text
        if len(seen) == most:
            return
