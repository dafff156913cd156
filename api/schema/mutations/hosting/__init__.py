"""What the host application sends with an API token that may write, one module for each kind."""

import strawberry

from api.schema.mutations.hosting.calendars import HostCalendarMutations
from api.schema.mutations.hosting.items import ItemMutations
from api.schema.mutations.hosting.removing import RemovingMutations
from api.schema.mutations.hosting.users import HostUserMutations


@strawberry.type
class HostMutations(HostUserMutations, HostCalendarMutations, ItemMutations, RemovingMutations):
    """What the host application sends with an API token that may write."""
