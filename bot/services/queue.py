"""Looking: one case with everything a card shows, the queue in pages, the counts."""

from bot.desk import Desk
from bot.domain.decisions import LEADS
from bot.domain.models import Audience, CaseStatus, Role
from bot.domain.views import CaseView, QueueLine, QueueView
from bot.services.people import acting
from bot.store.captures import author_history
from bot.store.cases import get_dossier, queue_counts, queue_page
from bot.store.ledger import append_ledger
from bot.store.people import find_person, list_people

PAGE = 15  # cases on one page of the home tab


async def look_at(desk: Desk, case_id: int) -> CaseView:
    """Give everything there is to show of a case; raise UnknownCase."""
    async with desk.db.transaction() as session:
        found = await get_dossier(session, case_id)
        history = await author_history(session, found.capture.platform, found.capture.author_id)
    policy = desk.policies.of_version(found.case.assessment["policy_version"])
    return CaseView(
        **found.__dict__, history=history, policy=policy, does=desk.platforms[found.case.platform]
    )


async def open_case(desk: Desk, *, case_id: int, actor: str) -> tuple[CaseView, Audience]:
    """Give a case, and whose card it is, to an appointed person; anybody else is refused on record."""
    async with acting(desk, actor, "open", case_id) as (_, person, _):
        audience = Audience.CAO if person.role in LEADS else Audience.MODERATORS
    return await look_at(desk, case_id), audience


async def read_in_full(desk: Desk, *, case_id: int, actor: str) -> CaseView:
    """Give a case unmasked to an appointed person, and record who looked (1.9)."""
    view = await look_at(desk, case_id)
    async with acting(desk, actor, "read", case_id) as (session, _, now):
        facts = {"case": case_id, "capture": view.capture.id}
        await append_ledger(session, now, actor, ("case.viewed", facts))
    return view


async def show_queue(desk: Desk, *, actor: str, page: int = 0) -> QueueView:
    """Give one page of the queue; what a person without a role may see of it is nothing."""
    async with desk.db.transaction() as session:
        person = await find_person(session, actor)
        cao = await list_people(session, Role.CAO)
        counts = await queue_counts(session) if person else {}
        waiting = sum(n for word, n in counts.items() if word != CaseStatus.ESCALATED)
        page = max(0, min(page, (waiting - 1) // PAGE))
        rows = (
            await queue_page(session, status=CaseStatus.OPEN, offset=page * PAGE, limit=PAGE)
            if person
            else []
        )
        above = await queue_page(session, status=CaseStatus.ESCALATED, offset=0, limit=5) if person else []
    lines = [QueueLine(case, text, account) for case, text, account in rows]
    escalated = [QueueLine(case, text, account) for case, text, account in above]
    return QueueView(person, counts, escalated, lines, page, desk.now(), cao)
