"""Which time zone a TZID means: programs name zones in many ways (RFC 5545 section 3.2.19).

Zone data are those of `zoneinfo`; which names there are, `zone_names` says.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from api.ical.parsing.components import Component
from api.ical.parsing.vtimezone import defined_zone
from api.ical.parsing.windows import windows_names
from api.ical.zones import zone_names

# "GMT+0100", "UTC-5", "+05:30", "(GMT+01:00)": plus is east, unlike in Etc/GMT+1.
_OFFSET = re.compile(r"\(?(?:UTC|GMT)?([+-])(\d{1,2}):?([0-5]\d)?\)?", re.ASCII | re.IGNORECASE)

# IANA names without daylight saving time that people also give to zones that have it.
_AMBIGUOUS = frozenset({"EST", "MST"})

# America/Argentina/Buenos_Aires.
_MOST_PARTS = 3


class Zones:
    """The time zones of one calendar: the one its floating times take, and those its TZIDs name.

    `definitions` are the calendar's VTIMEZONEs by TZID. A TZID is resolved once.
    """

    def __init__(self, floating: ZoneInfo, definitions: Mapping[str, Component]) -> None:
        self.floating = floating
        self._definitions = definitions
        self._resolved: dict[str, tzinfo | None] = {}

    def named(self, tzid: str) -> tzinfo | None:
        """The zone of a TZID, or None if nobody knows it; see `resolve_zone`."""
        if tzid not in self._resolved:
            self._resolved[tzid] = resolve_zone(tzid, self._definitions)
        return self._resolved[tzid]


def resolve_zone(tzid: str, definitions: Mapping[str, Component]) -> tzinfo | None:
    """The zone that a TZID means in a file with these VTIMEZONEs (by TZID), or None.

    In this order: an IANA or Windows name, in any case and also behind a vendor's prefix
    ("/mozilla.org/20050126_1/Europe/Berlin"), which gives a `ZoneInfo`; a definition in the file;
    a name that is an offset ("GMT+0100"). Known names go before definitions because these often
    cover a few years only, or are wrong.
    """
    name = tzid.strip()
    definition = definitions.get(name)
    if definition is not None and name.upper() in _AMBIGUOUS:
        return defined_zone(definition) or _known_zone(name)
    known = _known_zone(name)
    if known is not None:
        return known
    return (defined_zone(definition) if definition is not None else None) or _offset_zone(name)


def _known_zone(name: str) -> ZoneInfo | None:
    for known in (_iana_names, windows_names):
        for candidate in _without_prefixes(name):
            if (key := known().get(candidate.casefold())) is not None:
                return ZoneInfo(key)
    return None


def _without_prefixes(name: str) -> Iterator[str]:
    """The name, and if it is globally unique ("/vendor/…") or a URI, its last parts."""
    yield name
    if name.startswith("/") or "://" in name:
        parts = name.split("/")
        for start in range(max(1, len(parts) - _MOST_PARTS), len(parts)):
            yield "/".join(parts[start:])


@cache
def _iana_names() -> Mapping[str, str]:
    """IANA names by their case-folded selves."""
    return {name.casefold(): name for name in zone_names()}


def _offset_zone(name: str) -> timezone | None:
    found = _OFFSET.fullmatch(name)
    if found is None:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if offset >= timedelta(days=1):
        return None
    return timezone(-offset if found[1] == "-" else offset)
