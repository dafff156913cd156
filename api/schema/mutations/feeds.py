"""Feeds: add, change and delete them."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.feeds.operations import editing
from api.ical.feed_settings import (
    CalendarNamePlacement,
    CancelledEvents,
    CompletedTasks,
    FeedDetail,
    TaskFormat,
)
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.mutations.fields import given, keys_of
from api.schema.mutations.payloads import (
    CreateCalendarFeedPayload,
    UpdateCalendarFeedPayload,
)
from api.schema.types.feed import CalendarFeed
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input(description="What a feed shows; what is left out stays, or is the default.")
class CalendarFeedSettingsInput:
    """What a feed shows; what is left out stays, or is the default."""

    detail: FeedDetail | None = strawberry.field(
        default=UNSET, description="FULL, TITLE or BUSY; role and organization may allow less."
    )
    task_format: TaskFormat | None = strawberry.field(
        default=UNSET, description="How tasks appear."
    )
    cancelled: CancelledEvents | None = strawberry.field(
        default=UNSET, description="Whether cancelled events appear."
    )
    completed_tasks: CompletedTasks | None = strawberry.field(
        default=UNSET, description="Whether completed tasks appear."
    )
    only_assigned_to_me: bool | None = strawberry.field(
        default=UNSET,
        description="Whether only items appear that concern the viewer. Of a calendar in which the "
        "viewer sees times only, nothing does then.",
    )
    calendar_name: CalendarNamePlacement | None = strawberry.field(
        default=UNSET,
        description="Where an item of a feed over several calendars names its calendar.",
    )


@strawberry.input(description="A new feed of the viewer, for one program or device.")
class CreateCalendarFeedInput:
    """A new feed of the viewer, for one program or device."""

    label: str = strawberry.field(description="Where it will be used, up to 200 characters.")
    calendar_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Calendars that the viewer may see; null or left out means all of them, also "
        "those to come.",
    )
    settings: CalendarFeedSettingsInput | None = strawberry.field(
        default=UNSET, description="What it shows."
    )
    expires_at: datetime | None = strawberry.field(
        default=UNSET, description="When its address stops working; null or left out for never."
    )


@strawberry.input(description="Changes of a feed; what is left out stays as it is.")
class UpdateCalendarFeedInput:
    """Changes of a feed; what is left out stays as it is."""

    id: strawberry.ID = strawberry.field(description="Id of one of the viewer's feeds.")
    label: str | None = strawberry.field(
        default=UNSET, description="New label; only of a feed that the viewer added."
    )
    calendar_ids: list[strawberry.ID] | None = strawberry.field(
        default=UNSET,
        description="New calendars, null for all; only of a feed that the viewer added.",
    )
    settings: CalendarFeedSettingsInput | None = strawberry.field(
        default=UNSET, description="What it shows from now on."
    )
    expires_at: datetime | None = strawberry.field(
        default=UNSET,
        description="New end, null for none; only of a feed that the viewer added.",
    )


@strawberry.input(description="Which feed is removed.")
class DeleteCalendarFeedInput:
    """Which feed is removed."""

    id: strawberry.ID = strawberry.field(description="A feed that the viewer added.")


@strawberry.type(description="The answer to `deleteCalendarFeed`.")
class DeleteCalendarFeedPayload:
    """The answer to `deleteCalendarFeed`."""

    deleted_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the feed that is gone."
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class FeedMutations:
    """Feeds."""

    @strawberry.mutation(description="Adds a feed of the viewer, for one program or device.")
    @answers_user_errors(CreateCalendarFeedPayload)
    async def create_calendar_feed(
        self,
        info: Info,
        input: Annotated[CreateCalendarFeedInput, strawberry.argument(description="The new feed.")],
    ) -> CreateCalendarFeedPayload:
        """Its address is made when its links are first asked for."""
        feed = await editing.create_feed(
            info.context.require_actor(),
            info.context.now,
            calendar_ids=_calendar_keys(input.calendar_ids),
            fields=_columns(input, omissible={"settings"}),
        )
        return CreateCalendarFeedPayload(feed=CalendarFeed.of(feed, info))

    @strawberry.mutation(
        description="Changes one of the viewer's feeds. Its address stays the same."
    )
    @answers_user_errors(UpdateCalendarFeedPayload)
    async def update_calendar_feed(
        self,
        info: Info,
        input: Annotated[UpdateCalendarFeedInput, strawberry.argument(description="The changes.")],
    ) -> UpdateCalendarFeedPayload:
        """Programs see the change when they fetch next."""
        given_calendars = None if input.calendar_ids is UNSET else input.calendar_ids
        feed = await editing.update_feed(
            info.context.require_actor(),
            info.context.now,
            feed_id=key_of(input.id, "CalendarFeed"),
            fields=_columns(input),
            calendar_ids=_calendar_keys(given_calendars),
            all_calendars=input.calendar_ids is None,
        )
        return UpdateCalendarFeedPayload(feed=CalendarFeed.of(feed, info))

    @strawberry.mutation(description="Removes a feed that the viewer added, and its address.")
    @answers_user_errors(DeleteCalendarFeedPayload)
    async def delete_calendar_feed(
        self,
        info: Info,
        input: Annotated[DeleteCalendarFeedInput, strawberry.argument(description="Which feed.")],
    ) -> DeleteCalendarFeedPayload:
        """Its address says for some days that it is no longer available."""
        await editing.delete_feed(
            info.context.require_actor(),
            info.context.now,
            feed_id=key_of(input.id, "CalendarFeed"),
        )
        return DeleteCalendarFeedPayload(deleted_id=input.id)


def _columns(
    input: CreateCalendarFeedInput | UpdateCalendarFeedInput, *, omissible: Collection[str] = ()
) -> dict[str, Any]:
    """The columns of Feed that the input gives."""
    columns = given(input, without={"id", "calendar_ids"}, omissible=omissible)
    settings = columns.pop("settings", None)
    return columns | (given(settings, without=(), inside=["settings"]) if settings else {})


def _calendar_keys(ids: list[strawberry.ID] | None) -> list[UUID] | None:
    return None if ids is None else keys_of(ids, "Calendar", "calendarIds")
