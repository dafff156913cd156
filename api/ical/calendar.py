"""One VCALENDAR around components that are already rendered."""

from collections.abc import Iterable

import webcolors
from icalendar import Calendar, vDuration

from api.ical.facts import RenderOptions
from api.ical.properties import add_text
from api.ical.text import printable_line

PRODID = "-//calendar-feeds//calendar-feeds//EN"

_END = b"END:VCALENDAR\r\n"
# In the order of their names, so that of two names of one colour (aqua, cyan) the first is taken.
_NAMED_COLORS = {name: webcolors.name_to_rgb(name) for name in sorted(webcolors.names())}


def render_calendar(
    *,
    name: str | None,
    color: str | None,
    components: Iterable[bytes],
    options: RenderOptions,
) -> bytes:
    """An iCalendar stream of one VCALENDAR (RFC 5545 section 3.4) in UTF-8, lines ending in CRLF.

    `color` is "#rrggbb". A feed without a name or a colour, such as a notice, leaves what the
    person's program shows as it is. No METHOD: with one, strict readers want an ORGANIZER in each
    component (RFC 5546 section 3.2.1).
    """
    calendar = Calendar()
    # VERSION and PRODID first: some readers decide by them how to read the rest.
    add_text(calendar, "VERSION", "2.0")
    add_text(calendar, "PRODID", PRODID)
    for name_property in ("NAME", "X-WR-CALNAME"):  # RFC 7986 section 5.1, and its older form
        add_text(calendar, name_property, printable_line(name or ""))
    if color:
        add_text(calendar, "COLOR", nearest_color_name(color))  # RFC 7986 section 5.9
        add_text(calendar, "X-APPLE-CALENDAR-COLOR", color)
    # RFC 7986 section 5.7, and what Outlook and Nextcloud read. Without VALUE=DURATION the first
    # is invalid, and the library leaves it out.
    interval = vDuration(options.refresh_interval)
    calendar.add("REFRESH-INTERVAL", interval, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(options.refresh_interval))
    head: bytes = calendar.to_ical(sorted=False)
    return b"".join([head.removesuffix(_END), *components, _END])


def nearest_color_name(color: str) -> str:
    """The CSS3 name of the colour that is nearest to "#rrggbb" in RGB; COLOR takes only names."""
    wanted = webcolors.hex_to_rgb(color)
    return min(
        _NAMED_COLORS,
        key=lambda name: sum(
            (ours - theirs) ** 2 for ours, theirs in zip(_NAMED_COLORS[name], wanted, strict=True)
        ),
    )
