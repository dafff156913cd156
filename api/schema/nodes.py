"""Objects fetched again by their ids."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, TypeVar
from uuid import UUID

import strawberry

from api.auth import visible_api_tokens
from api.errors import Forbidden
from api.feeds.operations.listing import known_feeds
from api.models import agenda, contents
from api.models import entry as entry_models
from api.models import organization as organization_models
from api.models import user as user_models
from api.models.audit import audit_log
from api.schema.context import Info
from api.schema.ids import decode_id, decode_occurrence, opened_id
from api.schema.types.api_token import ApiToken
from api.schema.types.audit import AuditEntry
from api.schema.types.calendar import Calendar
from api.schema.types.event import Event
from api.schema.types.feed import CalendarFeed
from api.schema.types.member import CalendarMember
from api.schema.types.node import Node
from api.schema.types.organization import Organization
from api.schema.types.task import Task
from api.schema.types.user import User

Keys = Collection[UUID]
Occurrences = Collection[entry_models.OccurrenceKey]
Found = Mapping[UUID, Node]
Key = TypeVar("Key")


async def _calendars(keys: Keys, info: Info) -> Found:
    found = await info.context.reachable().filter(id__in=keys)
    return {row.id: Calendar.of(row, row.viewer_role) for row in found}


async def _feeds(keys: Keys, info: Info) -> Found:
    if info.context.host is not None:
        return {}  # a feed is its user's
    known = known_feeds(info.context.require_viewer().user)
    return {row.id: CalendarFeed.of(row, info) for row in await known.filter(id__in=keys)}


async def _events(keys: Keys, info: Info) -> Found:
    # A changed occurrence goes by the id that it had before.
    seen = info.context.seen(entry_models.Event).filter(series_id=None)
    return _shown({row.id: row for row in await seen.filter(id__in=keys)}, info)


async def _occurrences(keys: Occurrences, info: Info) -> Mapping[entry_models.OccurrenceKey, Node]:
    seen = info.context.seen(entry_models.Event)
    return _shown(await agenda.occurrences_among(seen, keys, info.context.steps), info)


def _shown(events: Mapping[Key, entry_models.Event], info: Info) -> dict[Key, Node]:
    return {
        key: Event.of(row, row.viewer_role, info.context.keys)
        for key, row in events.items()
        if entry_models.is_shown(row)
    }


async def _tasks(keys: Keys, info: Info) -> Found:
    visible = info.context.seen(entry_models.Task)
    found = await visible.filter(id__in=keys)
    return {row.id: Task.of(row) for row in found if entry_models.is_shown(row)}


async def _users(keys: Keys, info: Info) -> Found:
    colleagues = user_models.User.filter(organization_id=info.context.require_organization())
    return {row.id: User.of(row) for row in await colleagues.filter(id__in=keys)}


async def _organizations(keys: Keys, info: Info) -> Found:
    own = organization_models.Organization.filter(id=info.context.require_organization())
    return {row.id: Organization.of(row) for row in await own.filter(id__in=keys)}


async def _api_tokens(keys: Keys, info: Info) -> Found:
    with suppress(Forbidden):
        tokens = visible_api_tokens(info.context.require_actor())
        return {row.id: ApiToken.of(row) for row in await tokens.filter(id__in=keys)}
    return {}


async def _members(keys: Keys, info: Info) -> Found:
    organization_id = info.context.require_organization()
    viewer = info.context.viewer
    visible = contents.visible_members(organization_id, viewer.user if viewer else None)
    return {
        row.id: CalendarMember.of(
            contents.CalendarMember(row.id, row.calendar_id, row.role, row.of_host, row.user)
        )
        for row in await visible.filter(id__in=keys)
    }


async def _audit_entries(keys: Keys, info: Info) -> Found:
    with suppress(Forbidden):
        entries = audit_log(info.context.require_viewer().user)
        return {row.id: AuditEntry.of(row) for row in await entries.filter(id__in=keys)}
    return {}


_LOADERS: Final[dict[str, Callable[[Any, Info], Awaitable[Mapping[Any, Node]]]]] = {
    "Calendar": _calendars,
    "CalendarFeed": _feeds,
    "CalendarMember": _members,
    "Event": _events,
    "Occurrence": _occurrences,
    "Organization": _organizations,
    "Task": _tasks,
    "User": _users,
    "ApiToken": _api_tokens,
    "AuditEntry": _audit_entries,
}


async def load_nodes(texts: Sequence[str], info: Info) -> list[Node | None]:
    """The objects with these ids that the viewer may see, None for any other text alike.

    As many statements for each type among them, however many there are.
    """
    info.context.require_organization()
    ids = [_kind_and_key(opened_id(text, info.context.keys)) for text in texts]
    found: dict[tuple[str, Any], Node] = {}
    for kind, load in _LOADERS.items():
        keys = {id_[1] for id_ in ids if id_ is not None and id_[0] == kind}
        if keys:
            nodes = await load(keys, info)
            found |= {(kind, key): node for key, node in nodes.items()}
    named = [found.get(id_) if id_ is not None else None for id_ in ids]
    return [_asked_as(text, node) for text, node in zip(texts, named, strict=True)]


def _asked_as(text: str, node: Node | None) -> Node | None:
    """An event under the id by which it was asked for, sealed or not; a role may have changed."""
    return replace(node, id=strawberry.ID(text)) if isinstance(node, Event) else node


def _kind_and_key(text: str) -> tuple[str, Any] | None:
    occurrence = decode_occurrence(text)
    return ("Occurrence", occurrence) if occurrence else decode_id(text)
