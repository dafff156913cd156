"""Calendars and their members."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from api.models import managing, membership
from api.models.access import CalendarRole
from api.models.calendar import Calendar as CalendarRow
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.mutations.fields import given
from api.schema.mutations.payloads import (
    CreateCalendarPayload,
    RemoveCalendarMemberPayload,
    SetCalendarMemberPayload,
    UpdateCalendarPayload,
)
from api.schema.types.calendar import Calendar
from api.schema.user_errors import UserError, answers_user_errors, no_errors


@strawberry.input(description="A new calendar.")
class CreateCalendarInput:
    """A new calendar."""

    name: str = strawberry.field(description="Its name, up to 200 characters.")
    time_zone: str = strawberry.field(
        description="Its time zone, a name of the IANA database such as Europe/London."
    )
    color: str = strawberry.field(default="#1a73e8", description="Its colour as #rrggbb.")
    everyone_role: CalendarRole | None = strawberry.field(
        default=None,
        description="FREE_BUSY_READER or READER for each active user of the organization; only an "
        "admin may give it.",
    )


@strawberry.input(description="Changes of a calendar; what is left out stays as it is.")
class UpdateCalendarInput:
    """Changes of a calendar; what is left out stays as it is."""

    id: strawberry.ID = strawberry.field(description="Id of the calendar.")
    name: str | None = strawberry.field(default=UNSET, description="New name.")
    time_zone: str | None = strawberry.field(default=UNSET, description="New time zone.")
    color: str | None = strawberry.field(default=UNSET, description="New colour as #rrggbb.")
    everyone_role: CalendarRole | None = strawberry.field(
        default=UNSET,
        description="FREE_BUSY_READER or READER for each active user of the organization, or null "
        "for no role; only an admin may change it.",
    )


@strawberry.input(description="Which calendar is removed.")
class DeleteCalendarInput:
    """Which calendar is removed."""

    id: strawberry.ID = strawberry.field(description="Id of the calendar.")


@strawberry.input(description="A user's role in a calendar.")
class SetCalendarMemberInput:
    """A user's role in a calendar."""

    calendar_id: strawberry.ID = strawberry.field(description="Id of the calendar.")
    user_id: strawberry.ID = strawberry.field(description="Id of a user of the organization.")
    role: CalendarRole = strawberry.field(description="The role from now on.")


@strawberry.input(description="Whose membership ends.")
class RemoveCalendarMemberInput:
    """Whose membership ends."""

    calendar_id: strawberry.ID = strawberry.field(description="Id of the calendar.")
    user_id: strawberry.ID = strawberry.field(description="Id of the user who is a member.")


@strawberry.type(description="The answer to `deleteCalendar`.")
class DeleteCalendarPayload:
    """The answer to `deleteCalendar`."""

    deleted_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the calendar that is gone."
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class CalendarMutations:
    """Calendars and their members."""

    @strawberry.mutation(
        description="Makes a calendar; the viewer becomes its owner. A user owns at most "
        f"{membership.MOST_OWNED} calendars, beside those that the host application gives."
    )
    @answers_user_errors(CreateCalendarPayload)
    async def create_calendar(
        self,
        info: Info,
        input: Annotated[CreateCalendarInput, strawberry.argument(description="The new calendar.")],
    ) -> CreateCalendarPayload:
        """Every user may, and an admin also for everyone."""
        calendar = await managing.create_calendar(
            info.context.require_actor(),
            info.context.now,
            name=input.name,
            color=input.color,
            time_zone=input.time_zone,
            everyone_role=input.everyone_role,
        )
        return CreateCalendarPayload(calendar=await _shown(calendar, info))

    @strawberry.mutation(description="Changes a calendar. For its owners and for admins.")
    @answers_user_errors(UpdateCalendarPayload)
    async def update_calendar(
        self,
        info: Info,
        input: Annotated[UpdateCalendarInput, strawberry.argument(description="The changes.")],
    ) -> UpdateCalendarPayload:
        """What is left out stays."""
        calendar = await managing.update_calendar(
            info.context.require_actor(),
            info.context.now,
            calendar_id=key_of(input.id, "Calendar"),
            fields=given(input, without={"id"}),
        )
        return UpdateCalendarPayload(calendar=await _shown(calendar, info))

    @strawberry.mutation(
        description="Removes a calendar with all that it holds. For its owners and for admins."
    )
    @answers_user_errors(DeleteCalendarPayload)
    async def delete_calendar(
        self,
        info: Info,
        input: Annotated[DeleteCalendarInput, strawberry.argument(description="Which calendar.")],
    ) -> DeleteCalendarPayload:
        """It cannot be undone."""
        await managing.delete_calendar(
            info.context.require_actor(),
            info.context.now,
            calendar_id=key_of(input.id, "Calendar"),
        )
        return DeleteCalendarPayload(deleted_id=input.id)

    @strawberry.mutation(
        description="Gives a user a role in a calendar, whatever it was before. For owners of the "
        f"calendar and for admins. A user owns at most {membership.MOST_OWNED} calendars, beside "
        "those that the host application gives."
    )
    @answers_user_errors(SetCalendarMemberPayload)
    async def set_calendar_member(
        self,
        info: Info,
        input: Annotated[
            SetCalendarMemberInput, strawberry.argument(description="Who gets which role.")
        ],
    ) -> SetCalendarMemberPayload:
        """A calendar keeps at least one owner."""
        calendar = await membership.set_member(
            info.context.require_actor(),
            info.context.now,
            calendar_id=key_of(input.calendar_id, "Calendar"),
            user_id=key_of(input.user_id, "User"),
            role=input.role,
        )
        return SetCalendarMemberPayload(calendar=await _shown(calendar, info))

    @strawberry.mutation(
        description="Ends a user's membership of a calendar. For owners of the calendar and for "
        "admins; everybody may end their own."
    )
    @answers_user_errors(RemoveCalendarMemberPayload)
    async def remove_calendar_member(
        self,
        info: Info,
        input: Annotated[
            RemoveCalendarMemberInput, strawberry.argument(description="Whose membership ends.")
        ],
    ) -> RemoveCalendarMemberPayload:
        """A calendar keeps at least one owner."""
        calendar = await membership.remove_member(
            info.context.require_actor(),
            info.context.now,
            calendar_id=key_of(input.calendar_id, "Calendar"),
            user_id=key_of(input.user_id, "User"),
        )
        return RemoveCalendarMemberPayload(calendar=await _shown(calendar, info))


async def _shown(calendar: CalendarRow, info: Info) -> Calendar:
    """The calendar with the role that the viewer has in it now, which this may have changed."""
    user_id = info.context.require_viewer().user.id
    seen = await CalendarRow.visible_to(user_id).get_or_none(id=calendar.id)
    role = CalendarRole(seen.viewer_role) if seen else None
    return Calendar.of(seen or calendar, role)
