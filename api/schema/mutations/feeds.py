"""Reset."""

from typing import Annotated

import strawberry

from api.feeds.operations.resetting import reset_feeds
from api.schema.context import Info
from api.schema.mutations.fields import keys_of
from api.schema.types.feed import CalendarFeed
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input(description="Which feeds get new addresses.")
class ResetCalendarFeedsInput:
    """Which feeds get new addresses."""

    feed_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These feeds of the viewer; null or left out means all of them."
    )


@strawberry.type(description="The answer to `resetCalendarFeeds`.")
class ResetCalendarFeedsPayload:
    """The answer to `resetCalendarFeeds`."""

    feeds: list[CalendarFeed] | None = strawberry.field(
        default=None, description="The feeds with their new addresses."
    )
    errors: list[UserError] = no_errors()


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
        feeds = await reset_feeds(
            actor.user, keys, info.context.now, keys=info.context.keys, by=actor
        )
        return ResetCalendarFeedsPayload(feeds=[CalendarFeed.of(feed, info) for feed in feeds])
