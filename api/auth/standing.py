"""Whether a user is still as they were when the request was let in, asked in a transaction."""

from api.models.user import User


async def is_still_active(user: User) -> bool:
    """Locks the user's row until the transaction ends; False when they are not active."""
    return bool(await User.filter(id=user.id, active=True).select_for_update(no_key=True))


async def still_has_password(user: User) -> bool:
    """As `is_still_active`, and that nobody has set another password meanwhile."""
    same = User.filter(id=user.id, active=True, password_hash=user.password_hash)
    return bool(await same.select_for_update(no_key=True))
