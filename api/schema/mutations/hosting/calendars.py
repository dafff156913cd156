"""Calendars of the host application, and their members."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from api.models.access import CalendarRole
from api.models.hosting import calendars as hosting
from api.models.hosting import deleting
from api.models.hosting.members import MemberName
from api.models.hosting.refusals import MOST_CALENDARS, check_size
from api.schema.context import Info
from api.schema.mutations.fields import given
from api.schema.mutations.hosting.batches import read_batch, sender
from api.schema.mutations.hosting.payloads import DeleteCalendarsPayload, UpsertCalendarsPayload
from api.schema.user_errors import answers_user_errors


@strawberry.input(description="A member of a calendar, named in one of two ways.")
class UpsertMemberInput:
    """A member of a calendar, named in one of two ways."""

    user_external_id: str | None = strawberry.field(
        default=None, description="Which user, by the host application's own id."
    )
    email: str | None = strawberry.field(
        default=None, description="Which user, by the e-mail address."
    )
    role: CalendarRole = strawberry.field(description="The role.")

    def of_domain(self) -> MemberName:
        """The member as the domain takes it."""
        return MemberName(self.role, self.user_external_id, self.email)


@strawberry.input(
    description="A calendar of the host application; what is left out stays as it is. Null clears "
    "everyoneRole, and is refused elsewhere."
)
class UpsertCalendarInput:
    """A calendar of the host application."""

    external_id: str = strawberry.field(
        description="The host application's own id of it, up to 255 characters."
    )
    name: str | None = strawberry.field(
        default=UNSET, description="Its name, up to 200 characters; a new one needs it."
    )
    time_zone: str | None = strawberry.field(
        default=UNSET,
        description="Its time zone, a name of the IANA database; of a new one the organization's "
        "if left out.",
    )
    color: str | None = strawberry.field(default=UNSET, description="Its colour as #rrggbb.")
    everyone_role: CalendarRole | None = strawberry.field(
        default=UNSET,
        description="FREE_BUSY_READER or READER for each active user of the organization, or null "
        "for no role.",
    )
    members: list[UpsertMemberInput] | None = strawberry.field(
        default=UNSET,
        description="All members that the host application gives it. Those that it gave before and "
        "that are not in the list lose their role; those that users added stay, and once they are "
        "in the list their role is the host application's, whatever it was. It needs no "
        "owner. Up to 1,000 in a batch, of all its calendars together.",
    )


@strawberry.input(description="Calendars of the host application.")
class UpsertCalendarsInput:
    """Calendars of the host application."""

    calendars: list[UpsertCalendarInput] = strawberry.field(description="The calendars, up to 100.")


@strawberry.input(description="Calendars of the host application, by id.")
class DeleteCalendarsInput:
    """Calendars of the host application, by id."""

    external_ids: list[str] = strawberry.field(
        description="The host application's own ids of them, up to 100."
    )


@strawberry.type
class HostCalendarMutations:
    """Calendars of the host application, and their members."""

    @strawberry.mutation(
        description="Makes the organization have these calendars of the host application, with the "
        "members that it gives them. Users cannot change the calendars nor these members. For API "
        "tokens with the scope WRITE."
    )
    @answers_user_errors(UpsertCalendarsPayload)
    async def upsert_calendars(
        self,
        info: Info,
        input: Annotated[UpsertCalendarsInput, strawberry.argument(description="The calendars.")],
    ) -> UpsertCalendarsPayload:
        """All or nothing."""
        actor = sender(info)
        items, refusals = read_batch(input.calendars, _columns, "calendars", most=MOST_CALENDARS)
        upserted = await hosting.upsert_calendars(
            actor, info.context.now, items=items, refusals=refusals
        )
        return UpsertCalendarsPayload.of(upserted, "Calendar")

    @strawberry.mutation(
        description="Removes calendars of the host application with all that they hold, also what "
        "users added; those that are not there are counted, and no error. For API tokens with the "
        "scope WRITE."
    )
    @answers_user_errors(DeleteCalendarsPayload)
    async def delete_calendars(
        self,
        info: Info,
        input: Annotated[DeleteCalendarsInput, strawberry.argument(description="Which ones.")],
    ) -> DeleteCalendarsPayload:
        """It cannot be undone."""
        actor = sender(info)
        check_size(input.external_ids, "externalIds", most=MOST_CALENDARS)
        deleted = await deleting.delete_calendars(
            actor, info.context.now, external_ids=input.external_ids
        )
        return DeleteCalendarsPayload.of(deleted)


def _columns(item: UpsertCalendarInput) -> dict[str, Any]:
    columns = given(item, without=())
    if "members" in columns:
        columns["members"] = [member.of_domain() for member in columns["members"]]
    return columns
