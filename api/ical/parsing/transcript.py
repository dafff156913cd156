"""A file that was read, as lines of JSON: its way out of the process that read it.

Each line is a part of the file, with the fields of a `ParsedFile`. So the process that asked need
not take in all at once.
"""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, Final

from api.ical.parsing import ParsedFile

# With which status the process ends that could not read the file, or not within its memory.
UNREADABLE: Final = 3
NO_MEMORY: Final = 4

# As many items as stand in a line: to take it in costs about a millisecond.
_PART: Final = 20


def transcript(parsed: ParsedFile) -> Iterator[bytes]:
    """The file in parts, each on a line of JSON; the name and the order stay."""
    empty = replace(parsed, items=(), refused=())
    yield _line(empty)
    for name in ("items", "refused"):
        outcomes = getattr(parsed, name)
        for start in range(0, len(outcomes), _PART):
            part: dict[str, Any] = {name: outcomes[start : start + _PART]}
            yield _line(replace(empty, **part))


def _line(part: ParsedFile) -> bytes:
    return json.dumps(part, default=_plain, ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"not part of a file: {type(value).__name__}")
