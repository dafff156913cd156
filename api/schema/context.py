"""What a resolver knows of its request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from strawberry.dataloader import DataLoader
from strawberry.types import Info as StrawberryInfo

from api.auth import PasswordPool, Viewer
from api.errors import BadRequest, Unauthenticated
from api.feeds.importing import FileReader
from api.feeds.operations.addresses import Links, show_links
from api.feeds.operations.bodies import BodyCache
from api.models.audit import Actor
from api.models.calendar import Calendar
from api.models.feed import Feed, FeedCalendar
from api.schema.fetch_loaders import FetchLoaders
from api.settings import Settings
from api.tokens import KeyRing


@dataclass
class Context:
    """One request: who asks, when, from where, and what the program was started with."""

    viewer: Viewer | None
    now: datetime
    network: str
    program: str
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

    def __post_init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Drops what was loaded: after a mutation the next field of the request loads anew."""
        self.links: DataLoader[UUID, Links | None] = DataLoader(self._load_links)
        self.visible_calendars: DataLoader[UUID, list[Calendar]] = DataLoader(_load_calendars)
        self.chosen_calendars: DataLoader[UUID, set[UUID]] = DataLoader(_load_chosen)
        self.fetches = FetchLoaders(self.now)

    def require_viewer(self) -> Viewer:
        """Whoever is signed in; raises Unauthenticated."""
        if self.viewer is None:
            raise Unauthenticated
        return self.viewer

    def require_actor(self) -> Actor:
        """Whoever is signed in, as the audit log names them; raises Unauthenticated."""
        return Actor(self.require_viewer().user, self.network)

    def once(self, name: str) -> None:
        """Refuses a costly field the second time, under whatever alias: raises BadRequest."""
        if name in self.asked:
            raise BadRequest(f"Ask for `{name}` once in a request.")
        self.asked.add(name)

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
    """The visible calendars of the viewer, who is the only user ever asked for."""
    return [list(await Calendar.visible_to(user_id).order_by("name", "id")) for user_id in user_ids]


async def _load_chosen(feed_ids: list[UUID]) -> list[set[UUID]]:
    """Keys of the calendars that each of these additional feeds was made for."""
    chosen: dict[UUID, set[UUID]] = {feed_id: set() for feed_id in feed_ids}
    for row in await FeedCalendar.filter(feed_id__in=feed_ids):
        chosen[row.feed_id].add(row.calendar_id)
    return list(chosen.values())


Info = StrawberryInfo[Context, None]
