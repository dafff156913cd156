"""Queries about the whole organization, most of them for those who manage it."""

from typing import Annotated, Final

import strawberry

from api.feeds.operations.listing import feeds_of_organization
from api.models import audit as audit_models
from api.models import feed as feed_models
from api.models import organization as organization_models
from api.models import user as user_models
from api.models.audit import audit_log
from api.schema.connections import After, Before, Connection, First, Last, Paging, paginate
from api.schema.context import Info
from api.schema.cursors import Order
from api.schema.filters import (
    AuditLogFilter,
    CalendarFeedFilter,
    UserFilter,
    chosen_entries,
    chosen_feeds,
    chosen_users,
)
from api.schema.types.audit import AuditEntry
from api.schema.types.feed import CalendarFeed
from api.schema.types.organization import Organization
from api.schema.types.user import User

_USERS: Final = Order("users", [(user_models.User, "name"), (user_models.User, "id")])
_FEEDS: Final = Order("feeds", [(feed_models.Feed, "id")])
_AUDIT_LOG: Final = Order(
    "auditLog",
    [(audit_models.AuditEntry, "at"), (audit_models.AuditEntry, "id")],
    descending=True,
)


@strawberry.type
class AdminQueries:
    """Queries about the whole organization."""

    @strawberry.field(description="The firm that the viewer, or the host application, belongs to.")
    async def organization(self, info: Info) -> Organization | None:
        """For everybody in it."""
        own = organization_models.Organization.filter(id=info.context.require_organization())
        row = await own.first()
        return Organization.of(row) if row else None

    @strawberry.field(
        description="The users of the organization by name. For admins and the host application; "
        "others find an active colleague by the whole e-mail address in the filter."
    )
    async def users(
        self,
        info: Info,
        filter: Annotated[
            UserFilter | None, strawberry.argument(description="Which ones; all if left out.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[User]:
        """A page of users."""
        return await paginate(
            chosen_users(info.context, filter),
            _USERS,
            Paging(first, after, last, before),
            User.of,
        )

    @strawberry.field(
        description="All feeds of the organization: who reads what, with which program. For "
        "admins. Addresses are shown to nobody but a feed's user."
    )
    async def feeds(
        self,
        info: Info,
        filter: Annotated[
            CalendarFeedFilter | None,
            strawberry.argument(description="Which ones; all if left out."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[CalendarFeed]:
        """A page of feeds."""
        return await paginate(
            chosen_feeds(feeds_of_organization(info.context.require_viewer().user), filter),
            _FEEDS,
            Paging(first, after, last, before),
            lambda feed: CalendarFeed.of(feed, info),
        )

    @strawberry.field(
        description="What was done in the organization, the latest first. For admins."
    )
    async def audit_log(
        self,
        info: Info,
        filter: Annotated[
            AuditLogFilter | None, strawberry.argument(description="Which ones; all if left out.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AuditEntry]:
        """A page of entries."""
        return await paginate(
            chosen_entries(audit_log(info.context.require_viewer().user), filter),
            _AUDIT_LOG,
            Paging(first, after, last, before),
            AuditEntry.of,
        )
