"""Users as others find them: who lists whom, and who sees more of them than name and e-mail."""

from uuid import UUID

from tortoise.queryset import QuerySet

from api.errors import Forbidden
from api.models.searching import matching
from api.models.user import User, UserRole
from api.models.validation import fold_email


def listed_users(
    organization_id: UUID,
    asker: User | None,
    *,
    search: str | None = None,
    email: str | None = None,
    role: UserRole | None = None,
    active: bool | None = None,
) -> QuerySet[User]:
    """The users of the organization for whoever asks; None stands for the host application.

    Admins and the host list all. Others name one active colleague by the e-mail address, to make
    them a member: who works in a firm is not for everybody to list. Raises Forbidden without it,
    and BadRequest for a search that can find nothing.
    """
    # An erased user stands for entries of the audit log, and for nobody who could be managed.
    users = User.filter(organization_id=organization_id, erased_at__isnull=True)
    if asker is not None and asker.role is not UserRole.ADMIN:
        if email is None:
            raise Forbidden("Only an admin lists users. Others find one with filter.email.")
        users = users.filter(active=True)
    if email is not None:
        users = users.filter(email=fold_email(email) or "")
    if search is not None:
        users = matching(users, search, "name", "email")
    if role is not None:
        users = users.filter(role=role)
    return users if active is None else users.filter(active=active)


def sees_account(asker: User | None, user: User) -> bool:
    """Whether somebody sees more of a user than colleagues do: an admin, the user, the host."""
    return asker is None or asker.role is UserRole.ADMIN or asker.id == user.id
