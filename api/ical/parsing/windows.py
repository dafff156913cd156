"""The names that Windows has for time zones."""

from collections.abc import Mapping
from functools import cache


@cache
def windows_names() -> Mapping[str, str]:
    """IANA names by the case-folded Windows names that stand for them (Unicode CLDR)."""
    # To import it takes as long as a third of starting the process that reads a file, and most
    # files need none of it.
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415

    return {windows.casefold(): name for windows, name in WINDOWS_TO_OLSON.items()}
