"""From what a file holds to columns that can be stored, without the database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from api.errors import InvalidInput
from api.feeds.importing.kinds import EVENTS, KINDS, TASKS, Kind
from api.feeds.importing.report import NotImported
from api.ical.limits import DESCRIPTION_LENGTH
from api.ical.parsing import ParsedEvent, ParsedFile, ParsedTask
from api.models import validation


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """An item as columns, and the e-mail addresses of whom it concerns."""

    columns: dict[str, Any]
    attendees: tuple[str, ...]

    @property
    def ical_uid(self) -> str:
        """What says which item it is."""
        return str(self.columns["ical_uid"])


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """What can be stored of a file, and what cannot, with the reason.

    `emails` are those of everybody whom an item concerns.
    """

    events: list[PreparedItem] = field(default_factory=list)
    tasks: list[PreparedItem] = field(default_factory=list)
    refused: list[NotImported] = field(default_factory=list)
    series: list[NotImported] = field(default_factory=list)
    emails: set[str] = field(default_factory=set)

    def items(self, kind: Kind) -> list[PreparedItem]:
        """The items of this kind."""
        return self.events if kind is EVENTS else self.tasks


async def prepare(parts: AsyncIterator[ParsedFile]) -> PreparedFile:
    """The events and the tasks of a file that comes in parts, ready to be stored."""
    prepared = PreparedFile()
    scratch = {kind.component: kind.model() for kind in KINDS}
    async for part in parts:
        _add_unread(part, prepared)
        for item in part.items:
            kind = EVENTS if isinstance(item, ParsedEvent) else TASKS
            _add(kind, item, scratch[kind.component], prepared)
    return prepared


def _add(kind: Kind, item: ParsedEvent | ParsedTask, scratch: Any, prepared: PreparedFile) -> None:
    try:
        columns = _columns(kind, item, scratch)
    except InvalidInput as invalid:
        prepared.refused.append(_refused(kind, item, invalid))
    else:
        prepared.items(kind).append(PreparedItem(columns, item.attendees))
        prepared.emails.update(item.attendees)


def _add_unread(parsed: ParsedFile, prepared: PreparedFile) -> None:
    prepared.refused.extend(
        NotImported(
            component=item.component,
            ical_uid=item.ical_uid or "",
            title=item.title,
            reason=item.reason,
        )
        for item in parsed.refused
    )
    prepared.series.extend(
        NotImported(
            component=item.component,
            ical_uid=item.ical_uid,
            title=item.title,
            reason="Series and their exceptions cannot be imported yet.",
        )
        for item in parsed.series
    )


def _columns(kind: Kind, item: ParsedEvent | ParsedTask, scratch: Any) -> dict[str, Any]:
    """The item as columns, cleaned as every write is; InvalidInput for what cannot be stored.

    `scratch` is a row of the model that lasts for a file: making one costs more than checking it.
    """
    values = {name: getattr(item, name) for name in kind.copied} | _links(item)
    for name, value in values.items():
        setattr(scratch, name, value)
    scratch.categories = list(item.categories)
    kind.check(scratch)
    return {name: getattr(scratch, name) for name in kind.columns}


def _links(item: ParsedEvent | ParsedTask) -> dict[str, str]:
    """The item's address; one that is no web address is kept at the end of the description."""
    try:
        return {"url": validation.url(item.url, "url"), "description": item.description}
    except InvalidInput:
        text = item.description[: DESCRIPTION_LENGTH - len(item.url) - 2]
        return {"url": "", "description": f"{text}\n\n{item.url}".strip()}


def _refused(kind: Kind, item: ParsedEvent | ParsedTask, invalid: InvalidInput) -> NotImported:
    reason = f"{': '.join((*invalid.path, invalid.message))}"
    return NotImported(
        component=kind.component, ical_uid=item.ical_uid, title=item.title[:80], reason=reason
    )
