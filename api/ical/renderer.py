"""What renders: its name changes whenever the same facts may come out as another text."""

from typing import Final

import icalendar

from api.ical.facts import RenderOptions

# Raise it with every change of what an item says; a test compares it with the golden files.
VERSION: Final = 2


def fingerprint(options: RenderOptions) -> str:
    """The name of the renderer with these options, as far as they change the text of an item."""
    return f"{VERSION}, icalendar {icalendar.__version__}, {options.description_length} characters"
