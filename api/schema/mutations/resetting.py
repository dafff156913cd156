"""Resets of feeds: one's own, and as an admin those of a user."""

from typing import Annotated, Final, Self

import strawberry

from api.feeds.operations import resetting
from api.feeds.operations.resetting import Reset
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.mutations.fields import keys_of
from api.schema.types.feed import CalendarFeed
from api.schema.types.feed_use import FeedUse
from api.schema.user_errors import UserError, answers_user_errors, no_errors

_LEAVE_NOTICE: Final = (
    "Whether the old addresses say for some days that they were replaced; without it they answer "
    "404 at once."
)


@strawberry.input(description="Which feeds get new addresses.")
class ResetCalendarFeedsInput:
    """Which feeds get new addresses."""

    feed_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="These feeds of the viewer; null or left out means all of them."
    )
    leave_notice: bool = strawberry.field(default=True, description=_LEAVE_NOTICE)


@strawberry.type(description="The answer to `resetCalendarFeeds`.")
class ResetCalendarFeedsPayload:
    """The answer to `resetCalendarFeeds`."""

    feeds: list[CalendarFeed] | None = strawberry.field(
        default=None, description="The feeds with their new addresses."
    )
    replaced: list[FeedUse] | None = strawberry.field(
        default=None,
        description="Those of the feeds that had an address before, and which programs used it: "
        "each needs the new one.",
    )
    errors: list[UserError] = no_errors()

    @classmethod
    def of(cls, reset: Reset, info: Info) -> Self:
        """The answer to a reset that was done."""
        return cls(
            feeds=[CalendarFeed.of(feed, info) for feed in reset.feeds],
            replaced=[
                FeedUse.of(feed, reset.replaced[feed.id], info)
                for feed in reset.feeds
                if feed.id in reset.replaced
            ],
        )


@strawberry.input(description="Whose feeds get new addresses.")
class ResetUserFeedsInput:
    """Whose feeds get new addresses."""

    user_id: strawberry.ID = strawberry.field(description="Id of the user.")
    leave_notice: bool = strawberry.field(default=True, description=_LEAVE_NOTICE)


@strawberry.type(description="The answer to `resetUserFeeds`.")
class ResetUserFeedsPayload:
    """The answer to `resetUserFeeds`."""

    replaced: list[FeedUse] | None = strawberry.field(
        default=None,
        description="The feeds that had an address, and which programs used it: each needs the "
        "new one, which only the user is shown.",
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class ResetMutations:
    """Resets of feeds."""

    @strawberry.mutation(
        description="Gives the viewer's feeds new addresses. The old ones serve no calendar from "
        "this moment on: every program that used them needs the new one. Once in a request."
    )
    @answers_user_errors(ResetCalendarFeedsPayload)
    async def reset_calendar_feeds(
        self,
        info: Info,
        input: Annotated[ResetCalendarFeedsInput, strawberry.argument(description="Which feeds.")],
    ) -> ResetCalendarFeedsPayload:
        """All or nothing."""
        info.context.once("resetCalendarFeeds")
        keys = None
        if input.feed_ids is not None:
            keys = keys_of(input.feed_ids, "CalendarFeed", "feedIds")
        actor = info.context.require_actor()
        reset = await resetting.reset_feeds(
            actor.user,
            keys,
            info.context.now,
            keys=info.context.keys,
            by=actor,
            notice_days=info.context.settings.reset_notice_days,
            leaves_notice=input.leave_notice,
        )
        return ResetCalendarFeedsPayload.of(reset, info)

    @strawberry.mutation(
        description="Gives all feeds of a user new addresses, as `resetCalendarFeeds` does for "
        "oneself. For admins, who are not shown them. Once in a request."
    )
    @answers_user_errors(ResetUserFeedsPayload)
    async def reset_user_feeds(
        self,
        info: Info,
        input: Annotated[ResetUserFeedsInput, strawberry.argument(description="Whose.")],
    ) -> ResetUserFeedsPayload:
        """All or nothing."""
        info.context.once("resetUserFeeds")
        replaced = await resetting.reset_feeds_of(
            info.context.require_actor(),
            key_of(input.user_id, "User"),
            info.context.now,
            keys=info.context.keys,
            notice_days=info.context.settings.reset_notice_days,
            leaves_notice=input.leave_notice,
        )
        return ResetUserFeedsPayload(
            replaced=[FeedUse.of(use.feed, use.programs, info) for use in replaced]
        )
