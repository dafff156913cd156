"""Readers of calendars in JavaScript, where Node is: `make node` installs what they need."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from tests import nodejs
from tests.ical.readers import Item, moment

FOLDER: Final = Path(__file__).parents[1] / "node"
READERS: Final = ("ical.js", "node-ical")

needs_node = nodejs.needs_node(FOLDER)


def ask_node(script: str, question: object, *, seconds: float = 300) -> Any:
    """What the script in `tests/node/` prints as JSON, when it is given this as JSON."""
    return json.loads(nodejs.run_node(FOLDER / script, given=json.dumps(question), seconds=seconds))


def read_with_javascript(bodies: Sequence[bytes]) -> dict[str, list[list[Item]]]:
    """The items that each reader finds in each of these feeds, in one start of Node."""
    found = ask_node("readers.mjs", [body.decode() for body in bodies])
    return {name: [[_item(*seen) for seen in items] for items in found[name]] for name in READERS}


def _item(uid: str, start: str | None, end: str, title: str) -> Item:
    return Item(uid, _moment(start) if start else None, _moment(end), title)


def _moment(text: str) -> date:
    """A date when it has no time, else an instant."""
    is_date = len(text) == len("2026-03-18")
    return date.fromisoformat(text) if is_date else moment(datetime.fromisoformat(text))
