"""Tables, queries and the rules of the domain."""

from api.models.audit import AuditEntry
from api.models.calendar import Calendar, Member
from api.models.entry import Event, EventAssignee, Task, TaskAssignee
from api.models.feed import Feed, FeedCalendar, FeedToken, KeyUse, RendererUse
from api.models.fetch import FeedNetwork, FeedProgram, FetchDay
from api.models.organization import Organization
from api.models.session import ApiToken, PasswordLink, PasswordTries, Session
from api.models.user import User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Calendar",
    "Event",
    "EventAssignee",
    "Feed",
    "FeedCalendar",
    "FeedNetwork",
    "FeedProgram",
    "FeedToken",
    "FetchDay",
    "KeyUse",
    "Member",
    "Organization",
    "PasswordLink",
    "PasswordTries",
    "RendererUse",
    "Session",
    "Task",
    "TaskAssignee",
    "User",
]

# What Tortoise finds here has a table of its own in the migrations; the view stands in `access`.
__models__ = [
    Organization,
    User,
    Calendar,
    Member,
    Event,
    EventAssignee,
    Task,
    TaskAssignee,
    Feed,
    FeedCalendar,
    FeedToken,
    FeedProgram,
    FetchDay,
    FeedNetwork,
    KeyUse,
    RendererUse,
    Session,
    PasswordLink,
    PasswordTries,
    ApiToken,
    AuditEntry,
]
