"""From what a file holds to columns that can be stored, without the database."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from api.errors import InvalidInput
from api.feeds.importing.kinds import EVENTS, TASKS, Kind
from api.feeds.importing.report import ImportReport, NotImported
from api.ical.parsing import ParsedEvent, ParsedFile, ParsedTask, parse_calendar
from api.models import validation
from api.models.entry import Event


@dataclass(frozen=True, slots=True)
class Prepared:
    """An item as columns, and the e-mail addresses of whom it concerns."""

    columns: dict[str, Any]
    attendees: tuple[str, ...]


def prepare(content: bytes, zone: ZoneInfo) -> tuple[ImportReport, list[Prepared], list[Prepared]]:
    """The events and the tasks of a file, ready to be stored, and the report of all the rest."""
    parsed = parse_calendar(content, zone)
    report = _report(parsed)
    ready: dict[str, list[Prepared]] = {EVENTS.component: [], TASKS.component: []}
    for item in parsed.items:
        kind = EVENTS if isinstance(item, ParsedEvent) else TASKS
        try:
            prepared = Prepared(_columns(kind, item), item.attendees)
        except InvalidInput as invalid:
            report.refused.append(_refused(kind, item, invalid))
        else:
            ready[kind.component].append(prepared)
    return report, ready[EVENTS.component], ready[TASKS.component]


def _report(parsed: ParsedFile) -> ImportReport:
    """The report with what the parser could not read; what it read is counted when stored."""
    return ImportReport(
        refused=[
            NotImported(
                component=item.component,
                ical_uid=item.ical_uid or "",
                title=item.title,
                reason=item.reason,
            )
            for item in parsed.refused
        ],
        series=[
            NotImported(
                component=item.component,
                ical_uid=item.ical_uid,
                title=item.title,
                reason="Series and their exceptions cannot be imported yet.",
            )
            for item in parsed.series
        ],
    )


def _columns(kind: Kind, item: ParsedEvent | ParsedTask) -> dict[str, Any]:
    """The item as columns, cleaned as every write is; InvalidInput for what cannot be stored."""
    columns = {name: getattr(item, name) for name in kind.columns}
    columns["categories"] = list(item.categories)
    columns |= _links(item)
    scratch = kind.model(**columns)
    kind.check(scratch)
    if kind.model is Event:
        columns["long"] = scratch.long
    return {name: getattr(scratch, name) for name in columns}


def _links(item: ParsedEvent | ParsedTask) -> dict[str, str]:
    """The item's address; one that is no web address is kept at the end of the description."""
    try:
        return {"url": validation.url(item.url, "url"), "description": item.description}
    except InvalidInput:
        text = item.description[: validation.DESCRIPTION_LENGTH - len(item.url) - 2]
        return {"url": "", "description": f"{text}\n\n{item.url}".strip()}


def _refused(kind: Kind, item: ParsedEvent | ParsedTask, invalid: InvalidInput) -> NotImported:
    reason = f"{': '.join((*invalid.path, invalid.message))}"
    return NotImported(
        component=kind.component, ical_uid=item.ical_uid, title=item.title[:80], reason=reason
    )
