"""What the host application sends with an API token that may write, one module for each kind."""

import strawberry

from api.schema.mutations.hosting.items import ItemMutations


@strawberry.type
class HostMutations(ItemMutations):
    """What the host application sends with an API token that may write."""
