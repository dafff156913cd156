"""Users of the host application: made, adopted by their e-mail address, and kept as it says.

What an item leaves out stays as it is. A user whom the organization has under the e-mail address,
and whom the host does not know by another id, is the same person: the host's id is added.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from api.errors import InvalidInput, Unavailable
from api.models.acting import transaction_by
from api.models.audit import Action, AuditEntry, HostActor, entry_by, told_of_change
from api.models.hosting.matching import keep_an_admin, known_users, user_meant
from api.models.hosting.refusals import Refusals, check_external_ids
from api.models.hosting.upserted import Outcome, Upserted
from api.models.people import checked_user
from api.models.retiring import lock_users
from api.models.staff import let_go, let_in
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
        # Alone: two batches, or two changes of the admins, come one after the other.
        async with transaction_by(actor, alone=True):
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
            cleaned = checked_user(fields)
            if cleaned["email"] in emails:
                raise InvalidInput(
                    "Another user of this batch has the same address. Give each their own.",
                    ("email",),
                )
            emails.add(cleaned["email"])
            checked[index] = cleaned
    return checked


async def _write(
    actor: HostActor,
    now: datetime,
    items: Mapping[int, Mapping[str, Any]],
    found: Mapping[int, User | None],
) -> Upserted:
    known = [(items[index], user) for index, user in found.items() if user is not None]
    changed = {user.id: changes for fields, user in known if (changes := _changes(user, fields))}
    # All at once, and in one order: other transactions lock several users, too.
    await lock_users(changed)
    await _set_active(known, changed, now)
    upserted, new, entries = Upserted(), [], []
    for index, fields in items.items():
        user = found[index]
        if user is None:
            user = User(organization_id=actor.organization_id, created_at=now, **fields)
            new.append(user)
            role = user.role.value
            entries.append(entry_by(Action.USER_CREATED, actor, now, user.id, role=role))
            outcome = Outcome.CREATED
        elif user.id in changed:
            entries += await _change(actor, now, user, changed[user.id], fields)
            outcome = Outcome.UPDATED
        else:
            outcome = Outcome.UNCHANGED
        upserted.add(fields["external_id"], user.id, outcome)
    await User.bulk_create(new)
    await AuditEntry.bulk_create(entries)
    return upserted


def _changes(user: User, fields: Mapping[str, Any]) -> list[str]:
    """The fields in which the user is to become another."""
    return sorted(name for name, value in fields.items() if getattr(user, name) != value)


async def _set_active(
    known: Iterable[tuple[Mapping[str, Any], User]],
    changed: Mapping[UUID, Collection[str]],
    now: datetime,
) -> None:
    """Lets go who has left, with all by which they could act or read, and others in again."""
    moved: dict[bool, list[UUID]] = {False: [], True: []}
    for fields, user in known:
        if "active" in changed.get(user.id, ()):
            moved[fields["active"]].append(user.id)
    if moved[True]:
        await let_in(moved[True], now)
    if moved[False]:
        await let_go(moved[False], now)


async def _change(
    actor: HostActor, now: datetime, user: User, changed: Iterable[str], fields: Mapping[str, Any]
) -> list[AuditEntry]:
    """Writes the other changes of a user; what the log tells of all of them."""
    entries = []
    if "active" in changed:
        action = Action.USER_REACTIVATED if fields["active"] else Action.USER_DEACTIVATED
        entries.append(entry_by(action, actor, now, user.id))
    others = {name: fields[name] for name in changed if name != "active"}
    if others:
        await user.update_from_dict(dict(fields)).save(update_fields=[*others])
        told = told_of_change(others)
        entries.append(entry_by(Action.USER_UPDATED, actor, now, user.id, **told))
    return entries
