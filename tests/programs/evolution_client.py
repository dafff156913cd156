"""Evolution's own library, asked over D-Bus: `python3 evolution_client.py SOURCE`.

Runs in Debian's Python, which has the bindings. On each line that comes in it does what that says,
`refresh` or `show`, and answers with one line of JSON.
"""

import json
import sys
from typing import Any

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
from gi.repository import ECal, EDataServer  # noqa: E402  (after their versions are chosen)

# For the backend to be online, which it says only after the first refresh: no need to wait.
SECONDS_TO_WAIT = 1


def shown(component: Any) -> list[str]:
    """Start, end and title of an event."""
    event = component.get_icalcomponent()
    times = (event.get_dtstart(), event.get_dtend())
    return [*(time.as_ical_string() for time in times), event.get_summary()]


def main(source: str) -> None:
    """Connect to the source's calendar, and do what is asked for until nothing comes any more."""
    registry = EDataServer.SourceRegistry.new_sync(None)
    client = ECal.Client.connect_sync(
        registry.ref_source(source), ECal.ClientSourceType.EVENTS, SECONDS_TO_WAIT, None
    )
    for line in sys.stdin:
        answer = None
        if line.strip() == "refresh":
            client.refresh_sync(None)
        else:
            _, components = client.get_object_list_as_comps_sync("#t", None)
            answer = sorted(shown(component) for component in components)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main(sys.argv[1])
