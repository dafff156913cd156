"""The queries."""

from importlib.metadata import version
from typing import Annotated, Final

import strawberry

from api.auth import visible_api_tokens
from api.errors import BadRequest
from api.feeds.operations.listing import make_default_feeds, visible_feeds
from api.feeds.programs import PROGRAMS
from api.models import feed as feed_models
from api.models import session as session_models
from api.schema.admin_queries import AdminQueries
from api.schema.connections import (
    LARGEST_PAGE,
    After,
    Before,
    Connection,
    First,
    Last,
    Paging,
    paginate,
)
from api.schema.context import Info
from api.schema.cursors import Order
from api.schema.filters import (
    CALENDAR_ORDERS,
    CalendarFeedFilter,
    CalendarFilter,
    CalendarOrder,
    chosen_calendars,
    chosen_feeds,
)
from api.schema.nodes import load_nodes
from api.schema.types.api_token import ApiToken
from api.schema.types.calendar import Calendar
from api.schema.types.feed import CalendarFeed
from api.schema.types.node import Node
from api.schema.types.programs import CalendarProgram
from api.schema.types.server import ServerInfo
from api.schema.types.user import User

NodeId = Annotated[strawberry.ID, strawberry.argument(description="The object's id.")]
NodeIds = Annotated[
    list[strawberry.ID], strawberry.argument(description="The objects' ids, at most 100.")
]

_VERSION: Final = version("calendar-feeds")
_FEEDS: Final = Order("calendarFeeds", [(feed_models.Feed, "id")])
_API_TOKENS: Final = Order("apiTokens", [(session_models.ApiToken, "id")])


@strawberry.type(description="What can be asked.")
class Query(AdminQueries):
    """What can be asked."""

    @strawberry.field(description="Who is signed in; null when nobody is.")
    async def viewer(self, info: Info) -> User | None:
        """The one query that is answered without a sign-in, besides `serverInfo`."""
        viewer = info.context.viewer
        return User.of(viewer.user) if viewer else None

    @strawberry.field(
        description="The calendars that the viewer may see; for an API token all. With `managed` "
        "in the filter those that the viewer may manage."
    )
    async def calendars(
        self,
        info: Info,
        filter: Annotated[
            CalendarFilter | None, strawberry.argument(description="Which ones; all if left out.")
        ] = None,
        order_by: Annotated[
            CalendarOrder, strawberry.argument(description="In which order they come.")
        ] = CalendarOrder.NAME,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Calendar]:
        """A page of calendars."""
        return await paginate(
            chosen_calendars(info.context, filter),
            CALENDAR_ORDERS[order_by],
            Paging(first, after, last, before),
            lambda calendar: Calendar.of(calendar, calendar.viewer_role),
        )

    @strawberry.field(
        description="The viewer's feeds: one of all calendars, one for each calendar that the "
        "viewer may see, and those that the viewer added."
    )
    async def calendar_feeds(
        self,
        info: Info,
        filter: Annotated[
            CalendarFeedFilter | None,
            strawberry.argument(description="Which ones; all if left out."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CalendarFeed]:
        """A page of feeds."""
        user = info.context.require_viewer().user
        await make_default_feeds(user.id, info.context.now)
        return await paginate(
            chosen_feeds(visible_feeds(user.id), filter, user.id),
            _FEEDS,
            Paging(first, after, last, before),
            lambda feed: CalendarFeed.of(feed, info),
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
            _API_TOKENS,
            Paging(first, after, last, before),
            ApiToken.of,
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
