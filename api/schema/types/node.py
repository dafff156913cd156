"""The Node interface of Relay."""

import strawberry


@strawberry.interface(description="An object that can be fetched again by its id.")
class Node:
    """An object that can be fetched again by its id."""

    id: strawberry.ID = strawberry.field(
        description="Identifies the object, for `node`; opaque, and the same for ever."
    )
