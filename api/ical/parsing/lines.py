"""The content lines of an iCalendar stream of other people's making (RFC 5545 section 3.1).

The icalendar library is not used to read: it gives up a calendar at one line that it cannot parse,
remembers each VTIMEZONE it meets for the life of the process, so that one file would define the
zones of the next, and walks the rules of a VTIMEZONE however long that takes. Here every step is
linear in the size of the stream, and a line that is no content line costs only itself.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

# What is read, now or for the series to come; all other properties are skipped at the cost of a
# search.
_NAMES = (
    "ATTENDEE BEGIN CATEGORIES COMPLETED DESCRIPTION DTEND DTSTAMP DTSTART DUE DURATION END EXDATE"
    " EXRULE LAST-MODIFIED LOCATION NAME PERCENT-COMPLETE PRIORITY RDATE RECURRENCE-ID RRULE"
    " SEQUENCE STATUS SUMMARY TRANSP TZID TZOFFSETFROM TZOFFSETTO UID URL X-WR-CALNAME"
)
_LINE = re.compile(
    rf"^({_NAMES.replace(' ', '|')})[ \t]*([;:].*)", re.ASCII | re.IGNORECASE | re.MULTILINE
)

# A value may be quoted, and Exchange writes a TZID such as (UTC+01:00) Berlin without quotes,
# colon and all. Nothing is tried twice (`*+`), so a hostile line costs no more than a long one.
_PARAMETER = re.compile(
    r"""
    ; [ \t]* ( [\w-]* ) [ \t]*
    (?: = ( (?: "[^"]*" | \( (?:UTC|GMT) [+-]? \d{0,2} :\d\d \) | [^";:] )*+ ) )?
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)

_BLANK_LINES = re.compile(rb"\n\n+")
_NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Property(NamedTuple):
    """One content line: its name and its parameters' names in capitals, its value as it stands.

    The value is still escaped where its type is TEXT; a parameter's value has lost its quotes.
    """

    name: str
    value: str
    parameters: Mapping[str, str] = _NO_PARAMETERS


def content_lines(content: bytes) -> Iterator[Property]:
    """The properties of a stream that this package reads, BEGIN and END included, in its order.

    Takes UTF-8 with or without a BOM, UTF-16 with one, and else Windows-1252; lines that end with
    CRLF, LF or CR; and blank lines, also within a folded line. Lines are unfolded before they are
    decoded, because some programs fold in the midst of a character.
    """
    for found in _LINE.finditer(_decode(_unfold(_ascii_compatible(content)))):
        line = _property(found[1].upper(), found[2])
        if line is not None:
            yield line


def _ascii_compatible(content: bytes) -> bytes:
    """The stream in an encoding in which ASCII stands for itself, without its BOMs."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
    # Streams that were put together from several files have a BOM in their midst.
    return content.replace(b"\xef\xbb\xbf", b"")


def _unfold(content: bytes) -> bytes:
    content = content.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n")
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    # Mozilla's old calendars have a blank line before a folded one.
    return _BLANK_LINES.sub(b"\n", content).replace(b"\n ", b"").replace(b"\n\t", b"")


def _decode(content: bytes) -> str:
    """UTF-8, also with some damaged characters; Windows-1252 when most of them do not fit."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    damaged = text.count(_REPLACEMENT)
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return content.decode("cp1252", "replace") if damaged * 2 > beyond_ascii else text


def _property(name: str, rest: str) -> Property | None:
    """The property whose parameters and value are `rest`, or None if that is not their form."""
    if rest[0] == ":":
        return Property(name, rest[1:])
    parameters: dict[str, str] = {}
    position = 0
    while found := _PARAMETER.match(rest, position):
        parameters.setdefault(found[1].upper(), (found[2] or "").strip(' \t"'))
        position = found.end()
    if rest[position : position + 1] != ":":
        return None
    return Property(name, rest[position + 1 :], parameters)
