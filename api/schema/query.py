"""The queries."""

from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Annotated, Final
from uuid import UUID

import strawberry

from api.auth import Viewer
from api.errors import BadRequest
from api.feeds.operations.listing import make_default_feeds, visible_feeds
from api.models import calendar as calendar_models
from api.models import entry as entry_models
from api.models import user as user_models
from api.schema.connections import LARGEST_PAGE, Connection, paginate
from api.schema.context import Info
from api.schema.ids import decode_id
from api.schema.types.calendar import Calendar
from api.schema.types.entry import Event, Task, may_read
from api.schema.types.feed import CalendarFeed
from api.schema.types.node import Node
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


async def _calendar(key: UUID, viewer: Viewer, info: Info) -> Calendar | None:  # noqa: ARG001
    found = await calendar_models.Calendar.visible_to(viewer.user.id).get_or_none(id=key)
    return Calendar.of(found) if found else None


async def _feed(key: UUID, viewer: Viewer, info: Info) -> CalendarFeed | None:
    found = await visible_feeds(viewer.user.id).get_or_none(id=key)
    return CalendarFeed.of(found, info) if found else None


async def _event(key: UUID, viewer: Viewer, info: Info) -> Event | None:  # noqa: ARG001
    found = await entry_models.Event.visible_to(viewer.user.id).get_or_none(id=key)
    return Event.of(found, found.viewer_role) if found else None


async def _task(key: UUID, viewer: Viewer, info: Info) -> Task | None:  # noqa: ARG001
    found = await entry_models.Task.visible_to(viewer.user.id).get_or_none(id=key)
    return Task.of(found) if found and may_read(found.viewer_role) else None


async def _user(key: UUID, viewer: Viewer, info: Info) -> User | None:  # noqa: ARG001
    found = await user_models.User.get_or_none(id=key, organization_id=viewer.user.organization_id)
    return User.of(found) if found else None


_LOADERS: Final[dict[str, Callable[[UUID, Viewer, Info], Awaitable[Node | None]]]] = {
    "Calendar": _calendar,
    "CalendarFeed": _feed,
    "Event": _event,
    "Task": _task,
    "User": _user,
}


async def load_node(text: str, info: Info) -> Node | None:
    """The object with this id, if the viewer may see it; None for any other text alike."""
    viewer = info.context.require_viewer()
    decoded = decode_id(text)
    load = _LOADERS.get(decoded[0]) if decoded else None
    return await load(decoded[1], viewer, info) if decoded and load else None


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
        visible = calendar_models.Calendar.visible_to(info.context.require_viewer().user.id)
        return await paginate(
            visible,
            ("name", "id"),
            Calendar.of,
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
        description="The object with this id; null when there is none that the viewer may see."
    )
    async def node(self, info: Info, id: NodeId) -> Node | None:
        """Relay's way to fetch an object again."""
        return await load_node(id, info)

    @strawberry.field(
        description="The objects with these ids in their order; null for each that the viewer may "
        "not see."
    )
    async def nodes(self, info: Info, ids: NodeIds) -> list[Node | None]:
        """Relay's way to fetch objects again."""
        if len(ids) > LARGEST_PAGE:
            raise BadRequest(f"Ask for at most {LARGEST_PAGE} objects at once.")
        return [await load_node(id_, info) for id_ in ids]

    @strawberry.field(description="What the server is, and of which days its feeds speak.")
    async def server_info(self, info: Info) -> ServerInfo:
        """Answered without a sign-in."""
        settings = info.context.settings
        return ServerInfo(
            version=version("calendar-feeds"),
            window_past_days=settings.window_past_days,
            window_future_days=settings.window_future_days,
        )
