"""From what a file holds to columns that can be stored, without the database."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from api.errors import InvalidInput
from api.feeds.importing.kinds import EVENTS, KINDS, TASKS, FileKind
from api.feeds.importing.report import NotImported
from api.ical.limits import DESCRIPTION_LENGTH
from api.ical.parsing import ParsedEvent, ParsedFile, ParsedTask
from api.ical.recurrence import RecurrenceId
from api.models import validation

_SHOWN_TITLE: Final = 80


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """An item as columns, and the e-mail addresses of whom it concerns.

    Of an event that stands for an occurrence of a series, `recurrence_id` says which one, and
    `own_uid` is the UID under which it stands where there is no such series.
    """

    kind: FileKind
    columns: Mapping[str, Any]
    attendees: tuple[str, ...]
    recurrence_id: RecurrenceId | None = None
    own_uid: str = ""

    @property
    def ical_uid(self) -> str:
        """What says which item it is, or of which series it is an occurrence."""
        return str(self.columns["ical_uid"])

    def not_imported(self, reason: str) -> NotImported:
        """The item in a report, with the reason why it was not imported."""
        return NotImported(
            component=self.kind.component,
            ical_uid=self.ical_uid,
            title=str(self.columns["title"])[:_SHOWN_TITLE],
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """What can be stored of a file, and what cannot, with the reason.

    `overrides` are those of series among the `events`, `strays` of series that are not in the file.
    `emails` are those of everybody whom an item concerns.
    """

    events: list[PreparedItem] = field(default_factory=list)
    overrides: list[PreparedItem] = field(default_factory=list)
    strays: list[PreparedItem] = field(default_factory=list)
    tasks: list[PreparedItem] = field(default_factory=list)
    refused: list[NotImported] = field(default_factory=list)
    emails: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return sum(map(len, (self.events, self.overrides, self.strays, self.tasks)))


async def prepare(parts: AsyncIterator[ParsedFile]) -> PreparedFile:
    """The events and the tasks of a file that comes in parts, ready to be stored."""
    prepared = PreparedFile()
    scratch = {kind.component: kind.model() for kind in KINDS}
    overrides = []
    async for part in parts:
        _add_unread(part, prepared)
        for item in part.items:
            kind = EVENTS if isinstance(item, ParsedEvent) else TASKS
            ready = _prepared(kind, item, scratch[kind.component], prepared)
            if ready is None:
                continue
            if ready.recurrence_id is not None:
                overrides.append(ready)
            else:
                (prepared.events if kind is EVENTS else prepared.tasks).append(ready)
    uids = {item.ical_uid for item in prepared.events if item.columns["rrule"] is not None}
    for ready in overrides:
        has_series = ready.columns["original_start"] is not None and ready.ical_uid in uids
        (prepared.overrides if has_series else prepared.strays).append(ready)
    return prepared


def _prepared(
    kind: FileKind, item: ParsedEvent | ParsedTask, scratch: Any, prepared: PreparedFile
) -> PreparedItem | None:
    try:
        columns = _columns(kind, item, scratch)
    except InvalidInput as invalid:
        prepared.refused.append(_refused(kind, item, invalid))
        return None
    prepared.emails.update(item.attendees)
    if isinstance(item, ParsedTask):
        return PreparedItem(kind, columns, item.attendees)
    return PreparedItem(kind, columns, item.attendees, item.recurrence_id, item.own_uid)


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


def _columns(kind: FileKind, item: ParsedEvent | ParsedTask, scratch: Any) -> dict[str, Any]:
    """The item as columns, cleaned as every write is; InvalidInput for what cannot be stored.

    `scratch` is a row of the model that lasts for a file: making one costs more than checking it.
    """
    values = {name: getattr(item, name) for name in kind.copied} | _links(item)
    for name, value in values.items():
        setattr(scratch, name, list(value) if isinstance(value, tuple) else value)
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


def _refused(kind: FileKind, item: ParsedEvent | ParsedTask, invalid: InvalidInput) -> NotImported:
    reason = f"{': '.join((*invalid.path, invalid.message))}"
    return NotImported(
        component=kind.component,
        ical_uid=item.ical_uid,
        title=item.title[:_SHOWN_TITLE],
        reason=reason,
    )
