"""Feeds in the schema."""

import asyncio
from datetime import datetime
from typing import Self

import strawberry

from api.feeds.operations.listing import take_calendars
from api.feeds.operations.programs import latest_change
from api.feeds.operations.qr_code import qr_code
from api.feeds.operations.reading import export_feed
from api.feeds.operations.reporting import report_feed
from api.models import calendar as calendar_models
from api.models import feed as models
from api.models.feed import FeedKind
from api.schema.context import Info
from api.schema.ids import encode_id
from api.schema.types.calendar import Calendar
from api.schema.types.feed_address import FeedExport, FeedLinks
from api.schema.types.feed_settings import CalendarFeedSettings
from api.schema.types.node import Node
from api.schema.types.programs import Days, FeedNetwork, FeedProgram, check_days
from api.schema.types.report import FeedReport
from api.schema.types.user import User


@strawberry.type(
    description="A private, read-only subscription of one user: an address at which calendar "
    "programs fetch calendars. The viewer's; for admins, anybody's."
)
class CalendarFeed(Node):
    """A private, read-only subscription of the viewer; for admins, of anybody."""

    row: strawberry.Private[models.Feed]
    kind: FeedKind = strawberry.field(
        description="Which calendars it shows: one, all of the user's, or a choice."
    )
    label: str = strawberry.field(
        description="Where it is used, as the user named it; empty for the feeds everyone has."
    )
    all_calendars: bool = strawberry.field(
        description="Whether it goes over all calendars that the user may see, also those to come."
    )
    settings: CalendarFeedSettings = strawberry.field(description="What it shows.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(
        description="When its address stops working; null for never."
    )

    @strawberry.field(description="Whose it is.")
    async def user(self, info: Info) -> User:
        """One load for all feeds of a list."""
        return User.of(await info.context.users.load(self.row.user_id))

    @strawberry.field(
        description="The calendar that a feed of kind CALENDAR is over, also while it shows "
        "nothing; null for others."
    )
    async def calendar(self, info: Info) -> Calendar | None:
        """One load for all feeds of a list."""
        if self.row.calendar_id is None:
            return None
        calendar = await info.context.reachable_calendars.load(self.row.calendar_id)
        return Calendar.of(calendar, calendar.viewer_role) if calendar else None

    @strawberry.field(description="The calendars that it shows now.")
    async def calendars(self, info: Info) -> list[Calendar]:
        """One load for all feeds of a list."""
        viewer_id = info.context.require_viewer().user.id
        visible = await info.context.visible_calendars.load(viewer_id)
        roles = {calendar.id: calendar.viewer_role for calendar in visible}
        shown = await self._shown(info)
        take_calendars(info.context.feed_calendars, len(shown))
        return [Calendar.of(calendar, roles.get(calendar.id)) for calendar in shown]

    def _is_own(self, info: Info) -> bool:
        """Whether it is the viewer's: nobody else is shown what it says, and where."""
        return self.row.user_id == info.context.require_viewer().user.id

    async def _shown(self, info: Info) -> list[calendar_models.Calendar]:
        visible = await info.context.visible_calendars.load(self.row.user_id)
        if self.row.kind is FeedKind.ALL or self.row.all_calendars:
            return visible
        chosen = {self.row.calendar_id}
        if self.row.kind is FeedKind.ADDITIONAL:
            chosen = {*await info.context.chosen_calendars.load(self.row.id)}
        return [calendar for calendar in visible if calendar.id in chosen]

    @strawberry.field(
        description="Its address. Made when it is first asked for; null when the key that it was "
        "made with is gone: the address still works, and a reset gives one that can be shown. Null "
        "for everybody but its user."
    )
    async def links(self, info: Info) -> FeedLinks | None:
        """One load for all feeds of a list."""
        if not self._is_own(info):
            return None
        links = await info.context.links.load(self.row.id)
        return FeedLinks.of(links) if links else None

    @strawberry.field(
        description="The webcal link as a QR code, in SVG: whoever sees it can read the calendar. "
        "Null where `links` is. For one feed in a request."
    )
    async def qr_code(self, info: Info) -> str | None:
        """Drawn off the event loop."""
        if not self._is_own(info):
            return None
        info.context.once("qrCode")
        links = await info.context.links.load(self.row.id)
        return await asyncio.to_thread(qr_code, links.webcal) if links else None

    @strawberry.field(
        description="What its address serves now; null while it serves nothing, as when feeds are "
        "switched off, and for everybody but its user. For one feed in a request."
    )
    async def export(self, info: Info) -> FeedExport | None:
        """The same rendering as the route's."""
        context = info.context
        if not self._is_own(info):
            return None
        context.once("export")
        document = await export_feed(
            self.row, context.now, settings=context.settings, bodies=context.bodies
        )
        return FeedExport.of(document) if document else None

    @strawberry.field(
        description="What its owner should know of it; null while its address serves nothing, and "
        "for everybody but its user. For one feed in a request."
    )
    async def report(self, info: Info) -> FeedReport | None:
        """Of the same rendering as the route's."""
        context = info.context
        if not self._is_own(info):
            return None
        context.once("report")
        report = await report_feed(
            self.row, context.now, settings=context.settings, bodies=context.bodies
        )
        return FeedReport.of(report) if report else None

    @strawberry.field(
        description="When what it says last changed; null while it shows no calendar. That its "
        "window moves at midnight (UTC) is no change."
    )
    async def latest_change_at(self, info: Info) -> datetime | None:
        """One load for all feeds of a list."""
        return latest_change(self.row, await self._shown(info))

    @strawberry.field(
        description="The programs that fetched it lately, the last one first, at most 10. "
        "Fetches of the last seconds may be missing."
    )
    async def programs(self, info: Info) -> list[FeedProgram]:
        """One load for all feeds of a list."""
        changed_at = latest_change(self.row, await self._shown(info))
        selector = await info.context.fetches.selectors.load(self.row.id)
        return [
            FeedProgram.of(row, selector=selector, changed_at=changed_at, now=info.context.now)
            for row in await info.context.fetches.programs.load(self.row.id)
        ]

    @strawberry.field(
        description="The networks from which it was fetched, the last one first, at most 50. None "
        "for everybody but its user."
    )
    async def networks(self, info: Info, days: Days = 30) -> list[FeedNetwork]:
        """One load for all feeds of a list."""
        asked = (self.row.id, check_days(days))
        rows = await info.context.fetches.networks.load(asked) if self._is_own(info) else ()
        return [FeedNetwork.of(row) for row in rows]

    @classmethod
    def of(cls, feed: models.Feed, info: Info) -> Self:
        """The viewer's feed as the schema shows it."""
        info.context.feeds[feed.id] = feed
        return cls(
            id=encode_id("CalendarFeed", feed.id),
            row=feed,
            kind=feed.kind,
            label=feed.label,
            all_calendars=feed.kind is FeedKind.ALL or feed.all_calendars,
            settings=CalendarFeedSettings.of(feed),
            created_at=feed.created_at,
            expires_at=feed.expires_at,
        )
