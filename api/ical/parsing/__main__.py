"""Reads a file in a process of its own: `python -m api.ical.parsing ZONE SECONDS MEGABYTES`.

The file comes on standard input. On standard output goes what `transcript` makes of it, or the
message, and then the status is UNREADABLE. The process is held to so many seconds of CPU time and
to so much memory, where the system knows such limits; what it imports is little, so that it
starts soon.
"""

import gc
import sys
from zoneinfo import ZoneInfo

from api.ical.parsing import UnreadableFile, parse_calendar
from api.ical.parsing.transcript import NO_MEMORY, UNREADABLE, transcript

if sys.platform != "win32":
    import resource


def main(zone: str, seconds: str, megabytes: str) -> int:
    """Reads standard input; returns the status with which the process ends."""
    _limit(int(seconds), int(megabytes) * 1_000_000)
    # Nothing that is read refers to itself, and to look for what does takes a fifth of the time.
    gc.disable()
    output = sys.stdout.buffer
    try:
        for line in transcript(parse_calendar(sys.stdin.buffer.read(), ZoneInfo(zone))):
            output.write(line)
        output.flush()
    except UnreadableFile as unreadable:
        output.write(str(unreadable).encode())
        return UNREADABLE
    except MemoryError:
        return NO_MEMORY
    return 0


def _limit(seconds: int, size: int) -> None:
    if sys.platform != "win32":
        _lower(resource.RLIMIT_CPU, seconds)
    # macOS counts the libraries that all processes share, and would leave nothing.
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, size)


if sys.platform != "win32":

    def _lower(kind: int, most: int) -> None:
        _, hardest = resource.getrlimit(kind)
        limit = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
        resource.setrlimit(kind, (limit, hardest))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
