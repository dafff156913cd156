"""Reset."""

from typing import Annotated, Self

import strawberry

from api.feeds.operations.resetting import Reset, reset_feeds
from api.feeds.programs import described
from api.schema.context import Info
from api.schema.mutations.fields import keys_of
from api.schema.types.feed import CalendarFeed
from api.schema.types.programs import CalendarProgram
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input(description="Which feeds get new addresses.")
class ResetCalendarFeedsInput:
    """Which feeds get new addresses."""

    feed_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These feeds of the viewer; null or left out means all of them."
    )


@strawberry.type(description="A feed whose address was replaced, and who was using the old one.")
class ReplacedAddress:
    """A feed whose address was replaced, and who was using the old one."""

    feed: CalendarFeed = strawberry.field(description="The feed, with its new address.")
    programs: list[CalendarProgram] = strawberry.field(
        description="The programs that fetched the old address in the last 30 days: each needs "
        "the new one. Fetches of the last seconds may be missing."
    )


@strawberry.type(description="The answer to `resetCalendarFeeds`.")
class ResetCalendarFeedsPayload:
    """The answer to `resetCalendarFeeds`."""

    feeds: list[CalendarFeed] | None = strawberry.field(
        default=None, description="The feeds with their new addresses."
    )
    replaced: list[ReplacedAddress] | None = strawberry.field(
        default=None,
        description="Those of the feeds that had an address before, and which programs used it.",
    )
    errors: list[UserError] = no_errors()

    @classmethod
    def of(cls, reset: Reset, info: Info) -> Self:
        """The answer to a reset that was done."""
        feeds = {feed.id: CalendarFeed.of(feed, info) for feed in reset.feeds}
        return cls(
            feeds=list(feeds.values()),
            replaced=[
                ReplacedAddress(
                    feed=feed,
                    programs=[CalendarProgram.of(described(key)) for key in reset.replaced[id_]],
                )
                for id_, feed in feeds.items()
                if id_ in reset.replaced
            ],
        )


@strawberry.type
class FeedMutations:
    """Reset."""

    @strawberry.mutation(
        description="Gives the viewer's feeds new addresses. The old ones serve no calendar from "
        "this moment on: every program that used them needs the new one."
    )
    @answers_user_errors(ResetCalendarFeedsPayload)
    async def reset_calendar_feeds(
        self,
        info: Info,
        input: Annotated[ResetCalendarFeedsInput, strawberry.argument(description="Which feeds.")],
    ) -> ResetCalendarFeedsPayload:
        """All or nothing."""
        keys = None
        if input.feed_ids is not None:
            keys = keys_of(input.feed_ids, "CalendarFeed", "feedIds")
        actor = info.context.require_actor()
        reset = await reset_feeds(
            actor.user, keys, info.context.now, keys=info.context.keys, by=actor
        )
        return ResetCalendarFeedsPayload.of(reset, info)
