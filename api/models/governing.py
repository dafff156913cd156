"""What an admin decides for the whole organization, and what follows from it for feeds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.ical.feed_settings import Detail
from api.models import validation
from api.models.acting import transaction_by
from api.models.audit import Action, Actor, record_by, told_of_change
from api.models.database import fetch_rows
from api.models.fields import key
from api.models.organization import Organization
from api.models.retiring import lock_colleagues, retire_empty
from api.models.roles import require_admin
from api.models.stamps import mark_feeds_of_organization

_WITH_ADDRESSES = """
SELECT DISTINCT t.user_id FROM feed_tokens t JOIN users u ON u.id = t.user_id
WHERE t.retired_at IS NULL AND u.organization_id = $1 ORDER BY t.user_id
"""


async def update_organization(
    actor: Actor, now: datetime, *, fields: Mapping[str, Any]
) -> Organization:
    """Changes time_zone or detail_ceiling of the admin's organization; the rest stays.

    A ceiling of OFF empties every feed, and retires its address.
    """
    async with transaction_by(actor, alone=True) as by:
        require_admin(by.user, "changes the organization")
        organization = await Organization.get(id=by.organization_id)
        changed = {
            name: value
            for name, value in _checked(fields).items()
            if value != getattr(organization, name)
        }
        if "detail_ceiling" in changed:
            await lock_colleagues(organization.id)
            # Whatever was made while nothing was shown must not come alive with this.
            await _retire_empty(organization, now)
        if changed:
            await organization.update_from_dict(changed).save(update_fields=[*changed])
            told = told_of_change(changed)
            await record_by(Action.ORGANIZATION_UPDATED, by, now, organization.id, **told)
        if "detail_ceiling" in changed:
            await mark_feeds_of_organization(organization.id, now)
            await _retire_empty(organization, now)
    return organization


async def _retire_empty(organization: Organization, now: datetime) -> None:
    if organization.detail_ceiling is Detail.OFF:
        rows = await fetch_rows(_WITH_ADDRESSES, organization.id)
        await retire_empty([key(row["user_id"]) for row in rows], now)


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(fields)
    if "time_zone" in values:
        values["time_zone"] = validation.time_zone(values["time_zone"], "timeZone")
    return values
