"""Importing an iCalendar file."""

from typing import Annotated, Final, Self

import strawberry

from api.errors import BadRequest
from api.feeds import importing
from api.models.calendar import Calendar as CalendarRow
from api.models.time_bound import extend_time
from api.schema.connections import LARGEST_PAGE
from api.schema.context import Info
from api.schema.ids import key_of
from api.schema.types.calendar import Calendar
from api.schema.types.report import First
from api.schema.user_errors import UserError, answers_user_errors, no_errors

# As long as the files before it are read, this one too, and what is in it is written.
_IMPORT_SECONDS: Final = 180


@strawberry.input(description="A file for a calendar.")
class ImportCalendarInput:
    """A file for a calendar."""

    calendar_id: strawberry.ID = strawberry.field(description="Into which calendar.")
    content: str = strawberry.field(
        description="The text of the iCalendar file: up to 10 MB, and 50,000 events and tasks."
    )
    dry_run: bool = strawberry.field(
        default=False,
        description="Whether to say what would become of the file, and write nothing.",
    )


@strawberry.type(description="An event or a task of a file that was not imported.")
class RefusedItem:
    """An event or a task of a file that was not imported."""

    component: str = strawberry.field(description="VEVENT or VTODO.")
    title: str = strawberry.field(description="Its title, perhaps shortened.")
    ical_uid: str = strawberry.field(description="Its UID in the file; empty if it has none.")
    reason: str = strawberry.field(description="Why it was not imported, for a person.")


@strawberry.type(
    description="What became of a file. Each VEVENT and VTODO is counted once; a series is one, "
    "and each occurrence that the file says apart another."
)
class ImportReport:
    """What became of a file."""

    report: strawberry.Private[importing.ImportReport]
    created: int = strawberry.field(description="Items that the calendar did not have.")
    updated: int = strawberry.field(
        description="Items that the calendar had, and that are changed."
    )
    unchanged: int = strawberry.field(description="Items that the calendar had already, the same.")
    refused_count: int = strawberry.field(description="Items that were not imported.")

    @strawberry.field(description="The first items that were not imported, with the reasons.")
    def refused(self, first: First = 100) -> list[RefusedItem]:
        """In the order of the file, apart from what the calendar could not take."""
        if not 0 <= first <= LARGEST_PAGE:
            raise BadRequest(f"Ask for 0 to {LARGEST_PAGE} items.")
        return [
            RefusedItem(
                component=item.component,
                title=item.title,
                ical_uid=item.ical_uid,
                reason=item.reason,
            )
            for item in self.report.refused[:first]
        ]

    @classmethod
    def of(cls, report: importing.ImportReport) -> Self:
        """The report as the schema shows it."""
        return cls(
            report=report,
            created=report.created,
            updated=report.updated,
            unchanged=report.unchanged,
            refused_count=len(report.refused),
        )


@strawberry.type(description="The answer to `importCalendar`.")
class ImportCalendarPayload:
    """The answer to `importCalendar`."""

    calendar: Calendar | None = strawberry.field(default=None, description="The calendar now.")
    report: ImportReport | None = strawberry.field(
        default=None, description="What became of the file."
    )
    errors: list[UserError] = no_errors()


@strawberry.type
class ImportMutations:
    """Importing an iCalendar file."""

    @strawberry.mutation(
        description="Imports the events and tasks of an iCalendar file into a calendar; importing "
        "a file again changes nothing. For writers and owners of the calendar. Once in a request. "
        "While too many files are being imported, the error UNAVAILABLE says in "
        "`extensions.retryAfter` after how many seconds to try again."
    )
    @answers_user_errors(ImportCalendarPayload)
    async def import_calendar(
        self,
        info: Info,
        input: Annotated[ImportCalendarInput, strawberry.argument(description="The file.")],
    ) -> ImportCalendarPayload:
        """What cannot be imported is named; the rest is imported."""
        context = info.context
        actor = context.require_actor()
        calendar_id = key_of(input.calendar_id, "Calendar")
        # Each takes a process of its own for as long as it is read.
        context.once("importCalendar")
        extend_time(_IMPORT_SECONDS)
        report = await importing.import_text(
            actor,
            context.now,
            calendar_id=calendar_id,
            content=input.content,
            reader=context.imports,
            dry_run=input.dry_run,
        )
        calendar = await CalendarRow.visible_to(actor.user.id).get_or_none(id=calendar_id)
        return ImportCalendarPayload(
            calendar=Calendar.of(calendar, calendar.viewer_role) if calendar else None,
            report=ImportReport.of(report),
        )
