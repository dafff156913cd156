"""What fields cost, where it is not 1, and how long their lists are taken to be.

A unit is what one plain field of one object takes: about 15 microseconds of a core. Measured for a
user with 100 calendars of 500 items, on SQLite.
"""

from typing import Final

from api.feeds.fetches.writing import MOST_NETWORKS
from api.feeds.operations.programs import MOST_PROGRAMS
from api.models.hosting.refusals import MOST_CALENDARS, MOST_ITEMS
from api.models.membership import MOST_OWNED
from api.schema.connections import LARGEST_PAGE, PAGE

# About 2 s of a core. What a page asks for at once costs a tenth of it.
MOST: Final = 100_000

# A root field, unless it is named below: a statement or two; a transaction with its checks.
QUERY: Final = 100
MUTATION: Final = 1_000

# By type and field, or by the field of whatever type.
PRICES: Final[dict[str, int]] = {
    # For each id, which is read before the resolver can refuse a list that is too long.
    "Query.nodes": 10,
    # Another statement, which counts the whole list.
    "totalCount": 100,
    # So long do they get: 100,000 entries, 20,000 users and 5,000 calendars looked through, each
    # with a filter that finds nothing; feeds over a calendar that 20,000 see.
    "AuditEntryConnection.totalCount": 1_000,
    "UserConnection.totalCount": 2_500,
    "CalendarConnection.totalCount": 2_000,
    "CalendarFeedConnection.totalCount": 5_000,
    # Series are looked through and expanded: so much for 20 weekly ones in a month. What all of a
    # request may take is bounded besides (`api.models.expanding`).
    "Calendar.events": 300,
    "EventConnection.totalCount": 300,
    # Derived from the key for each feed; the first time with a hash and a row.
    "CalendarFeed.links": 50,
    # Drawn in 13 ms, in a thread of its own.
    "CalendarFeed.qrCode": 850,
    # All that the feed holds is rendered, unless it is kept from before.
    "CalendarFeed.export": 20_000,
    "CalendarFeed.report": 20_000,
    # A password is hashed in a thread of its own: 220 ms of a core.
    "Mutation.signIn": 20_000,
    "Mutation.changePassword": 20_000,
    "Mutation.setPassword": 20_000,
    # New tokens for all feeds of a user.
    "Mutation.resetCalendarFeeds": 10_000,
    "Mutation.resetUserFeeds": 10_000,
    # A file of up to 50,000 items is read in a process of its own; one in a request.
    "Mutation.importCalendar": 40_000,
}

# What a field costs besides with an argument: as many are looked through before a page is full.
WITH: Final[dict[str, int]] = {
    "Query.auditLog(filter)": 1_000,
    "Query.users(filter)": 2_500,
    "Query.calendars(filter)": 2_000,
    "Query.feeds(filter)": 3_000,
}

# What batches cost besides, for each item of the input's longest list, and how many are taken.
BATCHES: Final[dict[str, tuple[int, int]]] = {
    # Half a second for 1,000, up to a second and a half for users who leave.
    "Mutation.upsertUsers": (50, MOST_ITEMS),
    "Mutation.upsertEvents": (50, MOST_ITEMS),
    "Mutation.upsertTasks": (50, MOST_ITEMS),
    # A tenth of a second for 1,000.
    "Mutation.deleteEvents": (5, MOST_ITEMS),
    "Mutation.deleteTasks": (5, MOST_ITEMS),
    # With members and all the feeds that follow: up to two seconds for 100.
    "Mutation.upsertCalendars": (500, MOST_CALENDARS),
    "Mutation.deleteCalendars": (500, MOST_CALENDARS),
}

# Arguments that say how many objects a list has, and the most that there are, whatever they say.
SIZED_BY: Final[dict[str, int]] = {
    "first": LARGEST_PAGE,
    "last": LARGEST_PAGE,
    "ids": MOST,
    "days": 366,
}

# How many objects a list is taken to have for which no argument says it, unless it is named below.
# Those that are not named are bounded: known programs and details of an entry by the code, errors
# and sessions by what is told of them, 100.
USUAL: Final = PAGE

SIZES: Final[dict[str, int]] = {
    # The most that are told.
    "CalendarFeed.programs": MOST_PROGRAMS,
    "FeedUse.programs": MOST_PROGRAMS,
    # Whatever `days` says.
    "CalendarFeed.networks": MOST_NETWORKS,
    # One feed for each calendar that a user sees: few see more.
    "ResetCalendarFeedsPayload.feeds": 100,
    "ResetCalendarFeedsPayload.replaced": 100,
    "ResetUserFeedsPayload.replaced": 100,
    "DeactivateUserPayload.feedsInUse": 100,
    "DeactivateUserPayload.calendarsWithoutOwner": MOST_OWNED,
    # As many as are sent.
    "UpsertUsersPayload.items": MOST_ITEMS,
    "UpsertEventsPayload.items": MOST_ITEMS,
    "UpsertTasksPayload.items": MOST_ITEMS,
    "UpsertCalendarsPayload.items": MOST_CALENDARS,
    # Hardly anything concerns more; how many a request is told of is bounded, as are the calendars
    # of feeds (`api.models.assignees`, `api.feeds.operations.listing`).
    "Event.assignees": 5,
    "Task.assignees": 5,
    # As many as the schema has, on average.
    "__Schema.types": 100,
    "__Schema.directives": 6,
    "__Type.fields": 4,
    "__Type.inputFields": 4,
    "__Type.enumValues": 4,
    "__Type.interfaces": 1,
    "__Type.possibleTypes": 1,
    "__Field.args": 1,
    "__Directive.args": 1,
}
