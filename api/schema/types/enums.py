"""The domain's enums in the schema, with a description for each value."""

from enum import Enum
from typing import Any

import strawberry

from api.feeds.operations.programs import ProgramStatus
from api.feeds.operations.reporting import FeedWarning
from api.ical.facts import EventStatus
from api.ical.feed_settings import (
    CalendarNamePlacement,
    CancelledEvents,
    CompletedTasks,
    Detail,
    FeedDetail,
    TaskFormat,
)
from api.models.access import CalendarRole
from api.models.audit import Action
from api.models.feed import FeedKind
from api.models.fetch import FetchResult
from api.models.session import Scope
from api.models.user import UserRole


def _describe(
    enum: type[Enum], description: str, values: dict[Enum, str], name: str | None = None
) -> None:
    """Adds the enum to the schema; every value must be described."""
    registered: Any = strawberry.enum(enum, description=description, name=name)
    for value in registered.__strawberry_definition__.values:
        value.description = values[enum[value.name]]


_describe(
    UserRole,
    "What a user is in the organization.",
    {
        UserRole.MEMBER: "A member of staff.",
        UserRole.ADMIN: "Manages users, calendars and members; reads only what membership shows.",
    },
)
_describe(
    Scope,
    "What an API token may be used for.",
    {
        Scope.READ: "Reads calendars, events, tasks and users of the organization, no address.",
        Scope.WRITE: "Writes users, calendars, events and tasks that the host application manages.",
        Scope.SIGN_IN: "Makes tokens for users, with which the host's front end acts for them.",
    },
    name="ApiTokenScope",
)
_describe(
    CalendarRole,
    "What a user may do with a calendar, from least to most.",
    {
        CalendarRole.FREE_BUSY_READER: "Sees when somebody is busy, and nothing else.",
        CalendarRole.READER: "Reads events and tasks.",
        CalendarRole.WRITER: "Writes events and tasks.",
        CalendarRole.OWNER: "Also manages name, members and deletion.",
    },
)
_describe(
    EventStatus,
    "Whether an event takes place.",
    {
        EventStatus.CONFIRMED: "It takes place.",
        EventStatus.TENTATIVE: "It may take place.",
        EventStatus.CANCELLED: "It does not take place.",
    },
)
_describe(
    FeedKind,
    "Which calendars a feed shows.",
    {
        FeedKind.CALENDAR: "One calendar; everyone has one for each calendar that they may see.",
        FeedKind.ALL: "All calendars that the user may see; everyone has one.",
        FeedKind.ADDITIONAL: "Calendars that the user chose, for one program or device.",
    },
)
_describe(
    FeedDetail,
    "How much of an item a feed shows.",
    {
        FeedDetail.FULL: "Everything.",
        FeedDetail.TITLE: "Title and times.",
        FeedDetail.BUSY: "Times only, each called Busy.",
    },
)
_describe(
    Detail,
    "The most that any feed of an organization shows.",
    {
        Detail.FULL: "Everything.",
        Detail.TITLE: "Title and times.",
        Detail.BUSY: "Times only, each called Busy.",
        Detail.OFF: "Nothing: there are no feeds.",
    },
    name="DetailCeiling",
)
_describe(
    TaskFormat,
    "How tasks appear in a feed.",
    {
        TaskFormat.EVENT: "As events up to the due time: every program shows them.",
        TaskFormat.TODO: "As to-dos: Google Calendar, Outlook and phones do not show them.",
        TaskFormat.NONE: "Not at all.",
    },
)
_describe(
    CancelledEvents,
    "Whether cancelled events appear in a feed.",
    {
        CancelledEvents.OMIT: "They are left out.",
        CancelledEvents.SHOW: "They appear, marked as cancelled.",
    },
)
_describe(
    CompletedTasks,
    "Whether completed tasks appear in a feed.",
    {
        CompletedTasks.SHOW: "They appear, marked as done.",
        CompletedTasks.OMIT: "They are left out.",
    },
)
_describe(
    FeedWarning,
    "What may keep people from seeing what they expect of a feed.",
    {
        FeedWarning.TOO_LARGE: "It has more than 800 kB; Google Calendar is reported to stop at "
        "about a megabyte.",
        FeedWarning.TOO_MANY_ITEMS: "It has more than 1,000 items; Google Calendar is reported to "
        "stop there.",
        FeedWarning.ADDRESS_NOT_PUBLIC: "Its address is not https on a public host: Google, "
        "Outlook and others that fetch from their own machines cannot reach it.",
        FeedWarning.DESCRIPTIONS_CUT: "Some descriptions are longer than the server lets feeds "
        "show.",
        FeedWarning.NOTHING_IN_WINDOW: "There is nothing in the days of which it speaks.",
        FeedWarning.ITEMS_LEFT_OUT: "It would have more than 10,000 items: the earliest are left "
        "out.",
        FeedWarning.OVERDUE_TASKS_OUTSIDE: "Open tasks were due before the days of which it "
        "speaks.",
        FeedWarning.ASSIGNEES_HIDDEN: "It shows only what concerns the user, and nothing of a "
        "calendar in which the user sees times only, and not whom they concern.",
    },
)
_describe(
    CalendarNamePlacement,
    "Where an item of a feed over several calendars names its calendar.",
    {
        CalendarNamePlacement.CATEGORY: "As a category.",
        CalendarNamePlacement.TITLE_PREFIX: "Before the title.",
        CalendarNamePlacement.NONE: "Nowhere.",
    },
)
_describe(
    FetchResult,
    "What a fetch of a feed was answered.",
    {
        FetchResult.FULL: "The calendar.",
        FetchResult.NOT_MODIFIED: "That the program has the calendar already (304).",
        FetchResult.NOTICE: "That the address no longer serves the calendar.",
    },
)
_describe(
    ProgramStatus,
    "Whether a program has the latest text of a feed. The first of NEVER, SILENT, BEHIND that is "
    "true; CURRENT when none is.",
    {
        ProgramStatus.CURRENT: "It fetched the feed since the latest change.",
        ProgramStatus.BEHIND: "It has not fetched the feed since the latest change, and will.",
        ProgramStatus.SILENT: "It has not come for three times its usual interval, or for 72 hours "
        "while that is not known. It may have stopped.",
        ProgramStatus.NEVER: "It has not fetched the feed at its present address: it knows an "
        "older one.",
    },
)
_describe(
    Action,
    "What the audit log speaks of.",
    {
        Action.SIGNED_IN: "Somebody signed in.",
        Action.SIGN_IN_REFUSED: "Somebody gave a wrong password.",
        Action.SIGNED_OUT: "Somebody signed out.",
        Action.SESSION_ENDED: "Somebody ended a sign-in of theirs elsewhere.",
        Action.ADDRESS_SHOWN: "A feed's address was shown; once for each user, feed and day.",
        Action.FEEDS_RESET: "Feeds of a user got new addresses.",
        Action.FEED_CREATED: "A user added a feed.",
        Action.FEED_UPDATED: "The settings of a feed were changed.",
        Action.FEED_DELETED: "A feed was removed.",
        Action.CALENDAR_CREATED: "A calendar was made.",
        Action.CALENDAR_UPDATED: "A calendar was changed.",
        Action.CALENDAR_DELETED: "A calendar was removed.",
        Action.ORGANIZATION_UPDATED: "The organization was changed.",
        Action.MEMBER_SET: "A user got a role in a calendar.",
        Action.MEMBER_REMOVED: "A user's membership of a calendar ended.",
        Action.USER_CREATED: "A user was added.",
        Action.USER_UPDATED: "A user was changed.",
        Action.USER_DEACTIVATED: "A user was deactivated.",
        Action.USER_REACTIVATED: "A user was let in again.",
        Action.USER_ERASED: "What was known of a user was erased.",
        Action.PASSWORD_LINK_CREATED: "A link to set a user's password was made.",
        Action.PASSWORD_SET: "A user got another password.",
        Action.CALENDAR_IMPORTED: "A file was imported into a calendar.",
        Action.SYNC_FINISHED: "A complete sync removed what the host application did not name.",
        Action.API_TOKEN_CREATED: "An API token was made.",
        Action.API_TOKEN_REVOKED: "An API token was ended.",
        Action.USER_TOKEN_CREATED: "The host application got a token for a user.",
    },
    name="AuditAction",
)
