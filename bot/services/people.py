"""The register: who holds which role, which accounts are the Town's, and the check on every act."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.domain.errors import Malformed, NotAppointed, NotPermitted, UnknownPlatform
from bot.domain.models import SYSTEM, Account, Person, Role
from bot.store.ledger import append_ledger
from bot.store.people import find_account, find_anyone, find_person, get_person, list_accounts, list_people


@asynccontextmanager
async def acting(
    desk: Desk, actor: str, act: str, case_id: int
) -> AsyncIterator[tuple[AsyncSession, Person, datetime]]:
    """Check the person against the register within the act's transaction; a refusal is recorded apart."""
    now = desk.now()
    try:
        async with desk.db.transaction() as session:
            person = await find_person(session, actor)
            if person is None:
                raise NotAppointed
            yield session, person, now
    except NotPermitted as refusal:
        async with desk.db.transaction() as session:
            facts = {"case": case_id, "act": act, "why": type(refusal).__name__}
            await append_ledger(session, now, actor, ("act.refused", facts))
        raise


async def add_person(desk: Desk, *, slack_id: str, name: str, role: Role, actor: str = SYSTEM) -> Person:
    """Give somebody a role, or another one than they had."""
    if not (slack_id.isascii() and slack_id.isalnum() and slack_id[:1] in ("U", "W")):
        raise Malformed(
            f"{slack_id!r} is not a Slack member id: it looks like U012AB3CD (Profile, ⋮, Copy member ID)."
        )
    now = desk.now()
    async with desk.db.transaction() as session:
        person = await find_anyone(session, slack_id)
        if person is None:
            person = Person(slack_id=slack_id, name=name, role=role, added_by=actor, added_at=now)
        person.name, person.role, person.removed_at, person.added_by = name, role, None, actor
        session.add(person)
        await session.flush()
        await append_ledger(session, now, actor, ("person.added", {"person": slack_id, "role": role}))
        return person


async def remove_person(desk: Desk, *, slack_id: str, actor: str = SYSTEM) -> Person:
    """End somebody's role; raise UnknownPerson."""
    now = desk.now()
    async with desk.db.transaction() as session:
        person = await get_person(session, slack_id)
        person.removed_at = now
        session.add(person)
        await session.flush()
        await append_ledger(session, now, actor, ("person.removed", {"person": slack_id}))
        return person


async def people(desk: Desk) -> Sequence[Person]:
    """Give everybody who holds a role now."""
    async with desk.db.transaction() as session:
        return await list_people(session)


async def add_account(
    desk: Desk,
    *,
    platform: str,
    handle: str,
    name: str,
    owner: str = "",
    purpose: str = "",
    actor: str = SYSTEM,
) -> Account:
    """Put an account on the register (2.1); one that is there already is renamed."""
    if platform not in desk.platforms:
        known = ", ".join(sorted(desk.platforms)) or "none"
        raise UnknownPlatform(f"The desk has no connector for {platform!r}; it has: {known}.")
    now = desk.now()
    async with desk.db.transaction() as session:
        account = await find_account(session, platform, handle)
        if account is None:
            account = Account(platform=platform, handle=handle, name=name, added_at=now)
        account.name, account.owner, account.purpose = name, owner, purpose
        session.add(account)
        await session.flush()
        facts = {"account": account.id, "platform": platform, "handle": handle}
        await append_ledger(session, now, actor, ("account.registered", facts))
        return account


async def accounts(desk: Desk) -> Sequence[Account]:
    """Give the register of accounts."""
    async with desk.db.transaction() as session:
        return await list_accounts(session)
