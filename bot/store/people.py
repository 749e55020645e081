"""The register of people and of accounts."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.domain.errors import UnknownPerson
from bot.domain.models import Account, Person, Role
from bot.store.rows import run

_APPOINTED = "SELECT * FROM person WHERE slack_id = %(slack_id)s AND removed_at IS NULL"


async def find_person(session: AsyncSession, slack_id: str) -> Person | None:
    """Give the person if they hold a role now."""
    found = await run(session, _APPOINTED, {"slack_id": slack_id})
    return Person(**found[0]._asdict()) if found else None


async def find_anyone(session: AsyncSession, slack_id: str) -> Person | None:
    """Give the person whether or not their role has ended."""
    query = select(Person).where(Person.slack_id == slack_id).with_for_update()
    return (await session.execute(query)).scalars().first()


async def get_person(session: AsyncSession, slack_id: str) -> Person:
    """Give the person who holds a role now; raise UnknownPerson."""
    person = await find_anyone(session, slack_id)
    if person is None or person.removed_at is not None:
        raise UnknownPerson(f"{slack_id} has no role at the desk.")
    return person


async def list_people(session: AsyncSession, *roles: Role) -> Sequence[Person]:
    """Give everybody who holds one of the roles now (any role, if none is named)."""
    query = select(Person).where(col(Person.removed_at).is_(None)).order_by(col(Person.id))
    query = query.where(col(Person.role).in_(roles)) if roles else query
    return (await session.execute(query)).scalars().all()


async def find_account(session: AsyncSession, platform: str, handle: str) -> Account | None:
    """Give the account if it is on the register."""
    query = select(Account).where(Account.platform == platform, Account.handle == handle)
    return (await session.execute(query)).scalars().first()


async def list_accounts(session: AsyncSession) -> Sequence[Account]:
    """Give the whole register."""
    return (await session.execute(select(Account).order_by(col(Account.id)))).scalars().all()


async def save_cursor(session: AsyncSession, account: Account, cursor: str) -> None:
    """Keep where the next poll of the account goes on."""
    await session.execute(update(Account).where(col(Account.id) == account.id).values(cursor=cursor))
