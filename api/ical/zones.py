"""Which time zones there are: those of the pinned `tzdata` package, on every machine the same."""

from functools import cache
from importlib.resources import files

# The zone of a machine that was not set up: not where anybody plans.
_NO_PLACE = "Factory"


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA database."""
    names = (files("tzdata") / "zones").read_text(encoding="ascii").split()
    return frozenset(names) - {_NO_PLACE}
