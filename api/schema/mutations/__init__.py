"""The mutations, one module for each part of the domain."""

import strawberry

from api.schema.mutations.calendars import CalendarMutations
from api.schema.mutations.events import EventMutations
from api.schema.mutations.feeds import FeedMutations
from api.schema.mutations.hosting import HostMutations
from api.schema.mutations.importing import ImportMutations
from api.schema.mutations.leaving import LeavingMutations
from api.schema.mutations.organization import OrganizationMutations
from api.schema.mutations.passwords import PasswordMutations
from api.schema.mutations.resetting import ResetMutations
from api.schema.mutations.sessions import SessionMutations
from api.schema.mutations.tasks import TaskMutations
from api.schema.mutations.tokens import TokenMutations
from api.schema.mutations.users import UserMutations


@strawberry.type(description="What can be changed.")
class Mutation(
    SessionMutations,
    PasswordMutations,
    FeedMutations,
    ResetMutations,
    CalendarMutations,
    EventMutations,
    TaskMutations,
    OrganizationMutations,
    UserMutations,
    LeavingMutations,
    ImportMutations,
    TokenMutations,
    HostMutations,
):
    """What can be changed."""
