"""Users of the host application: made, adopted by their e-mail address, and kept as it says.

What an item leaves out stays as it is. A user whom the organization has under the e-mail address,
and whom the host does not know by another id, is the same person: the host's id is added.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tortoise.exceptions import IntegrityError

from api.errors import AlreadyExists, InvalidInput, Unavailable
from api.ical import limits
from api.models import validation
from api.models.audit import Action, AuditEntry, HostActor, entry_by
from api.models.database import transaction
from api.models.hosting.refusals import Refusals, check_external_ids
from api.models.hosting.upserted import Outcome, Upserted
from api.models.organization import Organization
from api.models.user import User, UserRole

_TAKEN: Final = "There is a user with this e-mail address."
_LAST_ADMIN: Final = "The organization would have no active admin. Make somebody else one, too."


@dataclass(slots=True)
class _Known:
    """The users whom a batch may mean: of the organization by the host's ids, all by address."""

    by_external_id: dict[str, User]
    by_email: dict[str, User]


async def upsert_users(
    actor: HostActor, now: datetime, *, items: Mapping[int, Mapping[str, Any]], refusals: Refusals
) -> Upserted:
    """Makes the organization have these users, by their indexes in the batch.

    Each has `external_id`, `email`, `name`, and perhaps `role`. Raises UserErrors with all that
    cannot be taken, among it the e-mail address of another user, of whatever organization.
    """
    usable = check_external_ids(items, refusals).values()
    checked = _checked({index: items[index] for index in usable}, refusals)
    try:
        async with transaction():
            # So that two batches, or two changes of the admins, come one after the other.
            await Organization.filter(id=actor.organization_id).select_for_update(no_key=True)
            known = await _known(actor.organization_id, list(checked.values()))
            found = {}
            for index, fields in checked.items():
                with refusals.of(index):
                    found[index] = _found(actor.organization_id, known, fields)
            refusals.raise_any()
            await _keep_an_admin(actor.organization_id, checked, found, refusals)
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


async def _known(organization_id: UUID, items: Sequence[Mapping[str, Any]]) -> _Known:
    names = [fields["external_id"] for fields in items]
    emails = [fields["email"] for fields in items]
    of_host = await User.filter(organization_id=organization_id, external_id__in=names)
    with_email = await User.filter(email__in=emails)
    return _Known(
        {user.external_id: user for user in of_host}, {user.email: user for user in with_email}
    )


def _found(organization_id: UUID, known: _Known, fields: Mapping[str, Any]) -> User | None:
    """The user whom an item means, None for a new one.

    Raises AlreadyExists alike for a colleague's address and one in another organization.
    """
    user = known.by_external_id.get(fields["external_id"])
    other = known.by_email.get(fields["email"])
    if other is None or (user is not None and other.id == user.id):
        return user
    if user is None and other.organization_id == organization_id and other.external_id is None:
        return other
    raise AlreadyExists(_TAKEN, ("email",))


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
            if changed:
                await user.update_from_dict(dict(fields)).save(update_fields=changed)
                entries.append(entry_by(Action.USER_UPDATED, actor, now, user.id, changed=changed))
        upserted.add(fields["external_id"], user.id, outcome)
    await User.bulk_create(new)
    await AuditEntry.bulk_create(entries)
    return upserted


async def _keep_an_admin(
    organization_id: UUID,
    items: Mapping[int, Mapping[str, Any]],
    found: Mapping[int, User | None],
    refusals: Refusals,
) -> None:
    """Refuses a batch that would take the last active admin from the organization."""
    admins = User.filter(organization_id=organization_id, role=UserRole.ADMIN, active=True)
    left = before = {admin.id for admin in await admins}
    for index, fields in items.items():
        user = found[index]
        if user is not None and fields.get("role") is UserRole.MEMBER:
            left = left - {user.id}
        elif fields.get("role") is UserRole.ADMIN and (user is None or user.active):
            return
    if left or not before:
        return
    for index, user in found.items():
        if user is not None and user.id in before:
            with refusals.of(index):
                raise InvalidInput(_LAST_ADMIN, ("role",))
    refusals.raise_any()
