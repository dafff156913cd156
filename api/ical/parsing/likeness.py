"""The IANA zone that a zone without such a name is like: a series needs one that can be stored.

Files define zones of their own ("Eastern", "Customized Time Zone 1"), and name mere offsets.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from api.ical.parsing.windows import windows_names

# Asked before all others that agree with them, because so many people live in them.
_FIRST = (
    *("Europe/London", "Europe/Berlin", "Europe/Athens", "Australia/Sydney", "Asia/Kolkata"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
)
_OFFSETS = ("UTC", *(f"Etc/GMT{hours:+d}" for hours in range(-14, 13) if hours))

# Every noon: both changes of a year, to the day.
_COMPARED = tuple(timedelta(days=days, hours=12) for days in range(365))


# A file has few zones, and its series begin in few years.
@lru_cache(maxsize=256)
def like_zone(zone: tzinfo, year: int, preferred: ZoneInfo) -> str | None:
    """The name of a zone in which clocks show the same on all days of that year.

    The preferred one if they do there; then those that are mere offsets, those where most people
    live, and those that Windows has names for. None if the zone changes as none of them.
    """
    begin = datetime(year, 1, 1)  # noqa: DTZ001 - what clocks show there
    shown = [(moment, zone.utcoffset(moment)) for moment in (begin + each for each in _COMPARED)]
    for name in (preferred.key, *_candidates()):
        candidate = ZoneInfo(name)
        if all(candidate.utcoffset(moment) == offset for moment, offset in shown):
            return name
    return None


@cache
def _candidates() -> Iterable[str]:
    return tuple(dict.fromkeys((*_OFFSETS, *_FIRST, *sorted(set(windows_names().values())))))
