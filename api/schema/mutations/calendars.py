"""Calendars and their members."""

from typing import Annotated

import strawberry

from api.models import managing
from api.models.access import CalendarRole
from api.models.calendar import Calendar as CalendarRow
from api.schema.context import Info
from api.schema.ids import key_of
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


@strawberry.input(description="A user's role in a calendar.")
class SetCalendarMemberInput:
    """A user's role in a calendar."""

    calendar_id: strawberry.ID = strawberry.field(description="Which calendar.")
    user_id: strawberry.ID = strawberry.field(description="Which user of the organization.")
    role: CalendarRole = strawberry.field(description="The role from now on.")


@strawberry.input(description="Whose membership ends.")
class RemoveCalendarMemberInput:
    """Whose membership ends."""

    calendar_id: strawberry.ID = strawberry.field(description="Which calendar.")
    user_id: strawberry.ID = strawberry.field(description="Which member.")


@strawberry.type(description="The answer to mutations of a calendar and its members.")
class CalendarPayload:
    """The answer to mutations of a calendar and its members."""

    calendar: Calendar | None = strawberry.field(default=None, description="The calendar now.")
    errors: list[UserError] = no_errors()


@strawberry.type
class CalendarMutations:
    """Calendars and their members."""

    @strawberry.mutation(description="Makes a calendar; the viewer becomes its owner.")
    @answers_user_errors(CalendarPayload)
    async def create_calendar(
        self,
        info: Info,
        input: Annotated[CreateCalendarInput, strawberry.argument(description="The new calendar.")],
    ) -> CalendarPayload:
        """Every user may, and an admin also for everyone."""
        calendar = await managing.create_calendar(
            info.context.require_actor(),
            info.context.now,
            name=input.name,
            color=input.color,
            time_zone=input.time_zone,
            everyone_role=input.everyone_role,
        )
        return await _payload(calendar, info)

    @strawberry.mutation(
        description="Gives a user a role in a calendar, whatever it was before. For owners of the "
        "calendar and for admins."
    )
    @answers_user_errors(CalendarPayload)
    async def set_calendar_member(
        self,
        info: Info,
        input: Annotated[
            SetCalendarMemberInput, strawberry.argument(description="Who gets which role.")
        ],
    ) -> CalendarPayload:
        """A calendar keeps at least one owner."""
        calendar = await managing.set_member(
            info.context.require_actor(),
            info.context.now,
            calendar_id=key_of(input.calendar_id, "Calendar"),
            user_id=key_of(input.user_id, "User"),
            role=input.role,
        )
        return await _payload(calendar, info)

    @strawberry.mutation(
        description="Ends a user's membership of a calendar. For owners of the calendar and for "
        "admins."
    )
    @answers_user_errors(CalendarPayload)
    async def remove_calendar_member(
        self,
        info: Info,
        input: Annotated[
            RemoveCalendarMemberInput, strawberry.argument(description="Whose membership ends.")
        ],
    ) -> CalendarPayload:
        """A calendar keeps at least one owner."""
        calendar = await managing.remove_member(
            info.context.require_actor(),
            info.context.now,
            calendar_id=key_of(input.calendar_id, "Calendar"),
            user_id=key_of(input.user_id, "User"),
        )
        return await _payload(calendar, info)


async def _payload(calendar: CalendarRow, info: Info) -> CalendarPayload:
    """The calendar with the role that the viewer has in it now, which this may have changed."""
    user_id = info.context.require_viewer().user.id
    seen = await CalendarRow.visible_to(user_id).get_or_none(id=calendar.id)
    role = CalendarRole(seen.viewer_role) if seen else None
    return CalendarPayload(calendar=Calendar.of(seen or calendar, role))
