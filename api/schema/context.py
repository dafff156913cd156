"""What a resolver knows of its request."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from strawberry.types import Info as StrawberryInfo
from tortoise.expressions import F
from tortoise.queryset import QuerySet

from api.auth import Host, PasswordPool, Viewer, open_sessions
from api.errors import BadRequest, Forbidden, Unauthenticated
from api.feeds.importing import FileReader
from api.feeds.operations.addresses import Links, show_links
from api.feeds.operations.bodies import BodyCache
from api.feeds.operations.listing import calendars_of_request
from api.ical.recurrence import Steps
from api.models.assignees import assignments_of_request
from api.models.audit import Actor, HostActor
from api.models.calendar import Calendar
from api.models.entry import Event, Task
from api.models.expanding import steps_of_request
from api.models.feed import Feed, FeedCalendar
from api.models.fields import key
from api.models.roles import reachable_calendars
from api.models.session import Scope, Session
from api.models.user import User
from api.schema.calendar_loaders import CalendarLoaders
from api.schema.fetch_loaders import FetchLoaders
from api.schema.loading import Loader, Turns
from api.settings import Settings
from api.tokens import KeyRing

# What a host application reads, too.
Seen = TypeVar("Seen", Calendar, Event, Task)


@dataclass
class Context:
    """One request: who asks, when, from where, and what the program was started with.

    Who asks is a user, the host application, or nobody: at most one of `viewer` and `host` is set.
    """

    viewer: Viewer | None
    host: Host | None
    now: datetime
    network: str
    user_agent: str
    settings: Settings
    keys: KeyRing
    bodies: BodyCache
    passwords: PasswordPool
    imports: FileReader
    # What the answer does with the session cookie: None leaves it, "" deletes it.
    session_cookie: str | None = None
    # Fields that a request may ask for once, and has.
    asked: set[str] = field(default_factory=set)
    feeds: dict[UUID, Feed] = field(default_factory=dict)
    # For the series of all that the request lists.
    steps: Steps = field(default_factory=steps_of_request)
    # For whom all that the request lists concerns.
    assignments: Steps = field(default_factory=assignments_of_request)
    # For the calendars of all feeds that the request lists.
    feed_calendars: Steps = field(default_factory=calendars_of_request)
    turns: Turns = field(default_factory=Turns)
    # Whether a mutation of this request has begun already.
    has_changed: bool = False

    def __post_init__(self) -> None:
        self.forget()

    @property
    def has_token(self) -> bool:
        """Whether a bearer token says who asks."""
        return self.is_known and (self.viewer is None or self.viewer.session_id is None)

    def forget(self) -> None:
        """Drops what was loaded: after a mutation the next field of the request loads anew."""
        self.links: Loader[UUID, Links | None] = Loader(self._load_links, self.turns)
        self.visible_calendars: Loader[UUID, list[Calendar]] = Loader(_load_calendars, self.turns)
        self.reachable_calendars: Loader[UUID, Calendar | None] = Loader(
            self._load_reachable, self.turns
        )
        self.chosen_calendars: Loader[UUID, set[UUID]] = Loader(_load_chosen, self.turns)
        self.users: Loader[UUID, User] = Loader(_load_users, self.turns)
        self.sessions: Loader[UUID, list[Session]] = Loader(self._load_sessions, self.turns)
        self.fetches = FetchLoaders(self.now, self.turns)
        user_id = self.viewer.user.id if self.viewer else None
        self.calendars = CalendarLoaders(
            user_id, self.now, self.steps, self.assignments, self.turns
        )

    async def renew(self) -> None:
        """Before a mutation: drops what was loaded, which an earlier one may have changed.

        That may have been the viewer: who was deactivated, or is no admin any more, is so at once.
        """
        self.forget()
        if self.viewer is not None and self.has_changed:
            user = await User.get_or_none(id=self.viewer.user.id, active=True)
            self.viewer = replace(self.viewer, user=user) if user else None
        self.has_changed = True

    @property
    def is_known(self) -> bool:
        """Whether somebody is signed in, or it is the host application."""
        return self.viewer is not None or self.host is not None

    def require_viewer(self) -> Viewer:
        """Whoever is signed in; raises Unauthenticated, and Forbidden for the host application."""
        if self.host is not None:
            raise Forbidden(
                "This is a user's. An API token with the scope SIGN_IN makes a token for the user "
                "with `createUserToken`."
            )
        if self.viewer is None:
            raise Unauthenticated
        return self.viewer

    def require_session(self) -> Viewer:
        """Whoever is signed in by themselves; raises Forbidden when the host has signed them in.

        For passwords and tokens: what can be done with a user token must end with it.
        """
        viewer = self.require_viewer()
        if viewer.session_id is None:
            raise Forbidden("A token of the host is not enough for this. Sign in with a password.")
        return viewer

    def require_actor(self) -> Actor:
        """Whoever is signed in, as the audit log names them; raises as `require_viewer` does."""
        viewer = self.require_viewer()
        return Actor(viewer.user, self.network, viewer.api_token_id)

    def require_host(self, scope: Scope) -> HostActor:
        """The host application, if its API token has the scope; raises Forbidden."""
        if self.host is None:
            if self.viewer is None:
                raise Unauthenticated
            raise Forbidden("This is for the host application. Send an API token as bearer token.")
        if scope not in self.host.scopes:
            raise Forbidden(
                f"This needs an API token with the scope {scope}. An admin makes one with "
                "`createApiToken`."
            )
        return HostActor(self.host.organization_id, self.host.api_token_id, self.network)

    def require_organization(self) -> UUID:
        """Whose data are read: the organization of the user, or of a host with the scope READ."""
        if self.host is not None:
            return self.require_host(Scope.READ).organization_id
        return self.require_viewer().user.organization_id

    def seen(self, model: type[Seen]) -> QuerySet[Seen]:
        """The rows that whoever asks may see: a user's, or all of the host's organization."""
        if self.host is not None:
            return model.of_organization(self.require_organization())
        return model.visible_to(self.require_viewer().user.id)

    def reachable(self) -> QuerySet[Calendar]:
        """The calendars that whoever asks may see or manage, with their role in `viewer_role`."""
        if self.host is not None:
            return self.seen(Calendar)
        return reachable_calendars(self.require_viewer().user)

    def once(self, name: str) -> None:
        """Refuses a costly field the second time, under whatever alias: raises BadRequest."""
        if name in self.asked:
            raise BadRequest(f"Ask for `{name}` once in a request.")
        self.asked.add(name)

    async def _load_reachable(self, calendar_ids: list[UUID]) -> list[Calendar | None]:
        found = {row.id: row for row in await self.reachable().filter(id__in=calendar_ids)}
        return [found.get(calendar_id) for calendar_id in calendar_ids]

    async def _load_sessions(self, user_ids: list[UUID]) -> list[list[Session]]:
        """The viewer's own, whom a list may show many times over: nobody else is among these."""
        return [await open_sessions(user_id, self.now) for user_id in user_ids]

    async def _load_links(self, feed_ids: list[UUID]) -> Sequence[Links | None]:
        links = await show_links(
            self.require_actor(),
            [self.feeds[feed_id] for feed_id in feed_ids],
            self.now,
            keys=self.keys,
            settings=self.settings,
        )
        return [links[feed_id] for feed_id in feed_ids]


async def _load_calendars(user_ids: list[UUID]) -> list[list[Calendar]]:
    """The calendars that each of these users may see, by name."""
    found: dict[UUID, list[Calendar]] = {user_id: [] for user_id in user_ids}
    rows = Calendar.filter(access__user_id__in=user_ids).annotate(
        viewer_role=F("access__role"), seen_by=F("access__user_id")
    )
    for row in await rows.order_by("name", "id"):
        found[key(vars(row)["seen_by"])].append(row)
    return list(found.values())


async def _load_users(user_ids: list[UUID]) -> list[User]:
    users = {user.id: user for user in await User.filter(id__in=user_ids)}
    return [users[user_id] for user_id in user_ids]


async def _load_chosen(feed_ids: list[UUID]) -> list[set[UUID]]:
    """Keys of the calendars that each of these additional feeds was made for."""
    chosen: dict[UUID, set[UUID]] = {feed_id: set() for feed_id in feed_ids}
    for row in await FeedCalendar.filter(feed_id__in=feed_ids):
        chosen[row.feed_id].add(row.calendar_id)
    return list(chosen.values())


Info = StrawberryInfo[Context, None]
