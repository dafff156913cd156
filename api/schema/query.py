"""The queries."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from importlib.metadata import version
from typing import Annotated, Final
from uuid import UUID

import strawberry

from api.auth import api_tokens, visible_api_tokens
from api.errors import BadRequest
from api.feeds.operations.listing import make_default_feeds, visible_feeds
from api.feeds.programs import PROGRAMS
from api.ical.event import takes_time
from api.models import calendar as calendar_models
from api.models import entry as entry_models
from api.models import organization as organization_models
from api.models import user as user_models
from api.schema.connections import LARGEST_PAGE, Connection, paginate
from api.schema.context import Info
from api.schema.ids import decode_id
from api.schema.types.api_token import ApiToken
from api.schema.types.calendar import Calendar
from api.schema.types.entry import Event, Task, may_read
from api.schema.types.feed import CalendarFeed
from api.schema.types.node import Node
from api.schema.types.organization import Organization
from api.schema.types.programs import CalendarProgram
from api.schema.types.server import ServerInfo
from api.schema.types.user import User

First = Annotated[
    int | None,
    strawberry.argument(description="How many from the start: 50 unless said, at most 100."),
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, at most 100.")]
Before = Annotated[
    str | None, strawberry.argument(description="Only what comes before this cursor.")
]
NodeId = Annotated[strawberry.ID, strawberry.argument(description="The object's id.")]
NodeIds = Annotated[
    list[strawberry.ID], strawberry.argument(description="The objects' ids, at most 100.")
]

Keys = Collection[UUID]
Found = Mapping[UUID, Node]


async def _calendars(keys: Keys, info: Info) -> Found:
    seen = info.context.seen(calendar_models.Calendar)
    return {row.id: Calendar.of(row, row.viewer_role) for row in await seen.filter(id__in=keys)}


async def _feeds(keys: Keys, info: Info) -> Found:
    if info.context.host is not None:
        return {}  # a feed is its user's
    visible = visible_feeds(info.context.require_viewer().user.id)
    return {row.id: CalendarFeed.of(row, info) for row in await visible.filter(id__in=keys)}


async def _events(keys: Keys, info: Info) -> Found:
    visible = info.context.seen(entry_models.Event)
    return {
        row.id: Event.of(row, row.viewer_role)
        for row in await visible.filter(id__in=keys)
        if may_read(row.viewer_role) or takes_time(row.status, transparent=row.transparent)
    }


async def _tasks(keys: Keys, info: Info) -> Found:
    visible = info.context.seen(entry_models.Task)
    found = await visible.filter(id__in=keys)
    return {row.id: Task.of(row) for row in found if may_read(row.viewer_role)}


async def _users(keys: Keys, info: Info) -> Found:
    colleagues = user_models.User.filter(organization_id=info.context.require_organization())
    return {row.id: User.of(row) for row in await colleagues.filter(id__in=keys)}


async def _organizations(keys: Keys, info: Info) -> Found:
    own = organization_models.Organization.filter(id=info.context.require_organization())
    return {row.id: Organization.of(row) for row in await own.filter(id__in=keys)}


async def _api_tokens(keys: Keys, info: Info) -> Found:
    viewer = info.context.viewer
    if viewer is None or viewer.user.role is not user_models.UserRole.ADMIN:
        return {}
    found = await api_tokens(viewer.user.organization_id).filter(id__in=keys)
    return {row.id: ApiToken.of(row) for row in found}


_LOADERS: Final[dict[str, Callable[[Keys, Info], Awaitable[Found]]]] = {
    "Calendar": _calendars,
    "CalendarFeed": _feeds,
    "Event": _events,
    "Organization": _organizations,
    "Task": _tasks,
    "User": _users,
    "ApiToken": _api_tokens,
}


_VERSION: Final = version("calendar-feeds")


async def load_nodes(texts: Sequence[str], info: Info) -> list[Node | None]:
    """The objects with these ids that the viewer may see, None for any other text alike.

    One statement for each type among them, however many there are.
    """
    info.context.require_organization()
    ids = [decode_id(text) for text in texts]
    found: dict[tuple[str, UUID], Node] = {}
    for kind, load in _LOADERS.items():
        keys = {id_[1] for id_ in ids if id_ is not None and id_[0] == kind}
        if keys:
            nodes = await load(keys, info)
            found |= {(kind, key): node for key, node in nodes.items()}
    return [found.get(id_) if id_ is not None else None for id_ in ids]


@strawberry.type(description="What can be asked.")
class Query:
    """What can be asked."""

    @strawberry.field(description="Who is signed in; null when nobody is.")
    async def viewer(self, info: Info) -> User | None:
        """The one query that is answered without a sign-in, besides `serverInfo`."""
        viewer = info.context.viewer
        return User.of(viewer.user) if viewer else None

    @strawberry.field(description="The calendars that the viewer may see, by name.")
    async def calendars(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Calendar]:
        """A page of calendars."""
        return await paginate(
            info.context.seen(calendar_models.Calendar),
            ("name", "id"),
            lambda calendar: Calendar.of(calendar, calendar.viewer_role),
            first=first,
            after=after,
            last=last,
            before=before,
        )

    @strawberry.field(
        description="The viewer's feeds: one of all calendars, one for each calendar that the "
        "viewer may see, and those that the viewer added."
    )
    async def calendar_feeds(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CalendarFeed]:
        """A page of feeds."""
        user = info.context.require_viewer().user
        await make_default_feeds(user.id, info.context.now)
        return await paginate(
            visible_feeds(user.id),
            ("id",),
            lambda feed: CalendarFeed.of(feed, info),
            first=first,
            after=after,
            last=last,
            before=before,
        )

    @strawberry.field(
        description="The API tokens of the organization, in the order in which they were made. "
        "For admins."
    )
    async def api_tokens(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ApiToken]:
        """A page of API tokens, without their secrets."""
        return await paginate(
            visible_api_tokens(info.context.require_actor()),
            ("id",),
            ApiToken.of,
            first=first,
            after=after,
            last=last,
            before=before,
        )

    @strawberry.field(
        description="The object with this id; null when there is none that the viewer may see."
    )
    async def node(self, info: Info, id: NodeId) -> Node | None:
        """Relay's way to fetch an object again."""
        return (await load_nodes([id], info))[0]

    @strawberry.field(
        description="The objects with these ids in their order; null for each that the viewer may "
        "not see."
    )
    async def nodes(self, info: Info, ids: NodeIds) -> list[Node | None]:
        """Relay's way to fetch objects again."""
        if len(ids) > LARGEST_PAGE:
            raise BadRequest(f"Ask for at most {LARGEST_PAGE} objects at once.")
        return await load_nodes(ids, info)

    @strawberry.field(description="What the server is, and of which days its feeds speak.")
    async def server_info(self, info: Info) -> ServerInfo:
        """Answered without a sign-in."""
        settings = info.context.settings
        return ServerInfo(
            version=_VERSION,
            window_past_days=settings.window_past_days,
            window_future_days=settings.window_future_days,
            programs=[CalendarProgram.of(program) for program in PROGRAMS],
        )
