"""Users of the host application: made, adopted by their e-mail address, and kept as it says.

What an item leaves out stays as it is. A user whom the organization has under the e-mail address,
and whom the host does not know by another id, is the same person: the host's id is added.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from api.errors import InvalidInput, Unavailable
from api.ical import limits
from api.models import validation
from api.models.audit import Action, AuditEntry, HostActor, entry_by
from api.models.database import transaction
from api.models.hosting.matching import keep_an_admin, known_users, user_meant
from api.models.hosting.refusals import Refusals, check_external_ids
from api.models.hosting.upserted import Outcome, Upserted
from api.models.organization import Organization
from api.models.retiring import lock_users, retire_empty
from api.models.staff import end_access
from api.models.user import User


async def upsert_users(
    actor: HostActor, now: datetime, *, items: Mapping[int, Mapping[str, Any]], refusals: Refusals
) -> Upserted:
    """Makes the organization have these users, by their indexes in the batch.

    Each has `external_id`, `email`, `name`, and perhaps `role` and `active`. Raises UserErrors with
    all that cannot be taken, among it the e-mail address of another user, of whatever organization.
    """
    usable = check_external_ids(items, refusals).values()
    checked = _checked({index: items[index] for index in usable}, refusals)
    try:
        async with transaction():
            # So that two batches, or two changes of the admins, come one after the other.
            await Organization.filter(id=actor.organization_id).select_for_update(no_key=True)
            known = await known_users(actor.organization_id, list(checked.values()))
            found = {}
            for index, fields in checked.items():
                with refusals.of(index):
                    found[index] = user_meant(actor.organization_id, known, fields)
            refusals.raise_any()
            await keep_an_admin(actor.organization_id, checked, found, refusals)
            return await _write(actor, now, checked, found)
    except IntegrityError:
        raise Unavailable(
            "One of these users was added by somebody else at the same moment. Send it again.", 1
        ) from None


def _checked(
    items: Mapping[int, Mapping[str, Any]], refusals: Refusals
) -> dict[int, dict[str, Any]]:
    """The fields, cleaned as every user's are; each address once."""
    checked: dict[int, dict[str, Any]] = {}
    emails: set[str] = set()
    for index, fields in items.items():
        with refusals.of(index):
            email = validation.email(fields["email"], "email")
            name = validation.line(fields["name"], "name", length=limits.NAME_LENGTH, required=True)
            if email in emails:
                raise InvalidInput("Another user of this batch has the same address.", ("email",))
            emails.add(email)
            checked[index] = {**fields, "email": email, "name": name}
    return checked


async def _write(
    actor: HostActor,
    now: datetime,
    items: Mapping[int, Mapping[str, Any]],
    found: Mapping[int, User | None],
) -> Upserted:
    upserted, new, entries = Upserted(), [], []
    for index, fields in items.items():
        user = found[index]
        if user is None:
            user = User(organization_id=actor.organization_id, created_at=now, **fields)
            new.append(user)
            role = user.role.value
            entries.append(entry_by(Action.USER_CREATED, actor, now, user.id, role=role))
            outcome = Outcome.CREATED
        else:
            changed = sorted(name for name in fields if getattr(user, name) != fields[name])
            outcome = Outcome.UPDATED if changed else Outcome.UNCHANGED
            if "active" in changed:
                entries.append(await _set_active(actor, now, user, active=fields["active"]))
                changed.remove("active")
            if changed:
                await user.update_from_dict(dict(fields)).save(update_fields=changed)
                entries.append(entry_by(Action.USER_UPDATED, actor, now, user.id, changed=changed))
        upserted.add(fields["external_id"], user.id, outcome)
    await User.bulk_create(new)
    await AuditEntry.bulk_create(entries)
    return upserted


async def _set_active(actor: HostActor, now: datetime, user: User, *, active: bool) -> AuditEntry:
    """Lets somebody go, with all by which they could act or read, or in again."""
    await lock_users([user.id])
    if active:
        # Whatever was made while they were leaving must not come alive with this.
        await retire_empty([user.id], now)
    user.active = active
    await user.save(update_fields=["active"])
    if not active:
        await end_access(user, now)
    action = Action.USER_REACTIVATED if active else Action.USER_DEACTIVATED
    return entry_by(action, actor, now, user.id)
